"""The one that goes without having listened."""

from __future__ import annotations

import socket
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .amounts import with_an_end
from .behaviour import Behaviour

if TYPE_CHECKING:
    from ..manners import Manners
    from ..plans import Plan

LOOK_SECONDS = 0.05
STANDSTILL = 10
"""So many looks after which no more is expected: there is no room for it."""
MOST_SEEN = 1 << 20
"""Bytes that are looked at, where the kernel does not say how many there are."""


@dataclass
class LeavesUnread(Behaviour):
    """Says its messages, lets the echo arrive, and closes without having read it: the kernel makes a reset of that."""

    name = "leaves-unread"
    looks_at: float = field(default=0.0, init=False)
    seen: int = field(default=0, init=False)
    looks: int = field(default=0, init=False)
    hurries: bool = field(default=False, init=False)

    def amended(self, plan: Plan) -> Plan:
        """An end has to come."""
        return with_an_end(plan)

    def begin(self, conn: Manners, now: float) -> None:
        """It only looks at what there is, and so a deadline holds."""
        conn.rate, conn.peeks = 0.0, True

    def look(self, conn: Manners, now: float) -> None:
        """Go when all is there, or no more comes."""
        # To be told of what is there, and leave it there, would make the loop spin.
        if not (conn.address and conn.talk.all_sent and conn.talk.missing):
            return
        if now >= self.looks_at:
            self.looks_at = now + LOOK_SECONDS
            self.see(conn)
        conn.wake_at(self.looks_at)

    def see(self, conn: Manners) -> None:
        """How much has arrived by now."""
        before, self.seen = self.seen, arrived(conn)
        self.looks = self.looks + 1 if before == self.seen else 0
        waited = self.hurries or self.looks >= STANDSTILL
        if self.seen >= conn.talk.missing or (self.seen and waited):
            conn.felt(self)
            conn.leave(f"left {self.seen:,} bytes unread")

    def depart(self, conn: Manners) -> None:
        """It does not read, not even now, and goes as soon as there is something to leave."""
        conn.rate, self.hurries = 0.0, True


def arrived(conn: Manners) -> int:
    """Bytes that could be read. Raises `ConnectionError` if the server has closed, and there are none."""
    try:
        seen = len(conn.sock.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return 0
    if not seen:
        conn.check_end()
        return 0
    return unread(conn.sock)


def unread(sock: socket.socket) -> int:
    """How many they are; to copy them all, only to count them, would cost more the more there are."""
    try:
        from fcntl import ioctl
        from termios import FIONREAD
    except ImportError:  # Windows
        return len(sock.recv(MOST_SEEN, socket.MSG_PEEK))
    return int.from_bytes(ioctl(sock, FIONREAD, bytes(4)), sys.byteorder)
