"""The one that cuts its messages up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .behaviour import DAY, Behaviour, between

if TYPE_CHECKING:
    from ..manners import Manners


@dataclass
class Split(Behaviour):
    """Sends each message in so many pieces, each in a segment of its own, so many seconds apart."""

    name = "split"
    pieces: int = field(default=3, metadata=between(1, 1_000_000))
    gap: float = field(default=0.05, metadata=between(0, DAY))
    piece: int = field(default=1, init=False)

    def connected(self, conn: Manners, now: float) -> None:
        """The kernel is not to put the pieces together again."""
        conn.send_at_once()

    def begins(self, conn: Manners, now: float) -> None:
        """Equal pieces; the last one may be smaller."""
        self.piece = -(-len(conn.outb) // self.pieces)

    def mouthful(self, conn: Manners) -> int:
        """One of them."""
        return self.piece

    def has_sent(self, conn: Manners, count: int, now: float) -> None:
        """A gap, if there is more of the message."""
        if conn.outb:
            conn.postpone(now + self.gap)
        conn.felt(self)
