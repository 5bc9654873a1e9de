"""A small menu: one of a few things, by its key, by the arrows and enter, or by a click."""

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from connscope.text import fit, visible
from connscope.tui.look import Part
from connscope.tui.screens.modal import Menu
from connscope.tui.widgets.lines import Lines


class Option(NamedTuple):
    """One thing to choose."""

    key: str
    label: str
    says: str
    """What it comes to, in a few words; what does not fit is cut."""


LABEL = 14


class Options(Lines):
    """A line for each."""

    class Taken(Message):
        """A click on the one under the cursor."""

    DEFAULT_CSS = """
    Options {
        border: none;
        padding: 0;
        height: auto;
        background: $panel;
        &:focus { border: none; }
    }
    """

    ground = "panel"

    def __init__(self, options: Sequence[Option]) -> None:
        super().__init__(id="options")
        self.options = options
        self.cursor = 0
        self.styles.height = len(options)

    def count(self) -> int:
        """One for each."""
        return len(self.options)

    def parts(self, number: int, width: int) -> list[Part]:
        """Key, label, what it comes to."""
        key, label, says = self.options[number]
        return [
            (f" {key} ", "key"),
            (fit(label, LABEL) + "  " if says else label, "text"),
            (visible(says, max(0, width - LABEL - 5)), "dim"),
        ]

    def choose(self, number: int) -> None:
        """Put the cursor there."""
        self.cursor = max(0, min(number, len(self.options) - 1))

    async def on_click(self, _event: events.Click) -> None:
        """A click takes what it is on."""
        self.post_message(self.Taken())


class Choice(Menu[str]):
    """Answers the key that was chosen; empty if none."""

    BINDINGS = [  # noqa: RUF012 - Textual's own name
        Binding("escape,q", "dismiss('')", show=False),
        Binding("j,down", "move(1)", show=False),
        Binding("k,up", "move(-1)", show=False),
        Binding("enter", "take", show=False),
    ]

    def __init__(self, title: str, options: Sequence[Option]) -> None:
        super().__init__()
        self.heading = title
        self.options = Options(options)

    def compose(self) -> ComposeResult:
        """The menu."""
        with Vertical() as box:
            box.border_title = Content(self.heading)
            box.border_subtitle = "enter · esc back"
            yield self.options

    def on_key(self, event: events.Key) -> None:
        """A key of the menu is a choice."""
        if event.character in [option.key for option in self.options.options]:
            event.stop()
            self.dismiss(event.character)

    def action_move(self, steps: int) -> None:
        """Up or down."""
        self.options.choose(self.options.cursor + steps)

    def action_take(self) -> None:
        """What is under the cursor."""
        self.dismiss(self.options.options[self.options.cursor].key)

    def on_options_taken(self) -> None:
        """As enter does."""
        self.action_take()

    def on_click(self, event: events.Click) -> None:
        """One outside takes nothing."""
        if not self.query_one(Vertical).region.contains_point(event.screen_offset):
            self.dismiss("")
