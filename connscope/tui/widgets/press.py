"""A word that does something: by enter, space, or a click."""

from textual.binding import Binding
from textual.message import Message

from connscope.text import cells
from connscope.tui.look import Part
from connscope.tui.widgets.bar import Bar


class Press(Bar, can_focus=True):
    """Says when it was pressed; whoever hears of it knows what is to be done."""

    DEFAULT_CSS = """
    Press {
        margin-right: 2;
        &:focus { border: none; background: $cursor; }
    }
    """

    BINDINGS = [Binding("enter,space", "press", show=False)]  # noqa: RUF012 - Textual's own name

    class Pressed(Message):
        """It was."""

        def __init__(self, press: "Press") -> None:
            super().__init__()
            self.press = press

        @property
        def control(self) -> "Press":
            """Which of them."""
            return self.press

    def __init__(self, word: str, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.word = f" {word} "
        self.styles.width = cells(self.word) + 2

    @property
    def ground(self) -> str:  # type: ignore[override]
        """Where the keys go."""
        return "cursor" if self.has_focus else "panel"

    def parts(self, _: int, width: int) -> list[Part]:  # noqa: ARG002
        """The word."""
        return [(self.word, "key" if self.has_focus else "text")]

    def action_press(self) -> None:
        """Say so."""
        self.post_message(self.Pressed(self))

    async def on_click(self) -> None:  # type: ignore[override]
        """As enter does."""
        self.action_press()
