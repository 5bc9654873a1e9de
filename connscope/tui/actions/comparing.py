"""Comparing: the two servers side by side, and what goes wrong without each change."""

from typing import TYPE_CHECKING

from connscope.tui.actions.launching import Launching
from connscope.tui.actions.serving import Serving
from connscope.wishes import LaunchClients

if TYPE_CHECKING:
    from connscope.tui.differences import Demonstration

WATCH_SECONDS = 10.0


class Comparing(Serving, Launching):
    """The page, and what it asks to be shown."""

    compared = 0
    """The difference that was looked at last."""

    def action_compare(self) -> None:
        """The page."""
        from connscope.tui.screens.compare import Compare  # nobody waits for it at the start

        page = Compare(self.compared)

        def left(wanted: "Demonstration | None") -> None:
            self.compared = page.chosen
            if wanted is not None:
                self.demonstrate(wanted)

        self.app.push_screen(page, left)

    def demonstrate(self, wanted: "Demonstration") -> None:
        """Serve by that policy, not held, launch the client that shows it, and say where to look."""
        if self.session.stepping.stands:
            self.session.stepping.go()
        from connscope.tui.wishing import culprit  # no start waits for what clients are

        wish = culprit(wanted.behaviour, self.session.host, self.session.port)
        self.serve_by(wanted.policy, lambda: self.show_by(wanted, wish))

    def show_by(self, wanted: "Demonstration", wish: LaunchClients) -> None:
        """Launch that client, and say where to look."""
        if self.told_why_not(lambda: self.session.launch(wish)):
            who = f"a client that {'is ' * (wanted.behaviour == 'silent')}{wanted.behaviour}"
            self.tell(f"{wanted.policy} and {who}. Watch {wanted.watch_for}.", seconds=WATCH_SECONDS)
            self.soon()
