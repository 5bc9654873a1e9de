"""The one that says it byte by byte."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .behaviour import DAY, MUCH, Behaviour, between

if TYPE_CHECKING:
    from ..manners import Manners


@dataclass
class Drip(Behaviour):
    """Sends only so many bytes at once, and the next so many seconds later."""

    name = "drip"
    bytes: int = field(default=1, metadata=between(1, MUCH))
    every: float = field(default=0.05, metadata=between(0, DAY))

    def connected(self, conn: Manners, now: float) -> None:
        """The kernel is not to put the drops together again."""
        conn.send_at_once()

    def mouthful(self, conn: Manners) -> int:
        """A drop."""
        return self.bytes

    def has_sent(self, conn: Manners, count: int, now: float) -> None:
        """Then it waits."""
        conn.postpone(now + self.every)
        conn.felt(self)
