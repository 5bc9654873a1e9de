"""The one that has had enough."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .amounts import so_many_bytes
from .behaviour import MUCH, Behaviour, between

if TYPE_CHECKING:
    from ..manners import Manners
    from ..plans import Plan


@dataclass
class Limit(Behaviour):
    """Says so many bytes and no more, though that is amid a message, hears them back, and closes in good order."""

    name = "limit"
    after: int = field(default=4096, metadata=between(0, MUCH))
    reached: bool = field(default=False, init=False)

    def amended(self, plan: Plan) -> Plan:
        """Enough to come that far."""
        return so_many_bytes(plan, self.after)._replace(stay=False)

    def connected(self, conn: Manners, now: float) -> None:
        """Nothing is said yet, and with 0 nothing will be."""
        self.look(conn, now)

    def mouthful(self, conn: Manners) -> int:
        """Not a byte past the mark."""
        return self.after - conn.talk.sent_total

    def look(self, conn: Manners, now: float) -> None:
        """Whether it is reached."""
        if conn.address and not self.reached and conn.talk.sent_total >= self.after:
            self.reached = True
            conn.hush()
            conn.felt(self)

    def finish(self, conn: Manners) -> None:
        """In good order: nothing waits to be read."""
        if self.reached:
            conn.note = f"closed after {conn.talk.recv_total:,} bytes"
