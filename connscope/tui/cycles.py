"""Python's search for cycles, kept away from what is in none: the pictures of thousands of connections.

Ten thousand busy connections leave forty thousand new objects a second, and each copy of the picture refers to all of
them. To look for cycles there again and again takes half of the screen's time, and up to a third of a second at once.
"""

import gc

from connscope.collecting import collect_once
from connscope.session import Session

MANY = 1_000
"""Open connections from which on it matters."""
LONG_SECONDS = 300.0
"""After that all is searched once, however many they are. Else what the screen leaves would never go."""


class Cycles:
    """Looks after one session. Whoever draws it says at each beat when that is, and whether anything goes on."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.copied_at = 0
        """The number of the latest copy of the picture that was seen."""
        self.is_frozen = False
        self.searched_at = 0.0
        """When all was searched last, or was not left out yet."""

    def look_after(self, now: float, *, quiet: bool) -> None:
        """Search no more what has been copied, while many are there; what was left out is searched when they rest.

        What the screen itself leaves in cycles stays until then, or for a few minutes.
        """
        if not self.is_frozen:
            self.searched_at = now
        if self.open_connections <= MANY:
            if quiet and self.is_frozen:
                self.search(now)
        elif self.session.journal.checkpoints[-1].number != self.copied_at:
            self.leave_out(now)

    @property
    def open_connections(self) -> int:
        """Those of which more is copied all the time; what is over changes no more."""
        ledger = self.session.ledger
        return len(ledger.connections) - len(ledger.closed)

    def leave_out(self, now: float) -> None:
        """All that is there now; once in a long while it is searched before."""
        if now - self.searched_at >= LONG_SECONDS:
            self.search(now)
        self.copied_at, self.is_frozen = self.session.journal.checkpoints[-1].number, True
        gc.freeze()

    def search(self, now: float) -> None:
        """Have all of it searched once. What was left out from the start, and what stays, is left out again."""
        self.searched_at, self.is_frozen = now, False
        collect_once()

    def let_go(self) -> None:
        """Leave nothing out any more: nobody looks after it."""
        if self.is_frozen:
            self.is_frozen = False
            gc.unfreeze()
