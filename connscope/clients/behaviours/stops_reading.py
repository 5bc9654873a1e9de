"""The one that does not read."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING

from .behaviour import DAY, Behaviour, between

if TYPE_CHECKING:
    from ..manners import Manners


@dataclass
class StopsReading(Behaviour):
    """Says what it has to say and reads nothing, until it thaws."""

    name = "stops-reading"
    thaw: float = field(default=inf, metadata=between(0, DAY, endless=True))
    """Seconds until it reads all that comes; infinity: by hand only."""
    thaws_at: float = field(default=inf, init=False)

    def begin(self, conn: Manners, now: float) -> None:
        """From the first byte on."""
        conn.rate, self.thaws_at = 0.0, now + self.thaw

    def connected(self, conn: Manners, now: float) -> None:
        """From here on something may come."""
        conn.felt(self)

    def look(self, conn: Manners, now: float) -> None:
        """Thaw when it is time."""
        if now >= self.thaws_at:
            conn.rate, self.thaws_at = conn.full_rate, inf
        conn.wake_at(self.thaws_at)
