"""A menu from which one line is taken, by the arrows and enter or by a click; what the lines say it does not know."""

from textual import events
from textual.binding import Binding
from textual.containers import Vertical

from connscope.tui.screens.modal import Menu
from connscope.tui.widgets.offers import Offers


class Offering(Menu[str]):
    """Answers the word of the line that was taken; empty if none."""

    BINDINGS = [  # noqa: RUF012 - Textual's own name
        Binding("escape,q", "dismiss('')", show=False),
        Binding("j,down", "move(1)", show=False),
        Binding("k,up", "move(-1)", show=False),
        Binding("enter", "take", show=False),
    ]

    def __init__(self, offers: Offers, words: list[str]) -> None:
        super().__init__()
        self.offers, self.words = offers, words

    def action_move(self, steps: int) -> None:
        """Up or down."""
        self.offers.choose(self.offers.cursor + steps)

    def action_take(self) -> None:
        """What is under the cursor."""
        self.dismiss(self.words[self.offers.cursor])

    def on_offers_taken(self) -> None:
        """As enter does."""
        self.action_take()

    def on_click(self, event: events.Click) -> None:
        """One outside takes nothing."""
        if not self.query_one(Vertical).region.contains_point(event.screen_offset):
            self.dismiss("")
