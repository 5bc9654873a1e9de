"""Serving: which server runs, from when on, and whose rows are kept."""

from collections.abc import Callable

from connscope.tui.screens.panes import Panes


class Serving(Panes):
    """What is done to the server as a whole."""

    def action_swap_policy(self) -> None:
        """The other server."""
        self.serve_anew(self.session.swap, "from now on")

    def action_restart(self) -> None:
        """The same server again."""
        self.serve_anew(self.session.restart, "anew")

    def serve_anew(self, begin: Callable[[], int], how: str) -> None:
        """End the server, begin it again, and say what became of the connections."""
        try:
            ended = begin()
        except OSError as error:
            self.tell(f"{self.session.address}: {error.strerror or error}", "error")
            return
        connections = {0: "No connection was open", 1: "1 connection ended"}.get(ended, f"{ended} connections ended")
        self.tell(f"{self.session.policy} serves {how}. {connections} with the old server.")
        self.open_source()
        self.tick()

    def action_clear_closed(self) -> None:
        """Take closed rows away."""
        gone = sum(conn.over for conn in self.view.connections)
        self.view.ledger.forget_closed()
        self.tell({0: "No row is closed.", 1: "1 closed row cleared."}.get(gone, f"{gone} closed rows cleared."))
        self.tick()
