"""How much is told of a program in this process that takes all the time there is.

Whoever reads its records shares one lock with it, Python's own: what the reading costs, the program pays. So of a busy
program so many calls are told a second, and of a burst all; what comes beyond that is counted (`probe/counting.py`).
Of a program that has time to spare all are told.
"""

from collections.abc import Callable

from connscope.events import Fact
from connscope.probe.core import CAPACITY, Probe
from connscope.probe.rows import ENDLESS
from connscope.sources.reader import RESYNC_NS, Reader
from connscope.sources.translate import Record

RECORDS_A_SECOND = 2_500
BURST = 5_000
"""What was told before a program was found to be busy comes on top: some thousands more."""
BUSY = 0.5
"""From this share of a core on a program is busy, together with what it takes to read its records,"""
EASED = 0.25
"""and until it has had less than this for a second: calls that are only counted cost it less."""
RECORD_NS = 5_000
"""So long it takes to read one beside a busy program: to make a fact of it, and to fold that."""
LOOK_NS = 50_000_000
"""Its share is that of so long at least."""
SECOND = 1_000_000_000
ROW_NS = 70_000
"""So long the exact table is not told again, for each of its rows: some ten times what it takes to tell it,"""
TABLE_NS = 700_000_000
"""but no longer than this: with the time until it is taken in and drawn, no total is older than a second."""


class Thrift:
    """The means of one program: they grow with time, and what is told uses them up."""

    table_from = 0
    """The moment from which on the exact table is told."""
    keeps = CAPACITY
    """So many records wait for a reader that is late."""

    def __init__(self) -> None:
        self.means = float(BURST)
        self.told_at = self.looked_at = self.pressed_at = 0
        self.cpu = self.told = 0
        """What the program had used when it was looked last, and how many records were read since."""
        self.busy = False

    def look(self, now: int, cpu: int | None, told: int = 0) -> None:
        """The program has used so much CPU in all, in nanoseconds as `now` is, and so many records were just read.

        None where it is over, or nobody can tell.
        """
        self.told += told
        if cpu is None:
            self.busy = False
        elif now - self.looked_at >= LOOK_NS:
            used = cpu - self.cpu + self.told * RECORD_NS
            if self.looked_at and used >= (EASED if self.busy else BUSY) * (now - self.looked_at):
                self.busy, self.pressed_at = True, now
            self.busy = self.busy and now - self.pressed_at < SECOND
            self.looked_at, self.cpu, self.told = now, cpu, 0

    def spend(self, now: int, told: int) -> int | None:
        """So many were told; answers how many more may be, until it is asked again. None: all that there are."""
        earned = (now - self.told_at) * RECORDS_A_SECOND / SECOND
        self.means, self.told_at = max(0.0, min(BURST, self.means + earned) - told), now
        return int(self.means) if self.busy else None

    def table_rests(self, rows: int) -> int:
        """So many nanoseconds the exact table, which has so many rows, is not told again: a small one at each look."""
        return min(TABLE_NS, rows * ROW_NS) if self.busy else RESYNC_NS


class NoReader(Thrift):
    """Nobody wants to know of any call: none is recorded, and the exact table is told when the program has ended."""

    table_from = ENDLESS
    keeps = 0

    def spend(self, now: int, told: int) -> int:  # noqa: ARG002 - a Thrift
        """None of them, ever."""
        return 0


class ThriftyReader(Reader):
    """Reads a probe, and says of how many calls it wants to know. `cpu` is what its program has used, in ns."""

    def __init__(self, probe: Probe, program: str, thrift: Thrift, cpu: Callable[[], int | None]) -> None:
        super().__init__(probe, program)
        self.thrift = thrift
        self.resync_at = thrift.table_from
        self.cpu = cpu
        self.numbers: dict[int, int] = {}
        """Of each thread that of its latest record, when it was looked last."""

    def read(self, now: int, last: bool = False) -> list[Fact]:
        """All facts since the last time; where no records are kept, only what there is to say in the end."""
        if self.probe.keeps_records or last:
            return super().read(now, last)
        self.take(now)
        return []

    def take(self, now: int) -> list[Record]:
        """The records that wait; and from now on so many more."""
        batch = super().take(now)
        self.thrift.look(now, self.cpu(), len(batch))
        more = self.thrift.spend(now, len(batch))
        for thread in list(self.probe.threads.values()):
            thread.until = ENDLESS if more is None else thread.seq + more
        return batch

    def settled(self, *, last: bool) -> dict[int, int]:
        """Each thread's latest call may still be on its way here, unless it waits in `select()` since, or is over.

        There it may do an errand, which is recorded as well: it waits if it has done nothing since the last look.
        """
        before = self.numbers
        self.numbers = numbers = {thread.index: thread.seq for thread in list(self.probe.threads.values())}
        asleep = {loop.thread.index for loop in list(self.probe.loops) if loop.asleep_since}  # asked after them
        waits = {thread for thread in asleep if before.get(thread) == numbers.get(thread)}
        return {thread: seq - (not last and thread not in waits) for thread, seq in numbers.items()}

    @property
    def resync_ns(self) -> int:
        """As thrift has it."""
        return self.thrift.table_rests(len(self.probe.rows))
