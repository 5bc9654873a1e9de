"""The one that slams the door."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING

from .amounts import so_many_bytes, with_an_end
from .behaviour import MUCH, Behaviour, between

if TYPE_CHECKING:
    from ..manners import Manners
    from ..plans import Plan


@dataclass
class Resets(Behaviour):
    """Resets the connection, instead of closing it, when so many bytes are back (0: at once; inf: all of them)."""

    name = "resets"
    after: float = field(default=inf, metadata=between(0, MUCH, endless=True))
    """0: as soon as it is connected; infinity: when all is said and back. It reads no byte more."""

    def amended(self, plan: Plan) -> Plan:
        """An end has to come."""
        if self.after == inf:
            return with_an_end(plan)
        return so_many_bytes(plan, self.after)._replace(stay=False)

    def begin(self, conn: Manners, now: float) -> None:
        """Nor does a large echo carry it past the mark."""
        conn.reads_to = self.after

    def connected(self, conn: Manners, now: float) -> None:
        """Nothing is said yet, and with 0 nothing will be."""
        self.look(conn, now)

    def look(self, conn: Manners, now: float) -> None:
        """Whether enough is back."""
        if conn.address and conn.talk.recv_total >= self.after:
            self.finish(conn)

    def finish(self, conn: Manners) -> None:
        """To linger for no time at all makes of `close` an RST."""
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        conn.felt(self)
        conn.leave(f"reset after {conn.talk.recv_total:,} bytes")
