"""A key and what it does, beside a form; a click does it too. The keys never stop at it."""

from textual.message import Message

from connscope.text import cells
from connscope.tui.look import Part
from connscope.tui.widgets.bar import Bar


class Hint(Bar):
    """Says when it was pressed; whoever hears of it knows what is to be done."""

    DEFAULT_CSS = "Hint { padding: 0 0 0 2; background: $background; }"

    ground = "background"

    class Pressed(Message):
        """It was."""

        def __init__(self, hint: "Hint") -> None:
            super().__init__()
            self.hint = hint

        @property
        def control(self) -> "Hint":
            """Which of them."""
            return self.hint

    def __init__(self, key: str, word: str, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.key, self.word = key, word
        self.styles.width = cells(f"{key} {word}") + 2

    def parts(self, _: int, width: int) -> list[Part]:  # noqa: ARG002
        """As the bottom line has them."""
        return [(self.key, "key"), (f" {self.word}", "dim")]

    async def on_click(self) -> None:  # type: ignore[override]
        """As the key does."""
        self.post_message(self.Pressed(self))
