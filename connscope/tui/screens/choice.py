"""A small menu: one of a few things, by its key, by the arrows and enter, or by a click."""

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from connscope.text import fit, visible
from connscope.tui.look import Part
from connscope.tui.option import Option
from connscope.tui.screens.offering import Offering
from connscope.tui.widgets.offers import Offers

LABEL = 14


class Options(Offers):
    """A line for each."""

    def __init__(self, options: Sequence[Option]) -> None:
        super().__init__(id="options")
        self.options = options
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


class Choice(Offering):
    """Answers the key that was chosen; empty if none."""

    def __init__(self, title: str, options: Sequence[Option]) -> None:
        super().__init__(Options(options), [option.key for option in options])
        self.heading = title

    def compose(self) -> ComposeResult:
        """The menu."""
        with Vertical() as box:
            box.border_title = Content(self.heading)
            box.border_subtitle = "enter · esc back"
            yield self.offers

    def on_key(self, event: events.Key) -> None:
        """A key of the menu is a choice."""
        if event.character in self.words:
            event.stop()
            self.dismiss(event.character)
