"""Copying: what is on the screen, as plain text for somebody else."""

from connscope.tui.screens.panes import Panes


class Copying(Panes):
    """What goes to the clipboard."""

    def action_copy(self) -> None:
        """What is under the cursor."""
        text = self.current.copied()
        self.app.copy_to_clipboard(text)
        self.tell(f"Copied: {text}")
