"""The one that only talks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .amounts import MOST, a_lot
from .behaviour import Behaviour, between

if TYPE_CHECKING:
    from ..manners import Manners
    from ..plans import Plan


@dataclass
class Floods(Behaviour):
    """Sends and never reads, as much as the server takes up to a bound, and stays."""

    name = "floods"
    size: int = field(default=64 << 20, metadata=between(1, MOST))
    """Bytes at most."""

    def amended(self, plan: Plan) -> Plan:
        """A lot."""
        return a_lot(plan, self.size)

    def begin(self, conn: Manners, now: float) -> None:
        """It never reads."""
        conn.rate = 0.0

    def begins(self, conn: Manners, now: float) -> None:
        """One more that it will not hear back."""
        conn.felt(self)

    def depart(self, conn: Manners) -> None:
        """Not even now."""
        conn.rate = 0.0
        conn.leave(f"{conn.talk.missing:,} bytes never read")
