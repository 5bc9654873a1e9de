"""Python's search for cycles, kept away from what is in none: the pictures of thousands of connections.

Ten thousand busy connections leave forty thousand new objects a second, and each copy of the picture refers to all of
them. To look for cycles there again and again takes half of the screen's time, and up to a third of a second at once.
"""

import gc

from connscope.session import Session

MANY = 1_000
"""Open connections from which on it matters."""
LONG_BEATS = 3_000
"""Five minutes if anything goes on: then all is searched once, however many they are. Else what the screen leaves would
never go."""


class Cycles:
    """Looks after one session. Whoever draws it says at each beat whether anything goes on."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.copied_at = 0
        """The number of the latest copy of the picture that was seen."""
        self.is_frozen = False
        self.beats = 0
        """Since it was searched last."""

    def look_after(self, *, quiet: bool) -> None:
        """Search no more what has been copied, while many are there; what was left out is searched when they rest.

        What the screen itself leaves in cycles stays until then, or for a few minutes.
        """
        self.beats += self.is_frozen
        if self.open_connections <= MANY:
            if quiet:
                self.let_go()
        elif self.session.journal.checkpoints[-1].number != self.copied_at:
            self.leave_out()

    @property
    def open_connections(self) -> int:
        """Those of which more is copied all the time; what is over changes no more."""
        ledger = self.session.ledger
        return len(ledger.connections) - len(ledger.closed)

    def leave_out(self) -> None:
        """All that is there now; once in a long while it is searched before."""
        if self.beats >= LONG_BEATS:
            self.let_go()
            gc.collect()
        self.copied_at, self.is_frozen = self.session.journal.checkpoints[-1].number, True
        gc.freeze()

    def let_go(self) -> None:
        """Have all of it searched again."""
        if self.is_frozen:
            self.is_frozen, self.beats = False, 0
            gc.unfreeze()
