"""Selectors in place: each has a loop that is found by the selector's identity, and a row in the ring file.

No descriptor of ours is added to what they wait for: who is asleep in `select()` is left asleep.
"""

from __future__ import annotations

import selectors
from _weakref import ref
from sys import _getframe
from threading import get_ident
from time import monotonic_ns

from . import layout as l
from .loops import Loop
from .records import ANSWER, CLOSE_SELECTOR, OUTB, SELECT, STALL
from .ringed import RingProbe
from .rows import NOBODY
from .shared import SharedRow
from .traces import one_line
from .transfers import Wrapper
from .transports import unsent_start
from .typed import Any, Callable, Dict, List, Optional, Set
from .watching import nanoseconds

SLEEP, WAKE, RECORD = l.SLEEP.pack_into, l.WAKE.pack_into, l.RECORD.pack_into

STALL_NS = 100_000_000
"""A loop that has not come back to `select()` for so long keeps everybody waiting."""

FEW, LOOK_NS = 8, 50_000_000
"""So many transports that wait for room are looked at before each `select()`, more of them so often."""


class RingLoop(Loop):
    """What the probe knows of one selector, in the file as well."""

    def __init__(self, probe: RingProbe, kind: str) -> None:
        super().__init__(probe)
        self.ring, self.memory = probe.ring, probe.ring.memory
        self.awake_since = 0
        """Since when (monotonic ns) its thread is, or was, busy with the latest answer: see `asleep_since`."""
        self.standing = False
        """Whether its thread stands at the gate: then it is not late."""
        self.kind = l.KINDS.index(kind) if kind in l.KINDS else 0
        self.selector: Any = None
        """A weak reference to it, if it is one."""
        self.owing: Dict[int, SharedRow] = {}
        """Those whose transport waits for room, by their ids."""
        self.looked_at = 0
        self.at = self.sleep_at = self.wake_at = 0
        self.taken = False
        self.write_row()

    def write_row(self) -> None:
        """Take a place in the file."""
        probe: Any = self.probe
        last = self.ring.places.sockets - l.LOOP_SIZE
        self.at = probe.take(probe.free_loops, last)
        self.sleep_at, self.wake_at = self.at + l.SLEEP_AT, self.at + l.WAKE_AT
        self.taken = self.at != last
        index = probe.threads[get_ident()].index & 0xFFFF
        fields = (self.conn, *self.counts, self.asleep_since, -1, self.awake_since, 0)
        l.LOOP.pack_into(self.ring.memory, self.at, 1, self.kind, index, *fields)
        probe.loop_rows[self.conn] = self.at

    def settle(self, conns: Dict[int, int]) -> None:
        """In a forked child: it has another id there, and so have the sockets that it watches."""
        probe: Any = self.probe
        probe.loop_rows.pop(self.conn, None)
        self.conn, self.counts, self.ready = next(probe.ids), (0, 0), []
        self.watched = {fd: conns.get(each >> 2, 0) << 2 for fd, each in self.watched.items()}
        self.thread, self.seq = NOBODY, 0
        self.write_row()

    def sleeps(self, timeout: Any) -> int:
        """Its thread is about to wait; answers since when. If it was long busy before, that is told."""
        since = self.awake_since
        now = self.asleep_since = monotonic_ns()  # first: whoever asks from now on is told no stall
        if since and now - since > STALL_NS:
            probe: Any = self.probe
            probe.aside(STALL, self.thread, self.conn, 0, 1, now - since)
        if self.owing:
            self.look_at_owing(now)
        self.timeout = until = -1 if timeout is None else min(nanoseconds(timeout), 1 << 62)
        SLEEP(self.memory, self.sleep_at, now, until, 0)
        return now

    def stands(self) -> None:
        """Its thread stands at the gate from now on."""
        self.standing = True
        SLEEP(self.memory, self.sleep_at, self.asleep_since, self.timeout, 0)

    def goes_on(self, stood: int) -> None:
        """It does so no more, and that time does not count."""
        self.standing = False
        self.awake_since += stood
        SLEEP(self.memory, self.sleep_at, self.asleep_since, self.timeout, self.awake_since)

    def look_at_owing(self, now: int) -> None:
        """Tell of those whose transport has more to send than was told, or less. Of many, not at each loop."""
        if len(self.owing) > FEW and now - self.looked_at < LOOK_NS:
            return
        self.looked_at = now
        probe: Any = self.probe
        for conn, row in list(self.owing.items()):
            outb = row.owes()
            if not row.owing or row.ended == "closed":
                del self.owing[conn]
            elif outb != row.outb:
                row.outb = outb
                probe.aside(OUTB, self.thread, conn, 0, 0, outb, outb=outb, head=unsent_start(row.transport()))

    def wakes(self) -> None:
        """It has no answer: `select()` raised."""
        self.asleep_since, self.awake_since = 0, monotonic_ns()
        WAKE(self.memory, self.wake_at, *self.counts, self.awake_since)

    def answered(self, answer: List[Any], started: int, ready: Optional[List[int]] = None) -> None:
        """As any loop, but that the record goes straight into the ring. Every loop pays for this.

        What is `ready` is given where the answer is no selector's.
        """
        at = self.awake_since = monotonic_ns()
        self.asleep_since = 0
        thread, ring, memory = self.thread, self.ring, self.memory
        if ready is None:
            watched = self.watched
            ready = [watched.get(key.fd, 0) | mask for key, mask in answer]
        if thread.ident != get_ident():
            thread = self.probe.threads[get_ident()]
        loops, idles = self.counts
        loops += 1
        self.idled = idled = thread.seq == self.seq and thread is self.thread
        if idled:
            if ready == self.ready and not self.closed[ANSWER]:
                self.count(thread, at, at - started)
                WAKE(memory, self.wake_at, loops, idles + 1, at)
                return
            idles += 1
        if thread.run is not None:
            thread.run.write(thread)
        frame = _getframe(2)
        if frame.f_code is not self.code:
            self.code, self.part = frame.f_code, self.probe.places.part(frame.f_code)
        place = self.part + frame.f_lasti if self.part else self.probe.places.here(frame)
        self.thread, self.ready, self.place, self.written_at, self.counts = thread, ready, place, at, (loops, idles)
        WAKE(memory, self.wake_at, loops, idles, at)
        head = ring.ready(ready, self.conn, thread.index)
        n = self.seq = thread.seq = ring.next()
        RECORD(
            memory, ring.first + (n & ring.mask) * l.RECORD_SIZE, n, at, self.conn, place, self.timeout, loops,
            at - started, idles, thread.word + SELECT + (len(head) << 48), head, n,
        )  # fmt: skip

    def end(self) -> None:
        """The selector is closed, or nobody holds it any more."""
        probe: Any = self.probe
        known = self in probe.loops
        super().end()
        if known and self.taken:
            SLEEP(self.memory, self.sleep_at, 0, -1, 0)
            probe.loop_rows.pop(self.conn, None)
            probe.free_loops.append(self.at)


class Loops:
    """The loops of all selectors, by what they are."""

    def __init__(self, probe: RingProbe) -> None:
        self.probe = probe
        self.by_id: Dict[int, RingLoop] = {}
        self.inner: Set[int] = set()
        """What selectors wait with themselves, by what it is: calls on it are told of as theirs."""
        self.refs: Dict[int, Any] = {}

    def begin(self, selector: Any) -> RingLoop:
        """A selector is there."""
        key, inner = id(selector), id(getattr(selector, "_selector", None))
        self.inner.add(inner)
        loop = self.by_id[key] = RingLoop(self.probe, type(selector).__name__)
        self.probe.loops.append(loop)

        def gone(_: Any) -> None:
            self.inner.discard(inner)
            if self.by_id.get(key) is loop:
                self.by_id.pop(key, None)
                self.refs.pop(key, None)
            loop.end()

        self.refs[key] = loop.selector = ref(selector, gone)
        return loop

    def find(self, selector: Any) -> RingLoop:
        """That of a selector; one that came about past us begins now."""
        return self.by_id.get(id(selector)) or self.begin(selector)


def kinds() -> List[Any]:
    """The selector classes that this system has."""
    names = ("EpollSelector", "PollSelector", "SelectSelector", "KqueueSelector", "DevpollSelector")
    return [getattr(selectors, name) for name in names if hasattr(selectors, name)]


def looping(probe: RingProbe, loops: Loops, plain: Any) -> Dict[str, Wrapper]:
    """Wrap what makes a selector, waits with it, and closes it."""
    closed, stop, find, by_id = probe.gate.closed, probe.stop, loops.find, loops.by_id
    plain_init, plain_select, plain_close = plain.__init__, plain.select, plain.close

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807 - it is that
        plain_init(self, *args, **kwargs)
        quietly(probe, loops.begin, self)

    def select(self: Any, timeout: Any = None) -> Any:
        loop = by_id.get(id(self)) or find(self)
        if closed[SELECT]:
            stop(SELECT, loop, nanoseconds(timeout))
        started = loop.sleeps(timeout)
        try:
            answer = plain_select(self, timeout)
        except BaseException as error:
            loop.wakes()
            one_line(error)
            raise
        try:
            loop.answered(answer, started)
        except Exception as error:
            probe.retire(error)
        if closed[ANSWER]:
            stop(ANSWER, loop, loop.timeout)
        return answer

    def close(self: Any) -> None:
        loop = find(self)
        if closed[CLOSE_SELECTOR]:
            stop(CLOSE_SELECTOR, loop)
        plain_close(self)
        loop.end()

    return {"__init__": __init__, "select": select, "close": close}


def quietly(probe: RingProbe, deed: Callable[..., Any], *args: Any) -> None:
    """Do it, and retire if that fails."""
    try:
        deed(*args)
    except Exception as error:
        probe.retire(error)
