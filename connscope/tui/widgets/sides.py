"""Both servers' source, beside each other where there is room and below each other where there is not.

What one difference changes is marked and bright; around it stands, dim, as much as there is room for.
"""

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from rich.style import Style

from connscope.sources.servers import POLICIES
from connscope.text import fit
from connscope.tui.alignment import TIGHT, beside, column
from connscope.tui.differences import SIDES, Difference
from connscope.tui.excerpts import Line, Source
from connscope.tui.look import Part, width_of
from connscope.tui.widgets.lines import Lines
from connscope.tui.wrapping import cropped, padded, wrapped

WIDE = 105
"""So many columns within the frame are room for two sources beside each other."""
NEAR = (4, 3, 2, 1, 0, TIGHT)
"""Lines around a change: the first of these that fits."""
GUTTER = 6
BETWEEN: list[Part] = [(" │ ", "faint")]
TINTED = "tinted "
"""Before the role of what stands on a changed line."""
MARKS = {"tutorial": "warn", "echo": "good"}
CALLED = {"tutorial": "the famous one", "echo": "the good one"}


class Sides(Lines, can_focus=False):
    """The two excerpts of one difference."""

    def __init__(self, difference: Difference) -> None:
        super().__init__(id="sides")
        self.difference = difference
        self.sources: tuple[Source, Source] | None = None
        self.rows: list[list[Part]] = []

    def open(self, difference: Difference) -> None:
        """Show this one, from its beginning."""
        self.difference = difference
        self.scroll_home(animate=False)
        self.lay_out()

    def read(self) -> tuple[Source, Source]:
        """Both files as they are now; once, when they are first seen."""
        from connscope.tui.colouring import coloured

        if self.sources is None:
            left, right = (Source(coloured(Path(str(POLICIES[side].__file__)))) for side in SIDES)
            self.sources = left, right
        return self.sources

    def lay_out(self) -> None:
        """Make the rows anew, with as much around the changes as there is room for."""
        width = self.scrollable_content_region.width
        if not width:
            return
        self.heads = 1 if width >= WIDE else 0
        for near in NEAR:
            self.rows = list(self.two_columns(width, near) if self.heads else self.one_column(width, near))
            if len(self.rows) <= self.page:
                break
        self.entitle("", "PgDn PgUp scroll" if len(self.rows) > self.page else "")
        self.update()

    def two_columns(self, width: int, near: int) -> Iterator[list[Part]]:
        """Side by side: what belongs together stands in one row."""
        half = (width - width_of(BETWEEN)) // 2
        for pair in beside(self.read(), self.difference.places, near):
            cells = [drawn(line, side, half) for line, side in zip(pair, SIDES, strict=True)]
            for left, right in zip_longest(*cells, fillvalue=[(" " * half, "text")]):
                yield [*left, *BETWEEN, *right]

    def one_column(self, width: int, near: int) -> Iterator[list[Part]]:
        """One below the other."""
        for number, (side, source) in enumerate(zip(SIDES, self.read(), strict=True)):
            yield title(side, width)
            for line in column(source, [place[number] for place in self.difference.places], near):
                yield from drawn(line, side, width)

    # What the pane's lines are.

    def count(self) -> int:
        """As many rows as the excerpts take."""
        return len(self.rows)

    def parts(self, number: int, _width: int) -> list[Part]:
        """One row."""
        return self.rows[number]

    def head(self, _: int, width: int) -> list[Part]:
        """Above each side, its name."""
        half = (width - width_of(BETWEEN)) // 2
        return [*title(SIDES[0], half), *BETWEEN, *title(SIDES[1], half)]

    def style_of(self, role: str, back: str) -> Style:
        """What stands on a changed line has another ground."""
        plain = role.removeprefix(TINTED)
        return super().style_of(plain, back if plain == role else "panel")

    def on_resize(self) -> None:
        """More room shows more of what is around."""
        self.lay_out()
        super().on_resize()


def title(side: str, width: int) -> list[Part]:
    """The name of a side, in so many columns."""
    name: list[Part] = [(side, "strong"), (f"  {CALLED[side]} · servers/{side}.py  ", "dim")]
    return cropped([*name, ("─" * (width - width_of(name)), "faint")], width)


def drawn(line: Line | None, side: str, width: int) -> list[list[Part]]:
    """A line of the source in as many rows as it takes, each so wide. Only a changed one may take more than one."""
    if line is None:
        return [[(" " * width, "text")]]
    number, room = fit(str(line.number or ""), GUTTER - 2, align="right") + " ", width - GUTTER
    if line.kind == "changed":
        rows = [padded(row, room) for row in wrapped(line.parts, room)]
        gutters = [number, *[" " * len(number)] * (len(rows) - 1)]
        return [
            [("▌", TINTED + MARKS[side]), (gutter, TINTED + "dim"), *((text, TINTED + role) for text, role in row)]
            for gutter, row in zip(gutters, rows, strict=True)
        ]
    parts = line.parts if line.kind == "head" else [(text, "dim") for text, _ in line.parts]
    return [[(" " + number, "dim"), *cropped(parts, room)]]
