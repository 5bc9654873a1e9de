"""The base of all panes: lines that are drawn when they are looked at, and again only when they have changed.

A pane says how many lines it has and what parts one of them consists of. Ten thousand lines cost what the
thirty visible ones cost.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Self

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color
from textual.content import Content
from textual.filter import ANSIToTruecolor, LineFilter
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip

from connscope.tui.framed import Framed
from connscope.tui.look import ROLES, Part, width_of
from connscope.tui.widgets.thumb import Thumb

Drawn = tuple[list[Part], bool]
"""A line's parts, and whether the cursor is on it."""


class Lines(ScrollView, can_focus=True, inherit_bindings=False):
    """Lines below an optional heading, with an optional cursor line."""

    DEFAULT_CSS = """
    Lines {
        border: round $faint;
        border-title-color: $dim;
        border-title-style: none;
        border-subtitle-color: $dim;
        border-subtitle-style: none;
        padding: 0 1;
        scrollbar-size-vertical: 1;
        overflow-x: hidden;
        scrollbar-gutter: stable;
        background: $background;
        &:focus {
            border: round $accent;
            border-title-color: $foreground;
            border-title-style: bold;
        }
    }
    """

    ground = "background"
    """The theme's colour behind the lines."""

    heads = 0
    """Lines at the top that do not scroll."""

    cursor: reactive[int] = reactive(-1, repaint=False)
    """The line that keys act on; -1 where the pane has none."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._styles_cache = Framed()
        self.drawn: dict[int, Drawn] = {}
        self.fresh: dict[int, Drawn] = {}
        """What has been found out of lines that are about to be drawn."""
        self.fresh_for = (0, 0)
        """The width and the scrolling for which that holds."""
        self.styles_by_role: dict[tuple[str, str], Style] = {}
        self.entitled = ("", "", "")

    # What a pane says of itself.

    def count(self) -> int:
        """How many lines there are."""
        return 0

    def parts(self, number: int, width: int) -> list[Part]:  # noqa: ARG002
        """What that line consists of."""
        raise IndexError(number)

    def head(self, number: int, width: int) -> list[Part]:  # noqa: ARG002
        """What that line of the heading consists of."""
        raise IndexError(number)

    # What is the same for all.

    def entitle(self, title: str, note: str = "", warning: str = "") -> None:
        """Write into the border, once: setting it again draws the pane again. Markup in the texts is not read."""
        if (title, note, warning) != self.entitled:
            self.entitled = (title, note, warning)
            self.border_title, self.border_subtitle = Content.assemble(title, (warning, "$warning")), Content(note)

    def update(self) -> None:
        """Draw what has changed since it was drawn last."""
        self.measure()
        height = self.size.height
        self.drawn = {y: drawn for y, drawn in self.drawn.items() if y < height}
        self.draw_anew(self.drawn)

    def draw_anew(self, lines: Iterable[int]) -> None:
        """Draw those lines if they have changed."""
        width = self.scrollable_content_region.width
        found = {y: self.composed(y, width) for y in lines}
        fresh = {y: line for y, line in found.items() if line != self.drawn[y]}
        if fresh:
            self.refresh(*(Region(0, y, width, 1) for y in fresh))
        self.fresh, self.fresh_for = fresh, (width, round(self.scroll_y))

    def refresh(self, *regions: Region, **how: bool) -> Self:
        """Draw again; what was found out before may hold no more."""
        self.fresh = {}
        return super().refresh(*regions, **how)

    def measure(self) -> None:
        """Say how far it can be scrolled."""
        size = Size(self.scrollable_content_region.width, self.count() + self.heads)
        if size != self.virtual_size:
            # Set by the ordinary way it would lay out the whole screen anew, ten times a second while events come.
            self.set_reactive(Lines.virtual_size, size)
            self._scroll_update(size)

    def _scroll_update(self, virtual_size: Size) -> None:
        """As Textual does it, but that the bar is not drawn anew in any case."""
        self._refresh_scrollbars()
        if self.show_vertical_scrollbar and self.styles.scrollbar_size_vertical:
            bar = self.vertical_scrollbar
            bar.window_virtual_size, bar.window_size = virtual_size.height, self.container_size.height
        self.scroll_y = self.validate_scroll_y(self.scroll_y)

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """Begun when it is asked for first."""
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = bar = Thumb(name="vertical", thickness=self.scrollbar_size_vertical)
            bar.display = False
            self.app._start_widget(self, bar)
        return self._vertical_scrollbar

    def composed(self, y: int, width: int) -> Drawn:
        """The parts of the line at that height, and whether it has the cursor."""
        if y < self.heads:
            return self.head(y, width), False
        number = y - self.heads + round(self.scroll_y)
        if number >= self.count():
            return [], False
        return self.parts(number, width), number == self.cursor

    def render_line(self, y: int) -> Strip:
        """One line as Textual wants it."""
        width = self.scrollable_content_region.width
        fresh = self.fresh.pop(y, None) if self.fresh_for == (width, round(self.scroll_y)) else None
        parts, chosen = self.drawn[y] = fresh or self.composed(y, width)
        back = ("cursor" if self.has_focus else "cursor-blurred") if chosen else self.ground
        left = width - width_of(parts)
        if left > 0:
            parts = [*parts, (" " * left, "text")]
        texts = [(role, "".join(text for text, _ in same)) for role, same in groupby(parts, itemgetter(1))]
        strip = Strip([Segment(text, self.style_of(role, back)) for role, text in texts], max(width, width - left))
        return strip if left >= 0 else strip.crop(0, width)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """All but the one for a terminal's own colours: there are none in our lines."""
        return [each for each in super().get_line_filters() if type(each) is not ANSIToTruecolor]

    def style_of(self, role: str, back: str) -> Style:
        """How a role looks on a plain line or on the cursor's."""
        style = self.styles_by_role.get((role, back))
        if style is None:
            # From the theme, not from CSS: ten component classes in each of six panes cost a tenth of the start.
            colours = self.app.theme_variables
            name, bold = ROLES[role]
            fore, behind = Color.parse(colours[name]), Color.parse(colours[back])
            style = Style(color=fore.rich_color, bgcolor=behind.rich_color, bold=bold)
            self.styles_by_role[role, back] = style
        return style

    def notify_style_update(self) -> None:
        """The theme has changed."""
        self.styles_by_role.clear()
        super().notify_style_update()

    def choose(self, number: int) -> None:
        """Put the cursor on that line. A pane without a cursor scrolls there."""
        self.scroll_to(y=number, animate=False)

    @property
    def place(self) -> int:
        """The line to move from."""
        return self.cursor if self.cursor >= 0 else round(self.scroll_y)

    def meant(self) -> Iterable[int]:
        """The lines that a copy is of: the one under the cursor, or all of them where there is none."""
        # A filter may have taken all lines away, and left the cursor where it was.
        return [self.cursor] if 0 <= self.cursor < self.count() else range(self.count())

    def copied(self) -> str:
        """What is meant, as plain text."""
        width = self.scrollable_content_region.width
        numbers = self.meant()
        return "\n".join("".join(text for text, _ in self.parts(number, width)).rstrip() for number in numbers)

    async def on_click(self, event: events.Click) -> None:
        """A click on a line is a move to it."""
        at = event.get_content_offset(self)
        if at is not None and at.y >= self.heads and self.cursor >= 0:
            self.choose(at.y - self.heads + round(self.scroll_y))

    @property
    def page(self) -> int:
        """How many lines are in view below the heading."""
        return max(1, self.scrollable_content_region.height - self.heads)

    def watch_cursor(self, before: int, now: int) -> None:
        """Keep the cursor in view; as long as nothing is scrolled, a move changes two lines."""
        top = round(self.scroll_y)
        self.bring_into_view()
        if round(self.scroll_y) == top:
            moved = {number - top + self.heads for number in (before, now) if number >= top}
            self.draw_anew(moved & self.drawn.keys())

    def bring_into_view(self) -> None:
        """Scroll to the cursor. Forced: the scrollbar that would allow it comes only with the next layout."""
        if self.cursor < 0:
            return
        self.measure()
        top = round(self.scroll_y)
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False, force=True, immediate=True)
        elif self.cursor >= top + self.page:
            self.scroll_to(y=self.cursor - self.page + 1, animate=False, force=True, immediate=True)

    def on_resize(self) -> None:
        """Keep it in view in less room, too. A scrollbar that comes with it has not heard of earlier scrolling."""
        self.bring_into_view()
        self.update()
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.position = self.scroll_y

    def watch_has_focus(self, value: bool) -> None:
        """The cursor line looks different without focus."""
        super().watch_has_focus(value)
        self.refresh()
