"""The part of a connection that its behaviours see to: what they have set, when they are asked, what they did.

One that behaves well has none, and nobody is asked. It must know neither the loop nor any behaviour by name.
"""

import socket
from collections.abc import Iterator
from copy import copy
from math import inf
from typing import Any

from .behaviours import Behaviour
from .conversation import Conversation
from .plans import Acted, Plan

TELLS_PER_SECOND = 5
"""How often it is told at most what a behaviour did."""


class Manners:
    """What a behaviour can change of its connection, and learn from it."""

    connid: int
    talk: Conversation
    sock: Any
    address: str
    outb: bytearray
    messages: list[bytes]

    def __init__(self, plan: Plan, now: float) -> None:
        self.behaviours = [copy(each) for each in plan.behaviours]
        self.misbehaves = bool(self.behaviours)
        self.rate = self.full_rate = inf
        """Bytes a second that it reads, and would read if it thawed: infinity is all that come, 0 is frozen."""
        self.reads_at = now
        self.sends_at = self.lingers_until = 0.0
        """It sends nothing, and closes not even when all is back, before that."""
        self.reads_to = inf
        """It reads no more than so many bytes in all."""
        self.peeks = False
        """It looks at what comes, though it does not read."""
        self.note, self.leaving, self._started = "", False, False
        self._acts_at, self._tells_at = inf, 0.0
        self.acted: dict[str, int] = {}
        self._untold: set[str] = set()

    # What behaviours ask for.

    def postpone(self, when: float) -> None:
        """Send nothing before, or even later."""
        self.sends_at = max(self.sends_at, when)

    def wake_at(self, when: float) -> None:
        """Have the behaviours look again then, or even sooner."""
        self._acts_at = min(self._acts_at, when)

    def send_at_once(self) -> None:
        """Have the kernel make a segment of each send, as long as there is room."""
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def hush(self) -> None:
        """Say nothing more, not even the rest of a message."""
        self.talk.hush()
        self.messages.clear()
        self.outb.clear()
        self._started = False

    def leave(self, note: str) -> None:
        """Close it soon: it has come to the end that it was meant to come to."""
        self.leaving, self.note = True, note

    def felt(self, behaviour: Behaviour) -> None:
        """It has done what it is there for, once more."""
        self.acted[behaviour.name] = self.acted.get(behaviour.name, 0) + 1
        self._untold.add(behaviour.name)

    # When behaviours are asked.

    def look(self, now: float) -> bool:
        """Something has happened, or it is their time; whether one of them has ended it. May raise `OSError`."""
        if self.leaving:
            return True
        self._acts_at = inf
        for behaviour in self.behaviours:
            behaviour.look(self, now)
        return self.leaving

    def part(self, now: float) -> bytearray:
        """What they let it send now of what is in `outb`; empty if nothing."""
        if self.leaving:
            return bytearray()
        if self.outb and not self._started and now >= self.sends_at:
            self._started = True
            for behaviour in self.behaviours:
                behaviour.begins(self, now)
        if now < self.sends_at:
            return bytearray()
        return self.outb[: min(behaviour.mouthful(self) for behaviour in self.behaviours)]

    def has_sent(self, count: int, now: float) -> None:
        """The kernel took so many bytes."""
        self._started = bool(self.outb)
        for behaviour in self.behaviours:
            behaviour.has_sent(self, count, now)

    def has_bitten(self, count: int, now: float) -> None:
        """So many bytes came."""
        for behaviour in self.behaviours:
            behaviour.has_read(self, count, now)

    def depart(self, over_at: float) -> None:
        """Told to end: take what is on its way until then. To close on it would reset the server's end."""
        self.rate = self.full_rate
        for behaviour in self.behaviours:
            behaviour.depart(self)
        self.talk.wind_down(over_at)

    def finish(self) -> None:
        """All is said and back: they have the last word."""
        for behaviour in self.behaviours:
            behaviour.finish(self)

    def check_end(self) -> None:
        """The server has closed. Raises `ConnectionError`, unless all is back, and it only lingered, or may close."""
        if self.talk.is_one_sided:
            self.leave("the server closed")
        elif not (self.lingers_until and self.talk.over):
            said = [behaviour.shortfall(self) for behaviour in self.behaviours]
            raise ConnectionError(next(filter(None, said), f"the server closed after {self.talk.progress}"))
        self.lingers_until = 0.0

    # What follows from all this.

    @property
    def owes(self) -> bool:
        """Whether it has said what is not sent."""
        return bool(self.outb or self.messages)

    def held(self, now: float) -> bool:
        """Whether a behaviour keeps it from sending what it has to send."""
        return now < self.sends_at and self.owes

    def turn_at(self, now: float) -> float:
        """When it is the turn of a behaviour, or of what is told of it."""
        sends_at = self.sends_at if self.held(now) else inf
        tells_at = self._tells_at if self._untold else inf
        closes_at = self.lingers_until if self.talk.over else inf
        return min(self._acts_at, sends_at, tells_at, closes_at)

    @property
    def manner(self) -> str:
        """How it behaves, by name."""
        return " + ".join(behaviour.name for behaviour in self.behaviours) or "well-behaved"

    def acts(self, now: float) -> Iterator[Acted]:
        """What is to be told by now of how often which behaviour acted; in the end all that is left."""
        if self._untold and now >= self._tells_at:
            self._tells_at = now + 1 / TELLS_PER_SECOND
            for name in sorted(self._untold):
                yield Acted(self.connid, name, self.acted[name])
            self._untold.clear()
