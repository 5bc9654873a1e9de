"""One connection of a client: what it has to say, how fast it reads, where it comes from and where it goes.

What `selectors` hands around as `key.data`; how it misbehaves is in `manners.py`. It must know neither the loop nor the
other connections.
"""

import os
import selectors
import socket
from math import inf
from typing import Any

from .conversation import Conversation
from .manners import Manners
from .plans import Began, Froze, Outcome, Plan, Thawed, spelled
from .stopwatch import Stopwatch

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
MOST_READ = 65536
BREATHS_PER_SECOND = 10
"""How often a slow reader reads."""


class Connection(Manners):
    """Its state between two calls of `service_connection`."""

    def __init__(self, connid: int, plan: Plan, now: float, answering: Stopwatch) -> None:
        super().__init__(plan, now)
        self.connid = connid
        self.messages: list[bytes] = []
        self.outb = bytearray()
        self.talk = Conversation(plan, now, answering)
        self.sock: Any = None
        self.watched = 0
        self.small_pipes = plan.small_pipes
        self.addresses, self.peer = list(plan.addresses), ()
        self.own = self.address = ""
        self.plan_total = plan.total
        for behaviour in self.behaviours:
            behaviour.begin(self, now)
        self.told_rate = self.full_rate

    # Whether the connect went well. A socket turns ready either way; only SO_ERROR tells.

    def check_connect(self, now: float) -> None:
        """Raises `OSError` if it did not; else it has an address from now on."""
        code = self.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            raise OSError(code, os.strerror(code))
        own = self.sock.getsockname()
        # Where nobody listens, our own port may be drawn to be that one: TCP meets itself, and echoes well.
        if own[:2] == self.peer[:2]:
            raise ConnectionRefusedError("connection refused")
        self.own = self.address = spelled(own)
        for behaviour in self.behaviours:
            behaviour.connected(self, now)

    # What to watch it for, and how fast it reads.

    def events(self, now: float) -> int:
        """READ if it wants to read now, and WRITE if it has something to send; with neither it is not watched."""
        reads, connecting = self.reads(now), not self.address
        if self.misbehaves and not connecting:
            return self.hindered(reads, now)
        self.talk.listen(reads or connecting, now)
        return (READ if reads else 0) | (WRITE if connecting or self.outb or self.messages else 0)

    def hindered(self, reads: bool, now: float) -> int:
        """The same for one that may hold back what it has to send, or look at what comes without reading it."""
        held = self.held(now)
        self.talk.listen((reads or self.peeks) and not held, now)
        return (READ if reads else 0) | (WRITE if self.owes and not held else 0)

    def reads(self, now: float) -> bool:
        """Whether it wants to read now."""
        return self.rate == inf or (self.rate > 0 and now >= self.reads_at)

    @property
    def bite(self) -> int:
        """How much it reads at once."""
        return int(max(1, min(MOST_READ, self.rate / BREATHS_PER_SECOND, self.reads_to - self.talk.recv_total)))

    def has_read(self, count: int, now: float) -> None:
        """After so many bytes it pauses, if it is slow."""
        # From when it was to read, or a loop that is late again and again would make it slower than it should be.
        self.reads_at = max(self.reads_at, now - 1 / BREATHS_PER_SECOND) + count / self.rate
        if self.misbehaves:
            self.has_bitten(count, now)

    # Time.

    def verdict(self, now: float) -> str | None:
        """How it has ended by now, None if it goes on; before that its behaviours may act. May raise `OSError`."""
        if self.misbehaves and self.look(now):
            return ""
        if self.address and self.talk.over and now >= self.lingers_until:
            self.finish()
            return self.talk.shortfall
        return self.talk.lateness(now) or None

    def due_at(self, now: float) -> float:
        """When it is to be looked at, even if its socket stays silent."""
        reads_at = self.reads_at if self.rate and not self.reads(now) else inf
        due_at = min(self.talk.due_at, reads_at)
        return min(due_at, self.turn_at(now)) if self.misbehaves else due_at

    # What is told of it.

    def began(self) -> Began:
        """That its connect was asked for."""
        return Began(self.connid, self.own, spelled(self.peer), self.plan_total, self.manner)

    def turn(self) -> Froze | Thawed | None:
        """That it reads otherwise than when this was asked last, if so."""
        before, self.told_rate = self.told_rate, self.rate
        if before == self.rate or 0 < self.rate < self.full_rate:
            return None
        return Thawed(self.connid) if self.rate else Froze(self.connid)

    def outcome(self, error: str) -> Outcome:
        """That it ended."""
        talk, address = self.talk, self.address
        totals = talk.msg_total, talk.sent_total, talk.recv_total
        return Outcome(self.connid, address, *totals, error, self.own, self.note, self.acted)
