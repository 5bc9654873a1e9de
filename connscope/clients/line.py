"""One connection by hand: what it has to say, whether it reads, where it comes from and where it goes.

What `selectors` hands around as `key.data`. It must know neither the loop nor the other connections.
"""

import os
import selectors
import socket
from math import inf
from typing import Any

from .plans import Began, Outcome, spelled
from .speech import Speech

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


class Line:
    """Its state between two calls of `service`."""

    def __init__(self, connid: int, addresses: list[tuple[int, Any]], small_pipes: bool) -> None:
        self.connid = connid
        self.addresses, self.peer = list(addresses), ()
        self.small_pipes = small_pipes
        self.speech = Speech()
        self.outb = bytearray()
        """One piece at most, or what is left of it."""
        self.sock: Any = None
        self.watched = 0
        self.own = self.address = ""
        self.frozen = self.peer_done = self.shut = False
        self.sent_total = self.recv_total = 0

    def check_connect(self) -> None:
        """Whether the connect went well: raises `OSError` if not; else it has an address from now on."""
        if error := self.error():
            raise error
        own = self.sock.getsockname()
        # Where nobody listens, our own port may be drawn to be that one: TCP meets itself.
        if own[:2] == self.peer[:2]:
            raise ConnectionRefusedError("connection refused")
        self.own = self.address = spelled(own)

    def error(self) -> OSError | None:
        """What its socket has met since this was asked last, if anything."""
        code = self.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        return OSError(code, os.strerror(code)) if code else None

    def events(self) -> int:
        """What to watch it for. Frozen it does not ask for READ: what comes stays in the kernel."""
        if not self.address:
            return WRITE
        reads = not self.frozen and not self.peer_done
        return (READ if reads else 0) | (WRITE if self.outb else 0)

    def watch(self, sel: selectors.BaseSelector, events: int) -> None:
        """Have it watched for these. To watch for what cannot be used makes the loop spin."""
        if events and not self.watched:
            sel.register(self.sock, events, data=self)
        elif events and events != self.watched:
            sel.modify(self.sock, events, data=self)
        elif self.watched and not events:
            sel.unregister(self.sock)
        self.watched = events

    def let_go(self, sel: selectors.BaseSelector) -> None:
        """Close its socket, if it has one."""
        self.watch(sel, 0)
        if self.sock:
            self.sock.close()
        self.sock = None

    def speak(self, now: float) -> None:
        """Have the next piece in `outb` when the one before is gone and its time has come."""
        if not self.outb and self.address:
            self.outb += self.speech.take(now)

    def due_at(self) -> float:
        """When it is to be looked at, even if its socket stays silent."""
        return self.speech.due_at() if self.address and not self.outb else inf

    @property
    def unsent(self) -> int:
        """Bytes said that the kernel has not taken."""
        return len(self.outb) + self.speech.left

    @property
    def all_said(self) -> bool:
        """Whether nothing is left to say, and nothing will be."""
        return self.speech.finished and not self.unsent

    def began(self) -> Began:
        """That its connect was asked for."""
        return Began(self.connid, self.own, spelled(self.peer), -1, "by hand")

    def outcome(self, error: str) -> Outcome:
        """That it ended."""
        said = self.sent_total + self.unsent
        return Outcome(self.connid, self.address, said, self.sent_total, self.recv_total, error, self.own)
