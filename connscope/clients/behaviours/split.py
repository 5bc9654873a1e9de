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
    left: int = field(default=1, init=False)
    """Pieces of the message that are not sent,"""
    piece: int = field(default=1, init=False)
    """and bytes of the first of them."""

    def connected(self, conn: Manners, now: float) -> None:
        """The kernel is not to put the pieces together again."""
        conn.send_at_once()

    def begins(self, conn: Manners, now: float) -> None:
        """Pieces that differ by a byte at most; of a short message no more than it has bytes."""
        self.left = min(self.pieces, len(conn.outb))
        self.cut(conn)

    def cut(self, conn: Manners) -> None:
        """Another piece of what is left."""
        self.piece = -(-len(conn.outb) // self.left)

    def mouthful(self, conn: Manners) -> int:
        """One of them."""
        return self.piece

    def has_sent(self, conn: Manners, count: int, now: float) -> None:
        """A gap, if there is more of the message; none within a piece for which there was no room."""
        self.piece -= count
        if self.piece > 0:
            return
        if conn.outb:
            self.left -= 1
            self.cut(conn)
            conn.postpone(now + self.gap)
        conn.felt(self)
