"""Launching: our own clients, one or many."""

from connscope.tui.screens.panes import Panes


class Launching(Panes):
    """What is done to our own clients."""

    def action_launch_one(self) -> None:
        """A client that stays."""
        if self.view.program is not None and not self.view.program.running:
            self.tell("Nobody listens: r restarts the server.", "warning")
            return
        self.session.launch()
        self.soon()
