"""The one at the end of a thin wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .behaviour import MUCH, Behaviour, between

if TYPE_CHECKING:
    from ..manners import Manners

BREATH = 0.1
"""Seconds' worth that it sends at once, at most."""


@dataclass
class Bandwidth(Behaviour):
    """Sends only so many bytes a second, and reads only as many."""

    name = "bandwidth"
    rate: float = field(default=65_536.0, metadata=between(1, MUCH))
    """Each way, for itself."""
    free_at: float = field(default=0.0, init=False)

    def begin(self, conn: Manners, now: float) -> None:
        """There is nothing faster to thaw to."""
        conn.rate = conn.full_rate = self.rate
        self.free_at = now

    def mouthful(self, conn: Manners) -> int:
        """Small enough that it does not wait long for the next one."""
        return int(max(1, self.rate * BREATH))

    def has_sent(self, conn: Manners, count: int, now: float) -> None:
        """The wire is busy with it."""
        # From when it was free, or a loop that is late again and again would make it slower than it should be.
        self.free_at = max(self.free_at, now - BREATH) + count / self.rate
        conn.postpone(self.free_at)
        if self.free_at > now:
            conn.felt(self)

    def has_read(self, conn: Manners, count: int, now: float) -> None:
        """A bite, after which it does not read for a while."""
        if conn.reads_at > now:
            conn.felt(self)
