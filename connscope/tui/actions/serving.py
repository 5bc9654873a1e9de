"""Serving: which server runs, and from when on."""

from collections.abc import Callable

from connscope.serving import ServerSession
from connscope.tui.actions.acting import Acting
from connscope.tui.screens.panes import SOON_SECONDS
from connscope.units import exact


class Serving(Acting):
    """What is done to the server as a whole."""

    session: ServerSession
    policy_before: str | None = None
    """By which it served when another server was asked for; None if none is awaited."""

    def on_mount(self) -> None:
        """Nothing waits for another server."""
        self.afterwards: list[Callable[[], object]] = []

    def action_swap_policy(self) -> None:
        """The other server."""
        self.session.want_other()
        self.serve_anew()

    def action_restart(self) -> None:
        """The same server again."""
        self.serve_anew()

    def serve_by(self, policy: str, then: Callable[[], object]) -> None:
        """Have a server of that policy, and alive; then do this."""
        if self.session.wanted != policy:
            self.session.want_other()
            self.serve_anew()
        elif self.view.dead:
            self.serve_anew()
        self.once_it_serves(then)

    def once_it_serves(self, do: Callable[[], object]) -> None:
        """Do it now or, when the server is about to begin anew, as soon as it has."""
        if self.policy_before is None:
            do()
        else:
            self.afterwards.append(do)

    def serve_anew(self) -> None:
        """End the server and begin it again, while keys and frames go on; what is asked meanwhile is done in one."""
        if self.policy_before is None:
            self.policy_before = self.session.policy
        self.session.begin_anew(lambda: self.resting.have_done(self.tick))
        self.tick()

    def take_in(self) -> None:
        """When it serves anew, that is news. Until then all connections end: of that a little is taken in at a time."""
        super().take_in()
        if self.session.is_between and not self.goes_on:
            self.goes_on = True
            self.set_timer(SOON_SECONDS, self.go_on)
        if self.policy_before is not None and not self.session.is_between:
            before, self.policy_before = self.policy_before, None
            self.say_what_became(before)

    def say_what_became(self, before: str) -> None:
        """Which server it is now and what became of the connections, and do what has waited for that."""
        then, self.afterwards = self.afterwards, []
        if self.session.refused is not None:
            self.tell(f"{self.session.address}: {self.session.refused.strerror or self.session.refused}", "error")
            return
        ended, how = self.session.ended, "anew" if self.session.policy == before else "from now on"
        many = f"{exact(ended)} connections ended"
        connections = {0: "No connection was open", 1: "1 connection ended"}.get(ended, many)
        self.tell(f"{self.session.policy} serves {how}. {connections} with the old server.")
        self.open_source()
        for do in then:
            do()
