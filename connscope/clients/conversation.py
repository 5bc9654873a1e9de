"""What one connection says and when, what has to come back, and by when. Knows neither socket nor clock."""

from collections import deque
from collections.abc import Iterator
from itertools import chain, cycle, repeat
from math import inf

from .plans import Plan
from .stopwatch import Stopwatch


class Conversation:
    """One connection's side of the talk with an echo server."""

    def __init__(self, plan: Plan, now: float, answering: Stopwatch) -> None:
        self._plan, self._turns = plan, turns(plan)
        self._next = next(self._turns, b"")
        self._speaks_at, self._over_at = answering.shows(now), inf
        self._total, self._said_total = plan.total, 0
        self.sent_total = self.recv_total = 0
        self._unechoed: deque[memoryview] = deque()  # of the plan's own bytes, so that nothing is copied
        self._promises: deque[tuple[float, int]] = deque()
        self._answering, self._listening = answering, Stopwatch()
        self._shouts: list[tuple[int, int]] = []  # where an urgent byte may come back, and which
        self._at_once = self._total >= 0 and not plan.every
        # How long all of it takes is a behaviour's doing, and not the server's.
        self._by_message = not self._at_once or bool(plan.behaviours)
        if not self._by_message:
            self._expect(self._total, now)

    @property
    def msg_total(self) -> int:
        """Bytes that it says in all; of a plan without end, what it has said."""
        return self._total if self._total >= 0 else self._said_total

    @property
    def missing(self) -> int:
        """Bytes that are sent and not back."""
        return self.sent_total - self.recv_total

    @property
    def progress(self) -> str:
        """How much of what it says is back."""
        return f"{self.recv_total:,} of {self.msg_total:,} bytes"

    @property
    def all_sent(self) -> bool:
        """It has no more to say, and the kernel has all of it."""
        return not self._next and self._said_total == self.sent_total

    # What it says.

    def next_message(self, now: float, *, early: bool = False) -> bytes:
        """What it says now; empty if it is not its time, or the last one is not sent yet, unless it is to be early."""
        # A peer that does not read must not make us owe more and more.
        if (self._answering.shows(now) < self._speaks_at or self._said_total > self.sent_total) and not early:
            return b""
        message, self._next = self._next, next(self._turns, b"")
        self._speaks_at = self._answering.shows(now) + self._plan.every
        self._said_total += len(message)
        if self._plan.echo:
            self._unechoed.append(memoryview(message))
        if self._by_message:
            self._expect(self._said_total, now)
        return message

    def speak_at(self, when: float, now: float) -> None:
        """Another time for the next message, which may be past: then it is said as soon as the one before is sent."""
        self._speaks_at = self._answering.shows(now) + when - now

    def sent(self, count: int) -> None:
        """The kernel took so many bytes."""
        self.sent_total += count

    def shouted(self, urgent: bytes) -> None:
        """A byte has left out of band: the server may have it in line, or never see it."""
        self._shouts.append((self.sent_total, urgent[0]))

    def hush(self) -> None:
        """Say nothing more, not even the rest of a message; what is sent is all that has to come back."""
        self._turns, self._next = iter(()), b""
        self._total = self._said_total = self.sent_total

    def wind_down(self, over_at: float) -> None:
        """Say nothing whose time has not come; what is not back by `over_at` is not waited for."""
        self._over_at = min(self._over_at, over_at)
        if not self._at_once:
            self._turns, self._next = iter(()), b""

    # What comes back.

    def came(self, recv_data: bytes) -> None:
        """Tick off what came back; raises `ConnectionError` if it is not what was sent, and is to be."""
        if not self._plan.echo:
            self.recv_total += len(recv_data)
            return
        if self._shouts:
            recv_data = self._without_shouts(recv_data)
        before, expected = self.recv_total, self._take(min(len(recv_data), self.missing))
        self.recv_total += len(recv_data)
        if recv_data != expected:
            pairs = enumerate(zip(expected, recv_data, strict=False))
            same = next((n for n, (sent, came) in pairs if sent != came), len(expected))
            raise ConnectionError(f"echo differs at offset {before + same:,}")
        while self._promises and self._promises[0][1] <= self.recv_total:
            self._promises.popleft()

    def _without_shouts(self, recv_data: bytes) -> bytes:
        at, first, said = self.recv_total, 0, bytearray()
        while self._shouts and first + (place := self._shouts[0][0]) - at < len(recv_data):
            rest, (place, urgent) = first + place - at, self._shouts[0]
            said += recv_data[first:rest]
            at, first = place, rest
            if recv_data[rest] != urgent:  # it was not in line
                del self._shouts[0]
            elif self._byte(place) != urgent:
                del self._shouts[0]
                first += 1
            else:  # which of the two came cannot be told, nor does it matter: look for it behind the other
                self._shouts = [(max(each, place + 1), byte) for each, byte in self._shouts]
        return bytes(said + recv_data[first:])

    def _byte(self, place: int) -> int:
        if place >= self.sent_total:  # what is said and not sent cannot have come
            return -1
        place -= self.recv_total
        for piece in self._unechoed:
            if place < len(piece):
                return piece[place]
            place -= len(piece)
        return -1

    def _take(self, count: int) -> bytes:
        pieces = []
        while count:
            piece = self._unechoed.popleft()
            pieces.append(piece[:count])
            if len(piece) > count:
                self._unechoed.appendleft(piece[count:])
            count -= len(pieces[-1])
        return b"".join(pieces)

    # How long it waits: only time in which the server can answer counts, and of that only time in which we listen.

    def listen(self, listening: bool, now: float) -> None:
        """Whether it reads from now on."""
        turn = self._listening.run_on if listening else self._listening.stand
        turn(self._answering.shows(now))

    @property
    def due_at(self) -> float:
        """When time asks for something: the next message, the oldest echo that is not back, or the end."""
        speaks = self._next and self._said_total == self.sent_total
        speaks_at = self._answering.shows_at(self._speaks_at) if speaks else inf
        return min(speaks_at, self._late_at, self._over_at)

    def lateness(self, now: float) -> str:
        """In words, if an echo should be back by now; else empty."""
        if now >= self._over_at:
            return f"stopped: {self.progress}"
        if now >= self._late_at:
            return f"deadline: {self.progress} after {self._plan.deadline:g} s"
        return ""

    @property
    def over(self) -> bool:
        """Nothing more is said, all of it is back, if it is to come back, and there is no reason to stay."""
        stays = self._plan.stay and self._over_at == inf
        done = self.recv_total == self._said_total if self._plan.echo else self.all_sent
        return not self._next and done and not stays

    @property
    def shortfall(self) -> str:
        """In words, if it is over before everything was said, and an echo was to come; else empty."""
        return "" if self.recv_total == self.msg_total or not self._plan.echo else f"stopped: {self.progress}"

    @property
    def is_one_sided(self) -> bool:
        """Whether nothing that it says has to come back."""
        return not self._plan.echo

    @property
    def _late_at(self) -> float:
        if not self._promises:
            return inf
        return self._answering.shows_at(self._listening.shows_at(self._promises[0][0]))

    def _expect(self, count: int, now: float) -> None:
        waited = self._listening.shows(self._answering.shows(now))
        if count > self.recv_total and self._plan.echo:
            self._promises.append((waited + self._plan.deadline, count))


def turns(plan: Plan) -> Iterator[bytes]:
    """All that is said, message by message."""
    messages = [message for message in plan.messages if message]
    if not messages or not plan.repeat:
        return cycle(messages)
    return chain.from_iterable(repeat(messages, plan.repeat))
