"""One connection of a client: what it has to say, how fast it reads, where it comes from and where it goes.

What `selectors` hands around as `key.data`. It must know neither the loop nor the other connections.
"""

import os
import selectors
import socket
from copy import copy
from math import inf
from typing import Any

from .conversation import Conversation
from .plans import Began, Froze, Outcome, Plan, Thawed, spelled
from .stopwatch import Stopwatch

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
MOST_READ = 65536
BREATHS_PER_SECOND = 10
"""How often a slow reader reads."""


class Connection:
    """Its state between two calls of `service_connection`."""

    def __init__(self, connid: int, plan: Plan, now: float, answering: Stopwatch) -> None:
        self.connid = connid
        self.messages: list[bytes] = []
        self.outb = bytearray()
        self.talk = Conversation(plan, now, answering)
        self.sock: Any = None
        self.watched = 0
        self.small_pipes = plan.small_pipes
        self.addresses, self.peer = list(plan.addresses), ()
        self.own = self.address = ""
        self.behaviour = copy(plan.behaviour)
        self.acts_at = now + self.behaviour.thaw
        self.rate = self.behaviour.rate
        """Bytes a second that it reads: infinity is all that come, 0 is frozen."""
        self.reads_at, self.told_rate = now, inf
        self.plan_total = plan.total

    # Whether the connect went well. A socket turns ready either way; only SO_ERROR tells.

    def check_connect(self) -> None:
        """Raises `OSError` if it did not; else it has an address from now on."""
        code = self.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            raise OSError(code, os.strerror(code))
        own = self.sock.getsockname()
        # Where nobody listens, our own port may be drawn to be that one: TCP meets itself, and echoes well.
        if own[:2] == self.peer[:2]:
            raise ConnectionRefusedError("connection refused")
        self.own = self.address = spelled(own)

    # What to watch it for, and how fast it reads.

    def events(self, now: float) -> int:
        """READ if it wants to read now, and WRITE if it has something to send; with neither it is not watched."""
        reads, connecting = self.reads(now), not self.address
        self.talk.listen(reads or connecting, now)
        return (READ if reads else 0) | (WRITE if connecting or self.outb or self.messages else 0)

    def reads(self, now: float) -> bool:
        """Whether it wants to read now."""
        return self.rate == inf or (self.rate > 0 and now >= self.reads_at)

    @property
    def bite(self) -> int:
        """How much it reads at once."""
        return int(max(1, min(MOST_READ, self.rate / BREATHS_PER_SECOND)))

    def has_read(self, count: int, now: float) -> None:
        """After so many bytes it pauses, if it is slow."""
        # From when it was to read, or a loop that is late again and again would make it slower than it should be.
        self.reads_at = max(self.reads_at, now - 1 / BREATHS_PER_SECOND) + count / self.rate

    def hush(self) -> None:
        """Say nothing more, not even the rest of a message."""
        self.talk.hush()
        self.messages.clear()
        self.outb.clear()

    # Time.

    def verdict(self, now: float) -> str | None:
        """How it has ended by now, None if it goes on; before that it does what it put off. May raise `OSError`."""
        if now >= self.acts_at:
            self.acts_at = inf
            self.behaviour.act(self, now)
        if self.address and self.talk.over:
            self.behaviour.finish(self)
            return self.talk.shortfall
        return self.talk.lateness(now) or None

    def due_at(self, now: float) -> float:
        """When it is to be looked at, even if its socket stays silent."""
        reads_at = self.reads_at if self.rate and not self.reads(now) else inf
        return min(self.talk.due_at, self.acts_at, reads_at)

    # What is told of it.

    def began(self) -> Began:
        """That its connect was asked for."""
        return Began(self.connid, self.own, spelled(self.peer), self.plan_total, self.behaviour.name)

    def turn(self) -> Froze | Thawed | None:
        """That it reads otherwise than when this was asked last, if so."""
        before, self.told_rate = self.told_rate, self.rate
        if before == self.rate or 0 < self.rate < inf:
            return None
        return Thawed(self.connid) if self.rate else Froze(self.connid)

    def outcome(self, error: str) -> Outcome:
        """That it ended."""
        talk = self.talk
        return Outcome(self.connid, self.address, talk.msg_total, talk.sent_total, talk.recv_total, error, self.own)
