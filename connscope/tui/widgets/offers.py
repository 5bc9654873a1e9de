"""Lines of which one is taken: the same for every menu, whatever stands on them."""

from textual import events
from textual.message import Message

from connscope.tui.widgets.lines import Lines


class Offers(Lines):
    """A line for each, with a cursor that is always on one of them."""

    class Taken(Message):
        """A click on the one under the cursor."""

    DEFAULT_CSS = "Offers { border: none; padding: 0; height: auto; background: $panel; &:focus { border: none; } }"

    ground = "panel"

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.set_reactive(Offers.cursor, 0)

    def choose(self, number: int) -> None:
        """Put the cursor there."""
        self.cursor = max(0, min(number, self.count() - 1))

    async def on_click(self, event: events.Click) -> None:
        """A click takes what it is on."""
        await super().on_click(event)
        self.post_message(self.Taken())
