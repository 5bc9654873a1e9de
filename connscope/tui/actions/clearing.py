"""Clearing: the rows of what is over are taken away."""

from connscope.tui.actions.acting import Acting
from connscope.units import exact


class Clearing(Acting):
    """Whose rows are kept."""

    def action_clear_closed(self) -> None:
        """Take away the rows of what is over: in the pane of our clients theirs, else those of closed connections."""
        self.view.travel.live()  # what is over is so at present
        self.view.look()
        if self.pane == "clients":
            gone, what, whose = len(self.view.ledger.ended_clients), "ended", "client"
        else:
            over = self.view.roll.members & self.view.ledger.closed.keys()
            gone, what, whose = len(over), "closed", "row"
        if gone:
            self.session.clear(what, self.view.clock())
        sentences = {0: f"No {what} {whose} to clear.", 1: f"1 {what} {whose} cleared."}
        self.tell(sentences.get(gone, f"{exact(gone)} {what} {whose}s cleared."))
        self.tick()
