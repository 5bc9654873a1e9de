"""The one that shouts in between."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .behaviour import Behaviour, between

if TYPE_CHECKING:
    from ..manners import Manners

SHOUT = b"!"
LINGER_SECONDS = 0.2
"""A moment for the echo of the last one: to close on it would reset the server's end."""


@dataclass
class Urgent(Behaviour):
    """Sends an urgent byte, out of band, after every so many messages; the server may echo it or not."""

    name = "urgent"
    every: int = field(default=1, metadata=between(1, 1_000_000))
    said: int = field(default=0, init=False)

    def begins(self, conn: Manners, now: float) -> None:
        """What the kernel had no room for goes before the next message."""
        self.shout(conn, now)

    def has_sent(self, conn: Manners, count: int, now: float) -> None:
        """After a whole message, if it is its turn."""
        self.said += not conn.outb
        if not conn.outb:
            self.shout(conn, now)

    def shout(self, conn: Manners, now: float) -> None:
        """If enough is said since the last one."""
        if self.said < self.every:
            return
        try:
            conn.sock.send(SHOUT, socket.MSG_OOB)
        except BlockingIOError:
            return
        self.said = 0
        conn.talk.shouted(SHOUT)
        conn.lingers_until = now + LINGER_SECONDS
        conn.felt(self)
