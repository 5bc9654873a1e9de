"""The base of everything that opens over the panes: it goes away once."""

from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.screen import ModalScreen, ScreenResultType


class Modal(ModalScreen[ScreenResultType]):
    """A screen over the others."""

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Go away. Of two keys in quick succession the second would take away the screen behind this one."""
        return super().dismiss(result) if self.is_current else AwaitComplete()


FIELD_KEYS = (
    Binding("up,shift+tab", "app.focus_previous", show=False),
    Binding("down,tab", "app.focus_next", show=False),
)
"""From field to field, on every screen that has some."""


class Menu(Modal[ScreenResultType]):
    """A box of lines in the middle, of which one is under the cursor."""

    DEFAULT_CSS = """
    Menu {
        align: center middle;
        & > Vertical {
            width: 76;
            max-width: 96%;
            height: auto;
            border: round $accent;
            border-title-style: bold;
            background: $panel;
            padding: 0 1;
        }
    }
    """
