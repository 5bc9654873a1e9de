"""The question before something that cannot be undone: a line, and y or n. Nothing but y is a yes."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from connscope.text import visible
from connscope.tui.screens.modal import Menu


class Confirm(Menu[bool]):
    """Answers whether it is to be done."""

    DEFAULT_CSS = "Confirm > Vertical { border: round $warning; }"

    BINDINGS = [  # noqa: RUF012 - Textual's own name
        Binding("y", "dismiss(True)", show=False),
        Binding("n,escape,q", "dismiss(False)", show=False),
    ]

    def __init__(self, question: str, cost: str) -> None:
        super().__init__()
        self.question, self.cost = question, cost

    def compose(self) -> ComposeResult:
        """What is asked, and what it costs."""
        with Vertical() as box:
            box.border_title = Content(visible(self.question, 60))
            box.border_subtitle = "y yes · n no"
            yield Static(Content(visible(self.cost)))
