"""The one that talks in gusts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .amounts import so_many_messages
from .behaviour import DAY, Behaviour, between

if TYPE_CHECKING:
    from ..manners import Manners
    from ..plans import Plan


@dataclass
class Burst(Behaviour):
    """Says so many messages back to back, without waiting for an echo, then pauses so many seconds."""

    name = "burst"
    messages: int = field(default=10, metadata=between(1, 1_000_000))
    every: float = field(default=1.0, metadata=between(0, DAY))
    said: int = field(default=0, init=False)

    def amended(self, plan: Plan) -> Plan:
        """No other pace, and enough for one burst."""
        return so_many_messages(plan, self.messages)._replace(every=0.0)

    def has_sent(self, conn: Manners, count: int, now: float) -> None:
        """After the last one of a burst comes the pause."""
        self.said += not conn.outb
        if self.said == self.messages:
            self.said = 0
            conn.postpone(now + self.every)
            conn.felt(self)
