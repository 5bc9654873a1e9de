"""What can be chosen on the compare page: a list of all differences, or in little room one line of their numbers."""

from textual import events
from textual.message import Message

from connscope.text import fit
from connscope.tui.differences import DIFFERENCES
from connscope.tui.look import Part, place_at, width_of
from connscope.tui.widgets.lines import Lines

NAME: list[Part] = [("compare", "strong"), ("  ", "text")]
"""Before the numbers: they are then the top line of the page."""


class Titles(Lines):
    """The differences by number and title, the chosen one under the cursor."""

    DEFAULT_CSS = """
    Titles.-strip { height: 1; border: none; padding: 0 1; scrollbar-gutter: auto; background: $panel; }
    """

    class Picked(Message):
        """Somebody clicked on this one."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, chosen: int) -> None:
        super().__init__(id="titles")
        self.chosen = chosen
        self.strip = False
        self.entitle("What echo does, and tutorial does not", "▶ a client shows it")

    def show(self, chosen: int) -> None:
        """Put the cursor there."""
        self.chosen = chosen
        self.cursor = -1 if self.strip else chosen
        self.update()

    def set_strip(self, strip: bool) -> None:
        """One line of numbers, or all titles."""
        self.strip = strip
        self.ground = "panel" if strip else "background"
        self.set_class(strip, "-strip")
        self.show(self.chosen)

    def number_at(self, x: int) -> int:
        """Which difference has its number there in the line of numbers; -1 where none has."""
        behind_name = x - width_of(NAME)
        return place_at(behind_name, [width_of([part]) for part in self.numbers()]) if behind_name >= 0 else -1

    def numbers(self) -> list[Part]:
        """All numbers in one line, a part for each."""
        return [
            (f"[{n + 1}]", "mark") if n == self.chosen else (f" {n + 1} ", "key" if each.behaviour else "dim")
            for n, each in enumerate(DIFFERENCES)
        ]

    async def on_click(self, event: events.Click) -> None:
        """A click on a number or a title chooses it."""
        at = event.get_content_offset(self)
        if at is None:
            return
        number = self.number_at(at.x) if self.strip else at.y + round(self.scroll_y)
        if 0 <= number < len(DIFFERENCES):
            self.post_message(self.Picked(number))

    # What the pane's lines are.

    def count(self) -> int:
        """A line for each; or one for all."""
        return 1 if self.strip else len(DIFFERENCES)

    def parts(self, number: int, width: int) -> list[Part]:
        """Number, whether a client shows it, title."""
        if self.strip:
            return [*NAME, *self.numbers()]
        each = DIFFERENCES[number]
        return [
            (fit(str(number + 1), 2, align="right") + " ", "key" if each.behaviour else "dim"),
            ("▶ " if each.behaviour else "  ", "accent"),
            (fit(each.title, width - 5), "text" if each.behaviour or number == self.cursor else "dim"),
        ]
