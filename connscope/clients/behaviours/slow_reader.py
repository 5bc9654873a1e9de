"""The one that reads slowly."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING

from .behaviour import DAY, MUCH, Behaviour, between

if TYPE_CHECKING:
    from ..manners import Manners


@dataclass
class SlowReader(Behaviour):
    """Reads only so many bytes a second, until it thaws."""

    name = "slow-reader"
    rate: float = field(default=4096.0, metadata=between(0, MUCH))
    """0 is frozen."""
    thaw: float = field(default=inf, metadata=between(0, DAY, endless=True))
    """Seconds until it reads all that comes; infinity: by hand only."""
    thaws_at: float = field(default=inf, init=False)

    def begin(self, conn: Manners, now: float) -> None:
        """From the first byte on."""
        conn.rate, self.thaws_at = self.rate, now + self.thaw

    def connected(self, conn: Manners, now: float) -> None:
        """One that is frozen will never have a bite."""
        if not self.rate:
            conn.felt(self)

    def has_read(self, conn: Manners, count: int, now: float) -> None:
        """A bite, after which it does not read for a while."""
        if conn.reads_at > now:
            conn.felt(self)

    def look(self, conn: Manners, now: float) -> None:
        """Thaw when it is time."""
        if now >= self.thaws_at:
            conn.rate, self.thaws_at = conn.full_rate, inf
        conn.wake_at(self.thaws_at)
