"""Python's search for cycles, kept away from what is in none: the pictures of thousands of connections.

Ten thousand busy connections leave forty thousand new objects a second, and each copy of the picture refers to all of
them. To look for cycles there again and again takes half of the screen's time, and up to a third of a second at once.
"""

import gc

from connscope.session import Session

MANY = 1_000
"""Connections from which on it matters."""


class Cycles:
    """Looks after one session. Whoever draws it says at each beat whether anything goes on."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.copied_at = 0
        """The number of the latest copy of the picture that was seen."""
        self.is_frozen = False

    def look_after(self, *, quiet: bool) -> None:
        """Search no more what has been copied, while many come and go; what was left out is searched when they rest.

        What the screen itself leaves in cycles stays until then: a closed dialog, not more.
        """
        copied_at = self.session.journal.checkpoints[-1].number
        if len(self.session.ledger.connections) > MANY:
            if copied_at != self.copied_at:
                self.copied_at, self.is_frozen = copied_at, True
                gc.freeze()
        elif quiet:
            self.let_go()

    def let_go(self) -> None:
        """Have all of it searched again."""
        if self.is_frozen:
            self.is_frozen = False
            gc.unfreeze()
