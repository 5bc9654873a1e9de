"""Serving: which server runs, from when on, and whose rows are kept."""

from collections.abc import Callable

from connscope.tui.screens.panes import Panes
from connscope.units import exact


class Serving(Panes):
    """What is done to the server as a whole."""

    def action_swap_policy(self) -> None:
        """The other server."""
        self.serve_anew(self.session.swap, "from now on")

    def action_restart(self) -> None:
        """The same server again."""
        self.serve_anew(self.session.restart, "anew")

    def serve_by(self, policy: str) -> bool:
        """Have a server of that policy, and alive; answers whether there is one."""
        if self.session.policy != policy:
            return self.serve_anew(self.session.swap, "from now on")
        if self.view.dead:
            return self.serve_anew(self.session.restart, "anew")
        return True

    def serve_anew(self, begin: Callable[[], int], how: str) -> bool:
        """End the server, begin it again, and say what became of the connections; answers whether that went well."""
        try:
            ended = begin()
        except OSError as error:
            self.tell(f"{self.session.address}: {error.strerror or error}", "error")
            return False
        connections = {0: "No connection was open", 1: "1 connection ended"}.get(ended, f"{ended} connections ended")
        self.tell(f"{self.session.policy} serves {how}. {connections} with the old server.")
        self.open_source()
        self.tick()
        return True

    def action_clear_closed(self) -> None:
        """Take away the rows of what is over: in the pane of our clients theirs, else those of closed connections."""
        self.view.travel.live()  # what is over is so at present
        self.view.look()
        if self.pane == "clients":
            gone, what, whose = len(self.view.ledger.ended_clients), "ended", "client"
        else:
            gone, what, whose = sum(conn.over for conn in self.view.connections), "closed", "row"
        if gone:
            self.session.clear(what, self.view.clock())
        sentences = {0: f"No {what} {whose} to clear.", 1: f"1 {what} {whose} cleared."}
        self.tell(sentences.get(gone, f"{exact(gone)} {what} {whose}s cleared."))
        self.tick()
