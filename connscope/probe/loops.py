"""The loop that a program's selector makes: what `select()` answered, how long it slept, and which loops did nothing.

A server that spins wakes a hundred thousand times a second for nothing. Loops that called nothing and got the same
answer again are counted, and written as one record when something changes, or a tenth of a second after the last
one.
"""

from __future__ import annotations

from selectors import EVENT_READ
from sys import _getframe
from threading import get_ident
from time import monotonic_ns

from .core import Probe
from .errands import Errands
from .records import ANSWER, CLOSE_SELECTOR, IDLE, SELECT
from .rows import FOREIGN, NOBODY, Row, Thread
from .typed import TYPE_CHECKING, Any, Callable, Dict, List, Optional

if TYPE_CHECKING:
    from .counting import Counting  # which nobody needs whose calls are all told

RUN_NS = 100_000_000
"""A run of idle loops is written at least this often."""


class Loop:
    """What the probe knows of one selector. Its counts are exact, whoever reads them."""

    counting: Optional[Counting] = None
    """Where there is one, only so much is told of a thread as somebody asked for."""

    wake: Optional[Callable[[], None]] = None
    """Is called once, in the loop's thread, when that goes on: whoever sets it sleeps until then. It must not raise,
    and not wait."""

    def __init__(self, probe: Probe) -> None:
        self.probe = probe
        self.errands = Errands()
        self.channel = probe.channel
        self.closed = probe.gate.closed
        self.conn = next(probe.ids)
        self.counts = (0, 0)
        """Loops so far, and how many of them called nothing."""
        self.asleep_since = 0
        """Since when (monotonic ns) its thread has been in `select()`; 0 while it runs."""
        self.timeout = -1
        """What `select()` was given, in ns; -1 for None."""
        self.ready: List[int] = []
        self.watched: Dict[int, int] = {}
        """`conn << 2` for each registered descriptor: with what is ready added to it, as it is written."""
        self.modifying = 0
        """The thread that is in `modify()`, which may unregister and register by itself."""
        self.thread = NOBODY
        """The thread that had the latest answer."""
        self.idled = False
        """Whether nothing had been called between the latest answer and the one before."""
        self.seq = 0
        """The number of the record that tells of it."""
        self.written_at = self.run_at = self.run_slept = 0
        self.code: Any = None
        self.part = self.place = 0
        """The code that called `select()` last, its part of a place, and the place."""

    def answered(self, answer: List[Any], started: int, ready: Optional[List[int]] = None) -> None:
        """Write down what `select()` said, or count it as one more of the same. Every loop pays for this.

        What is `ready` is given where the answer is no selector's.
        """
        at = monotonic_ns()
        if self.wake is not None:
            self.stir()
        thread = self.thread
        if thread.ident != get_ident():
            thread = self.probe.threads[get_ident()]
        counting = self.counting
        if counting is not None and counting.is_enough(thread):
            self.only_count(thread)
            return
        if ready is None:
            watched = self.watched
            ready = [watched.get(key.fd, 0) | mask for key, mask in answer]
        loops, idles = self.counts
        self.idled = thread.seq == self.seq and thread is self.thread
        if self.idled:
            if ready == self.ready and not self.closed[ANSWER]:  # held at each answer, each is to be seen
                self.count(thread, at, at - started)
                return
            idles += 1
        if thread.run is not None:
            thread.run.write(thread)
        frame = _getframe(2)
        if frame.f_code is not self.code:
            self.code, self.part = frame.f_code, self.probe.places.part(frame.f_code)
        place = self.part + frame.f_lasti if self.part else self.probe.places.here()
        self.thread, self.ready, self.place, self.written_at = thread, ready, place, at
        self.counts = (loops + 1, idles)
        seq = self.seq = thread.seq = thread.seq + 1
        self.channel.append((
            seq, at, SELECT, self.conn, thread.index, place, self.timeout, loops + 1, 0, at - started, idles, ready,
        ))  # fmt: skip

    def stir(self) -> None:
        """Wake whoever wants to know that its thread goes on."""
        wake, self.wake = self.wake, None
        if wake is not None:
            wake()

    def count(self, thread: Thread, at: int, slept: int) -> None:
        """One more loop like the one before it."""
        loops, idles = self.counts
        self.counts = (loops + 1, idles + 1)
        self.run_at = at
        self.run_slept += slept
        thread.run, thread.ident = self, 0
        if at - self.written_at >= RUN_NS:
            self.write(thread)

    def only_count(self, thread: Thread) -> None:
        """One more loop, of which nothing is told."""
        if thread.run is not None:
            thread.run.write(thread)
        loops, idles = self.counts
        self.idled = thread.seq == self.seq and thread is self.thread
        self.counts = (loops + 1, idles + self.idled)
        self.thread, self.seq = thread, thread.seq

    def write(self, thread: Thread) -> None:
        """Write the run of idle loops that were only counted so far. The totals in the record are those up to now."""
        thread.run, thread.ident = None, get_ident()
        loops, idles = self.counts
        self.written_at = self.run_at
        seq = self.seq = thread.next()
        self.channel.append((
            seq, self.run_at, IDLE, self.conn, thread.index, self.place, self.timeout, loops, 0, self.run_slept, idles,
            self.ready,
        ))  # fmt: skip
        self.run_slept = 0

    def forget(self, fd: int) -> Optional[Row]:
        """The descriptor is watched no more, and what was registered with it let go of. Answers whose it was."""
        row = self.probe.rows.get(self.watched.pop(fd, 0) >> 2)
        if row is None:
            return None
        row.watch = 0
        row.let_go()
        return row

    def still_told(self, answer: List[Any]) -> List[Any]:
        """The answer without reading that an errand has stopped since the kernel gave it."""
        rows, watched = self.probe.rows, self.watched
        told = {key.fd: rows.get(watched.get(key.fd, 0) >> 2) for key, _ in answer}
        paused = {fd for fd, row in told.items() if row is not None and row.paused}
        if not paused:
            return answer
        masks = [(key, mask & ~EVENT_READ if key.fd in paused else mask) for key, mask in answer]
        return [(key, mask) for key, mask in masks if mask]

    def end(self) -> None:
        """The selector is closed, or nobody holds it any more."""
        try:
            self.errands.close()
            if self not in self.probe.loops:
                return
            self.probe.loops.remove(self)
            for fd in list(self.watched):
                row = self.forget(fd)
                if row is not None and row.role in FOREIGN:
                    self.probe.part(row)
            self.probe.record(CLOSE_SELECTOR, self.conn)
        except Exception as error:
            self.probe.retire(error)
