"""Serving: which server runs, and from when on."""

from collections.abc import Callable

from connscope.serving import ServerSession
from connscope.tui.screens.panes import Panes
from connscope.units import exact


class Serving(Panes):
    """What is done to the server as a whole."""

    session: ServerSession

    def action_swap_policy(self) -> None:
        """The other server."""
        self.serve_anew(self.session.swap, "from now on")

    def action_restart(self) -> None:
        """The same server again."""
        self.serve_anew(self.session.restart, "anew")

    def serve_by(self, policy: str) -> bool:
        """Have a server of that policy, and alive; answers whether there is one."""
        if self.session.name != policy:
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
        many = f"{exact(ended)} connections ended"
        connections = {0: "No connection was open", 1: "1 connection ended"}.get(ended, many)
        self.tell(f"{self.session.name} serves {how}. {connections} with the old server.")
        self.open_source()
        self.tick()
        return True
