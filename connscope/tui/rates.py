"""How fast things go: differences between what the ledger says now and what it said a second ago."""

from bisect import bisect_right
from collections import deque
from collections.abc import Mapping
from operator import itemgetter
from typing import NamedTuple

from msgspec import Struct, field

from connscope.connections import Program
from connscope.events import ConnId, Place
from connscope.ledger import Ledger

WINDOW_NS = 1_000_000_000
STEP_NS = 250_000_000
KEPT = 1_200
"""Five minutes of them."""
BUSY_LOOPS = 100
"""So many loops a second that nearly all do nothing are a spin, also where a busy screen leaves it little time."""


class Sums(NamedTuple):
    """What the program has done in all so far."""

    loops: int = 0
    idle: int = 0
    received: int = 0
    echoed: int = 0
    cpu: int = 0
    cpu_at: int = 0
    """When that was known; 0: it is not."""


class Sample(NamedTuple):
    """The ledger's totals at one moment."""

    at: int
    loops: int
    idle: int
    received: int
    echoed: int
    calls: dict[Place, int]


class Speeds(Struct):
    """Per second, over the second before one moment."""

    loops: float = 0.0
    idle: float = 0.0
    received: float = 0.0
    echoed: float = 0.0
    """Bytes in, and bytes out: sent back, if it is an echo server."""
    cpu: float = 0.0
    calls: dict[Place, float] = field(default_factory=dict)

    @property
    def all_idle(self) -> bool:
        """Whether the loop goes round and round for nothing."""
        return self.loops >= BUSY_LOOPS and self.idle >= 0.98 * self.loops


class Rates(Speeds):
    """Those of the present, and what they were. `take` it at each tick; in between it stands still."""

    samples: deque[Sample] = field(default_factory=deque)
    cpu_samples: deque[tuple[int, int]] = field(default_factory=lambda: deque(maxlen=3))
    history: deque[tuple[int, Speeds]] = field(default_factory=lambda: deque(maxlen=KEPT))

    def take(self, now: int, ledger: Ledger, loop_id: ConnId, program: Program | None) -> None:
        """Look at the totals of a program that is one process with one loop."""
        loop = ledger.loops.get(loop_id)
        loops = (loop.loops, loop.idle) if loop is not None else (0, 0)
        cpu = (program.cpu, program.cpu_at) if program is not None else (0, 0)
        self.take_sums(now, Sums(*loops, ledger.bytes_in, ledger.bytes_out, *cpu), ledger.calls)

    def take_sums(self, now: int, sums: Sums, calls: Mapping[Place, int]) -> None:
        """Look at these, four times a second at most."""
        self.take_cpu(sums)
        if self.samples and now - self.samples[-1].at < STEP_NS:
            return
        latest = Sample(now, *sums[:4], dict(calls))
        if self.samples and latest.loops < self.samples[-1].loops:
            self.samples.clear()
        self.samples.append(latest)
        while len(self.samples) > 2 and now - self.samples[1].at >= WINDOW_NS:
            self.samples.popleft()
        self.compare(self.samples[0], latest)
        self.history.append((now, Speeds(self.loops, self.idle, self.received, self.echoed, self.cpu, self.calls)))

    def rested(self, now: int) -> None:
        """Nothing has happened since the last look until just now: that look is as good as one of a second ago."""
        since = now - WINDOW_NS
        for last in list(self.samples)[-1:]:
            self.samples = deque([last._replace(at=max(last.at, since))])
        for at, cpu in list(self.cpu_samples)[-1:]:
            self.cpu_samples = deque([(max(at, since), cpu)], maxlen=self.cpu_samples.maxlen)

    def then(self, moment: int) -> Speeds:
        """As they were at that moment; all 0 where that was not kept."""
        at = bisect_right(self.history, moment, key=itemgetter(0))
        return self.history[at - 1][1] if at else Speeds()

    def compare(self, was: Sample, now: Sample) -> None:
        """What happened between two moments, per second."""
        seconds = max(now.at - was.at, STEP_NS) / 1e9
        self.loops = (now.loops - was.loops) / seconds
        self.idle = (now.idle - was.idle) / seconds
        self.received = (now.received - was.received) / seconds
        self.echoed = (now.echoed - was.echoed) / seconds
        self.calls = {
            place: (calls - was.calls.get(place, 0)) / seconds
            for place, calls in now.calls.items()
            if calls > was.calls.get(place, 0)
        }

    def take_cpu(self, sums: Sums) -> None:
        """CPU time between the program's own samples, as a share of one core."""
        if not sums.cpu_at:
            self.cpu_samples.clear()
            self.cpu = 0.0
            return
        latest = (sums.cpu_at, sums.cpu)
        if self.cpu_samples and latest[1] < self.cpu_samples[-1][1]:
            self.cpu_samples.clear()
        if not self.cpu_samples or latest[0] > self.cpu_samples[-1][0]:
            self.cpu_samples.append(latest)
        (first, used_then), (last, used_now) = self.cpu_samples[0], self.cpu_samples[-1]
        self.cpu = (used_now - used_then) / (last - first) if last > first else 0.0
