"""The list of all behaviours, from which one is taken: its parameters as usual, and the sentence that explains it."""

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from connscope.clients.behaviours import BEHAVIOURS
from connscope.launches import explained, usual
from connscope.text import fit, visible
from connscope.tui.look import Part
from connscope.tui.screens.offering import Offering
from connscope.tui.widgets.offers import Offers

NAMES = list(BEHAVIOURS)
NAME = 14
AROUND = 4
"""Rows of the screen that neither the list nor the sentence gets: the frame, and a bit of what is behind."""
NARROW = 72
"""With fewer columns the longest sentence takes three lines."""


class Kinds(Offers):
    """A line for each."""

    def count(self) -> int:
        """One for each."""
        return len(NAMES)

    def parts(self, number: int, width: int) -> list[Part]:
        """Its name, and what can be set."""
        name = NAMES[number]
        return [(f" {fit(name, NAME)} ", "text"), (visible(usual(name), max(0, width - NAME - 2)), "dim")]


class Behaviours(Offering):
    """Answers the name of the one that was taken; empty if none."""

    DEFAULT_CSS = "Behaviours #explained { color: $dim; }"

    BINDINGS = [  # noqa: RUF012 - Textual's own name
        Binding("f2", "dismiss('')", show=False),
        Binding("pagedown", "move(10)", show=False),
        Binding("pageup", "move(-10)", show=False),
        Binding("g,home", "move(-1000)", show=False),
        Binding("G,end", "move(1000)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(Kinds(id="kinds"), NAMES)
        self.explained = Static(id="explained")

    def compose(self) -> ComposeResult:
        """The list, and below it what the one under the cursor does."""
        with Vertical() as box:
            box.border_title = "Behaviours"
            box.border_subtitle = "enter adds it · esc back"
            yield self.offers
            yield self.explained

    def on_mount(self) -> None:
        """The first one."""
        self.make_room(self.app.size)  # whose change is all that a screen is told
        self.action_move(0)

    def on_resize(self, event: events.Resize) -> None:
        """More room, or less."""
        self.make_room(event.size)

    def make_room(self, size: Size) -> None:
        """As many lines as there are, or as there is room for."""
        sentence = 3 if size.width < NARROW else 2
        self.explained.styles.height = sentence
        self.offers.styles.height = max(1, min(self.offers.count(), size.height - AROUND - sentence))

    def action_move(self, steps: int) -> None:
        """Up or down."""
        super().action_move(steps)
        self.explained.update(Content(explained(self.words[self.offers.cursor])))
