"""The place of the terminal's pane: what the program has written, and below it the line that is typed, while it is."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from connscope.tui.view import View
from connscope.tui.widgets.terminal import Terminal
from connscope.tui.widgets.typing_line import TypingLine

FRAME_AND_LINE = 3
"""Rows."""


class TerminalBox(Vertical):
    """A pane with a line below it."""

    DEFAULT_CSS = """
    TerminalBox {
        & Terminal { height: 1fr; }
        & TypingLine { display: none; }
    }
    """

    def __init__(self, view: View) -> None:
        super().__init__(id="terminal-box")
        self.view = view
        self.terminal = Terminal(view)
        self.line = TypingLine()
        self.told = (0, 0)
        """Columns and rows, as the program was told last."""

    def compose(self) -> ComposeResult:
        """One above the other."""
        yield self.terminal
        yield self.line

    def on_resize(self) -> None:
        """Have the program write for so much room, whether somebody types or not."""
        columns, rows = self.terminal.scrollable_content_region.width, self.size.height - FRAME_AND_LINE
        if columns > 0 and rows > 0 and (columns, rows) != self.told:
            self.told = columns, rows
            self.view.session.resize_terminal(columns, rows)

    def show(self) -> None:
        """Draw what is new."""
        if self.display:
            self.hide_secrets()
            self.terminal.show()

    @on(Input.Changed)
    def hide_secrets(self) -> None:
        """Show only what the program wants to be seen; at each letter, for it may have asked since the last beat."""
        self.line.hide(not self.view.session.is_echoing)
