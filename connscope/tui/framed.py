"""A pane's finished lines: what Textual keeps of each widget, with a shorter way for a line between two sides.

Textual works the sides out for each line anew, from styles that are the same for all of them; with lines of many
pieces, ten times a second, that took as long as the lines themselves. It must not know what is in a line.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from rich.segment import Segment
from textual._styles_cache import StylesCache
from textual.color import Color
from textual.css.styles import StylesBase
from textual.geometry import Size, Spacing
from textual.strip import Strip

Sides = tuple[list[Segment], list[Segment]]
"""What stands before and behind each line."""


class Line(Strip):
    """A finished line. Of one that has not to be cut Textual's keeps itself in a cache of its own, which is a cycle."""

    __slots__ = ()

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """Its pieces: itself, if that is all of it."""
        cuts = list(cuts)
        return [self] if cuts == [self.cell_length] else super().divide(cuts)


class Framed(StylesCache):
    """The lines of one widget."""

    def __init__(self) -> None:
        super().__init__()
        self.sides: Sides | None = None

    def clear(self) -> None:
        """The styles may be others now."""
        super().clear()
        self.sides = None

    def render_line(
        self,
        styles: StylesBase,
        y: int,
        size: Size,
        content_size: Size,
        padding: Spacing,
        base_background: Color,
        background: Color,
        render_content_line: Callable[[int], Strip],
        *others: Any,
    ) -> Strip:
        """As Textual does it, but for the sides, which are looked for once."""

        def as_usual(content: Callable[[int], Strip]) -> Strip:
            given = styles, y, size, content_size, padding, base_background, background, content, *others
            return Line(super(Framed, self).render_line(*given), size.width)

        at = y - styles.gutter.top
        if not 0 <= at < content_size.height or y >= size.height - styles.gutter.bottom:
            return as_usual(render_content_line)
        ground = self.get_inner_outer(base_background, background)[0].rich_style
        if self.sides is None:
            self.sides = sides_of(as_usual, Segment(" " * content_size.width, ground))
        if self.sides is None:
            return as_usual(render_content_line)
        left, right = self.sides
        line = render_content_line(at)
        if line.cell_length != content_size.width:  # else it, too, would be kept by itself
            line = line.adjust_cell_length(content_size.width, ground)
        return Line([*left, *line, *right], size.width)


def sides_of(framed: Callable[[Callable[[int], Strip]], Strip], content: Segment) -> Sides | None:
    """What is around a line; None where it is not left as it is."""
    segments = list(framed(lambda _: Strip([content], len(content.text))))
    place = next((number for number, each in enumerate(segments) if each is content), -1)
    return (segments[:place], segments[place + 1 :]) if place >= 0 else None


def let_go_of_painters() -> None:
    """Have nothing kept of widgets that are gone.

    Textual remembers the colours of each of the last thousand together with what paints it, which has all its lines.
    """
    StylesCache.get_inner_outer.cache_clear()
