"""The list of all behaviours, from which one is taken: its parameters as usual, and the sentence that explains it."""

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widgets import Static

from connscope.clients.behaviours import BEHAVIOURS
from connscope.launches import explained, usual
from connscope.text import fit, visible
from connscope.tui.look import Part
from connscope.tui.screens.modal import Menu
from connscope.tui.widgets.lines import Lines

NAME = 14
AROUND = 4
"""Rows of the screen that neither the list nor the sentence gets: the frame, and a bit of what is behind."""
NARROW = 72
"""With fewer columns the longest sentence takes three lines."""


class Kinds(Lines):
    """A line for each."""

    class Taken(Message):
        """A click on the one under the cursor."""

    DEFAULT_CSS = "Kinds { border: none; padding: 0; background: $panel; &:focus { border: none; } }"

    ground = "panel"

    def __init__(self) -> None:
        super().__init__(id="kinds")
        self.names = tuple(BEHAVIOURS)
        self.cursor = 0

    def count(self) -> int:
        """One for each."""
        return len(self.names)

    def parts(self, number: int, width: int) -> list[Part]:
        """Its name, and what can be set."""
        name = self.names[number]
        return [(f" {fit(name, NAME)} ", "text"), (visible(usual(name), max(0, width - NAME - 2)), "dim")]

    def choose(self, number: int) -> None:
        """Put the cursor there."""
        self.cursor = max(0, min(number, len(self.names) - 1))

    async def on_click(self, event: events.Click) -> None:
        """A click takes what it is on."""
        await super().on_click(event)
        self.post_message(self.Taken())


class Behaviours(Menu[str]):
    """Answers the name of the one that was taken; empty if none."""

    DEFAULT_CSS = "Behaviours #explained { color: $dim; }"

    BINDINGS = [  # noqa: RUF012 - Textual's own name
        Binding("escape,q,f2", "dismiss('')", show=False),
        Binding("j,down", "move(1)", show=False),
        Binding("k,up", "move(-1)", show=False),
        Binding("pagedown", "move(10)", show=False),
        Binding("pageup", "move(-10)", show=False),
        Binding("g,home", "move(-1000)", show=False),
        Binding("G,end", "move(1000)", show=False),
        Binding("enter", "take", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.kinds = Kinds()
        self.explained = Static(id="explained")

    def compose(self) -> ComposeResult:
        """The list, and below it what the one under the cursor does."""
        with Vertical() as box:
            box.border_title = "Behaviours"
            box.border_subtitle = "enter adds it · esc back"
            yield self.kinds
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
        self.kinds.styles.height = max(1, min(self.kinds.count(), size.height - AROUND - sentence))

    def action_move(self, steps: int) -> None:
        """Up or down."""
        self.kinds.choose(self.kinds.cursor + steps)
        self.explained.update(Content(explained(self.kinds.names[self.kinds.cursor])))

    def action_take(self) -> None:
        """What is under the cursor."""
        self.dismiss(self.kinds.names[self.kinds.cursor])

    def on_kinds_taken(self) -> None:
        """As enter does."""
        self.action_take()

    def on_click(self, event: events.Click) -> None:
        """One outside takes nothing."""
        if not self.query_one(Vertical).region.contains_point(event.screen_offset):
            self.dismiss("")
