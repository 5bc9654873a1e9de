"""The one that puts its messages together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .amounts import so_many_messages
from .behaviour import Behaviour, between

if TYPE_CHECKING:
    from ..manners import Manners
    from ..plans import Plan

MOST_MESSAGES = 10_000
"""More would keep the loop, and all others in it, for longer than anybody notices."""
MOST_JOINED = 1 << 20
"""Bytes from which on nothing more is put to them: no kernel would take it at once."""


@dataclass
class Join(Behaviour):
    """Sends so many messages at once, as if they were one."""

    name = "join"
    messages: int = field(default=3, metadata=between(1, MOST_MESSAGES))

    def amended(self, plan: Plan) -> Plan:
        """Enough that there is something to join."""
        return so_many_messages(plan, self.messages)

    def begins(self, conn: Manners, now: float) -> None:
        """Take the next ones, too, though it is not their time."""
        joined = 1
        while (
            joined < self.messages
            and len(conn.outb) < MOST_JOINED
            and (message := conn.talk.next_message(now, early=True))
        ):
            conn.outb += message
            joined += 1
        if joined > 1:
            conn.felt(self)
