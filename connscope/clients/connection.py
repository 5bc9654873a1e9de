"""One connection of a client: what it has to say, and how fast it reads.

What `selectors` hands around as `key.data`; how it misbehaves is in `manners.py`. It must know neither the loop nor the
other connections.
"""

from math import inf

from .conversation import Conversation
from .endpoint import READ, WRITE, Endpoint
from .manners import Manners
from .plans import Began, Froze, Outcome, Plan, Thawed, spelled
from .stopwatch import Stopwatch

MOST_READ = 65536
BREATHS_PER_SECOND = 10
"""How often a slow reader reads."""


class Connection(Endpoint, Manners):
    """Its state between two calls of `service_connection`."""

    def __init__(self, connid: int, plan: Plan, now: float, answering: Stopwatch) -> None:
        Endpoint.__init__(self, connid, plan.addresses, plan.small_pipes)
        Manners.__init__(self, plan, now)
        self.began_at = now
        self.messages: list[bytes] = []
        self.outb = bytearray()
        self.talk = Conversation(plan, now, answering)
        self.plan_total = plan.total
        for behaviour in self.behaviours:
            behaviour.begin(self, now)
        self.told_rate = self.full_rate

    def check_connect(self, now: float) -> None:
        """Whether the connect went well; raises as `arrive` does."""
        self.arrive()
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
        if not self.misbehaves:  # as nearly all are
            return MOST_READ
        return int(max(1, min(MOST_READ, self.rate / BREATHS_PER_SECOND, self.reads_to - self.talk.recv_total)))

    def has_read(self, count: int, now: float) -> None:
        """After so many bytes it pauses, if it is slow."""
        # From when it was to read, or a loop that is late again and again would make it slower than it should be.
        self.reads_at = max(self.reads_at, now - 1 / BREATHS_PER_SECOND) + count / self.rate
        self.has_bitten(count, now)

    # Time.

    def verdict(self, now: float) -> str | None:
        """How it has ended by now, None if it goes on; before that its behaviours may act. May raise `OSError`."""
        if self.leaving or (self.misbehaves and self.look(now)):
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
