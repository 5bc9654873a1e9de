"""The one that has said everything, and wants to hear the rest."""

from __future__ import annotations

import select
import socket
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING

from .amounts import MOST, a_lot, with_an_end
from .behaviour import DAY, HARDLY, Behaviour, between

if TYPE_CHECKING:
    from ..manners import Manners
    from ..plans import Plan


STANDSTILL = 0.05
"""Seconds, at least: for 40 ms the server may have read everything, and its kernel only puts off to say so."""


@dataclass
class HalfCloses(Behaviour):
    """Sends a lot without reading, or its messages as they are, shuts down its writing, and only then reads."""

    name = "half-closes"
    size: int = field(default=4 << 20, metadata=between(0, MOST))
    """Bytes at most: a server's kernel alone holds 2 MiB, and the server is to owe some itself. 0: its messages."""
    thaw: float = field(default=1.0, metadata=between(0, DAY))
    """Seconds of standstill, because all is sent or the server takes no more, and as many from the shutdown on."""
    looks_at: float = field(default=inf, init=False)
    sent_before: int = field(default=-1, init=False)
    shut: bool = field(default=False, init=False)

    def amended(self, plan: Plan) -> Plan:
        """A lot, or an end has to come."""
        return a_lot(plan, self.size) if self.size else with_an_end(plan)

    def begin(self, conn: Manners, now: float) -> None:
        """It does not read yet."""
        conn.rate = 0.0
        self.looks_at = now + max(self.thaw, STANDSTILL)

    def look(self, conn: Manners, now: float) -> None:
        """Shut down writing at a standstill, and give the server time to hear of it before it has room to send."""
        if now >= self.looks_at and self.shut:
            conn.rate, self.looks_at = conn.full_rate, inf
        elif now >= self.looks_at:
            if self.stands_still(conn, now):
                conn.sock.shutdown(socket.SHUT_WR)
                conn.hush()
                self.shut = True
                conn.felt(self)
            self.sent_before = conn.talk.sent_total
            self.looks_at = now + max(self.thaw, HARDLY if self.shut else STANDSTILL)
        conn.wake_at(self.looks_at)

    def stands_still(self, conn: Manners, now: float) -> bool:
        """Nothing has left since the last look, for no reason of its own."""
        talk = conn.talk
        if not conn.address or talk.sent_total != self.sent_before:
            return False
        return talk.all_sent or (conn.owes and not conn.held(now) and not takes_more(conn.sock))

    def shortfall(self, conn: Manners) -> str:
        """What the server owed is lost."""
        return f"{conn.talk.missing:,} bytes never came back"


def takes_more(sock: socket.socket) -> bool:
    """Whether the kernel has room: a loop that is late has not come to send, and its server is not to blame."""
    # Without a descriptor of its own: there may be none left.
    try:
        asked = select.poll()
    except AttributeError:  # Windows, whose `select` takes any descriptor
        return bool(select.select([], [sock], [], 0)[1])
    asked.register(sock, select.POLLOUT)
    return bool(asked.poll(0))
