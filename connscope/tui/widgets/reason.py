"""One difference in words: what goes wrong without it, and which key shows that. It launches nothing itself."""

from textwrap import wrap
from typing import NamedTuple

from textual import events
from textual.message import Message

from connscope.tui.differences import DIFFERENCES, SIDES, Difference
from connscope.tui.look import Part
from connscope.tui.widgets.lines import Lines

WITHOUT = "Without it, "
KEYS = {"tutorial": "enter", "echo": "e"}
"""The key that shows it by that policy."""
OUTCOMES = {"tutorial": ("tutorial goes wrong", "warn"), "echo": ("echo goes right", "good")}
KEY_COLUMN = 7


class Row(NamedTuple):
    """One row, and the policy by which a click on it shows the difference; empty where it is only to be read."""

    parts: list[Part]
    policy: str = ""


class Reason(Lines, can_focus=False):
    """The chosen difference."""

    DEFAULT_CSS = """
    Reason.-strip { border: none; padding: 0 1; scrollbar-gutter: auto; }
    """

    class Asked(Message):
        """Somebody clicked on what shows it by this policy."""

        def __init__(self, policy: str) -> None:
            super().__init__()
            self.policy = policy

    def __init__(self, chosen: int) -> None:
        super().__init__(id="reason")
        self.chosen = chosen
        self.strip = False
        self.rows: list[Row] = []

    def show(self, chosen: int) -> None:
        """Say this one."""
        self.chosen = chosen
        self.scroll_home(animate=False)
        self.lay_out()

    def set_strip(self, strip: bool, width: int) -> None:
        """In little room without a frame, and as high as the longest of all: what is below stays where it is."""
        self.strip = strip
        self.set_class(strip, "-strip")
        heights = [len(words(each, width - 2, airy=False)) for each in DIFFERENCES] if width > KEY_COLUMN + 2 else [1]
        self.styles.height = max(heights) if strip else "100%"

    def lay_out(self) -> None:
        """Break the sentences as this width wants it."""
        width = self.scrollable_content_region.width
        self.rows = words(DIFFERENCES[self.chosen], width, airy=not self.strip) if width > KEY_COLUMN else []
        self.entitle(f"{self.chosen + 1} of {len(DIFFERENCES)}")
        self.update()

    async def on_click(self, event: events.Click) -> None:
        """A click on what shows it is its key."""
        at = event.get_content_offset(self)
        number = at.y + round(self.scroll_y) if at is not None else -1
        if 0 <= number < len(self.rows) and self.rows[number].policy:
            self.post_message(self.Asked(self.rows[number].policy))

    def on_resize(self) -> None:
        """Another width, other rows."""
        self.lay_out()
        super().on_resize()

    # What the pane's lines are.

    def count(self) -> int:
        """As many as the words take."""
        return len(self.rows)

    def parts(self, number: int, _width: int) -> list[Part]:
        """One of them."""
        return self.rows[number].parts


def words(difference: Difference, width: int, *, airy: bool) -> list[Row]:
    """Title, sentence, and what shows it; with a row between them if it is to be airy."""
    space = [Row([])] if airy else []
    title = [Row([(line, "strong")]) for line in wrap(difference.title, width)]
    first, *rest = wrap(WITHOUT + difference.wrong, width)
    sentence = [Row([(WITHOUT, "warn"), (first[len(WITHOUT) :], "text")]), *(Row([(line, "text")]) for line in rest)]
    if difference.behaviour:
        shown = [row for side in SIDES for row in demonstrated(difference, side, width, airy=airy)]
    else:
        shown = [Row([(line, "dim")]) for line in wrap(difference.instead, width)]
    return [*title, *space, *sentence, *space, *shown]


def demonstrated(difference: Difference, side: str, width: int, *, airy: bool) -> list[Row]:
    """The key, how it goes, the client if there is room for its name, and where to look."""
    demonstration = difference.demonstration(side)
    if demonstration is None:
        return []
    outcome, role = OUTCOMES[side]
    client = f"client {demonstration.behaviour} · " if airy else ""
    said = f"{outcome} · {client}watch {demonstration.watch_for}"
    first, *rest = wrap(said, width - KEY_COLUMN)
    key = f"{KEYS[side]:<{KEY_COLUMN}}"
    head: list[Part] = [(key, "key"), (first[: len(outcome)], role), (first[len(outcome) :], "text")]
    return [Row(head, side), *(Row([(" " * KEY_COLUMN, "text"), (line, "text")], side) for line in rest)]
