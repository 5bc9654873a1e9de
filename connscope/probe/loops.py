"""The calls on a selector, and the loop that they make: who is watched for what, what `select()` answered, how long it slept.

A server that spins wakes a hundred thousand times a second for nothing. Loops that called nothing and got the same answer
again are counted, and written as one record when something changes, and every tenth of a second while they go on.
"""

from __future__ import annotations

from socket import socket
from sys import _getframe
from threading import get_ident
from time import monotonic_ns
from typing import Any, Dict, List, Type

from .core import Probe
from .errands import Errands
from .records import ANSWER, CLOSE_SELECTOR, IDLE, MODIFY, REGISTER, SELECT, UNREGISTER
from .rows import Row, Thread, attributes, outb_length
from .transfers import Wrappers

RUN_NS = 100_000_000
"""A run of idle loops is written at least this often."""


class Loop:
    """What the probe knows of one selector. Its counts are exact, whoever reads them."""

    def __init__(self, probe: Probe, errands: Errands) -> None:
        self.probe = probe
        self.errands = errands
        self.conn = next(probe.ids)
        self.counts = (0, 0)
        """Loops so far, and how many of them called nothing."""
        self.asleep_since = 0
        """Since when (monotonic ns) its thread has been in `select()`; 0 while it runs."""
        self.timeout = -1
        """What `select()` was given, in ns; -1 for None."""
        self.ready: List[int] = []
        self.watched: Dict[int, int] = {}
        """The connection's id for each registered descriptor."""
        self.modifying = False
        self.seq_at_answer = -1
        self.place = 0
        self.run_since = self.run_at = self.run_slept = 0

    def answered(self, answer: List[Any], started: int) -> None:
        """Write down what `select()` said, or count it as one more of the same."""
        at = monotonic_ns()
        thread = self.probe.threads[get_ident()]
        watched = self.watched
        ready = [watched[key.fd] << 2 | mask for key, mask in answer]
        idle = thread.seq == self.seq_at_answer
        if idle and ready == self.ready:
            self.count(thread, at, at - started)
            return
        if thread.run is not None:
            thread.run.write(thread)
        loops, idles = self.counts
        self.counts = loops, idles = loops + 1, idles + idle
        self.ready = ready
        self.place = self.probe.places.of(_getframe(2))
        self.append(thread, SELECT, at, at - started)

    def count(self, thread: Thread, at: int, slept: int) -> None:
        """One more loop like the one before it."""
        loops, idles = self.counts
        self.counts = (loops + 1, idles + 1)
        self.run_at = at
        if thread.run is not self:
            thread.run, self.run_since, self.run_slept = self, at, 0
        self.run_slept += slept
        if at - self.run_since >= RUN_NS:
            self.write(thread)

    def write(self, thread: Thread) -> None:
        """Write the run of idle loops that were only counted so far."""
        thread.run = None
        self.append(thread, IDLE, self.run_at, self.run_slept)

    def append(self, thread: Thread, call: int, at: int, slept: int) -> None:
        """One record for one answer or for a run of them; the totals in it are those up to now."""
        self.seq_at_answer = thread.seq = thread.seq + 1
        loops, idles = self.counts
        self.probe.channel.append((
            thread.seq, at, call, self.conn, thread.index, self.place, self.timeout, loops, 0, slept, idles, self.ready,
        ))  # fmt: skip


def met(probe: Probe, fileobj: Any, fd: int) -> Row:
    """The row of what was registered: a probed socket's own, or a new one for a file that we do not see the calls of."""
    row = probe.by_fd.get(fd)
    if row is not None and (type(fileobj) is int or row.socket is None or row.socket() is fileobj):
        return row
    return probe.meet(fd, "pair" if issubclass(type(fileobj), socket) else "other")


def kind_of(row: Row) -> bytes:
    """What a file is whose calls we do not see; empty for a probed socket."""
    return b"" if row.socket is not None else row.role.encode()


def watching(probe: Probe, plain: Type[Any]) -> Wrappers:
    """Wrap the calls that say what to watch."""
    gate, closed = probe.gate, probe.gate.closed

    def noted(call: int, loop: Loop, row: Row, watch: int) -> None:
        row.watch = watch
        probe.record(call, row.conn, loop.conn, watch, 0, outb_length(row.held), kind_of(row), depth=3)

    def register(self: Any, fileobj: Any, events: int, data: Any = None) -> Any:
        if self.loop.modifying:
            return plain.register(self, fileobj, events, data)
        if closed[REGISTER]:
            gate.stop(REGISTER, self.loop)
        key = plain.register(self, fileobj, events, data)
        try:
            row = met(probe, fileobj, key.fd)
            self.loop.watched[key.fd] = row.conn
            row.held = attributes(data)
            noted(REGISTER, self.loop, row, events)
        except Exception as error:
            probe.retire(error)
        return key

    def modify(self: Any, fileobj: Any, events: int, data: Any = None) -> Any:
        if closed[MODIFY]:
            gate.stop(MODIFY, self.loop)
        self.loop.modifying = True
        try:
            key = plain.modify(self, fileobj, events, data)
        finally:
            self.loop.modifying = False
        try:
            row = met(probe, fileobj, key.fd)
            row.held = attributes(data)
            noted(MODIFY, self.loop, row, events)
        except Exception as error:
            probe.retire(error)
        return key

    def unregister(self: Any, fileobj: Any) -> Any:
        if self.loop.modifying:
            return plain.unregister(self, fileobj)
        if closed[UNREGISTER]:
            gate.stop(UNREGISTER, self.loop)
        key = plain.unregister(self, fileobj)
        try:
            row = probe.rows.get(self.loop.watched.pop(key.fd))
            if row is not None:
                noted(UNREGISTER, self.loop, row, 0)
                if row.socket is None:
                    probe.part(row)
        except Exception as error:
            probe.retire(error)
        return key

    return {"register": register, "modify": modify, "unregister": unregister}


def looping(probe: Probe, plain: Type[Any]) -> Wrappers:
    """Wrap `select` and `close`."""
    gate, closed, plain_select = probe.gate, probe.gate.closed, plain.select

    def select(self: Any, timeout: Any = None) -> Any:
        loop = self.loop
        if closed[SELECT]:
            gate.stop(SELECT, loop)
        loop.timeout = -1 if timeout is None else max(0, int(timeout * 1_000_000_000))
        started = loop.asleep_since = monotonic_ns()
        try:
            answer = plain_select(self, timeout)
            while loop.errands.waiting:
                loop.errands.run()
                if not answer:
                    left = loop.timeout - (monotonic_ns() - started)
                    answer = plain_select(self, timeout if timeout is None else max(0, left) / 1_000_000_000)
        finally:
            loop.asleep_since = 0
        try:
            loop.answered(answer, started)
        except Exception as error:
            probe.retire(error)
        if closed[ANSWER]:
            gate.stop(ANSWER, loop)
        return answer

    def close(self: Any) -> None:
        if closed[CLOSE_SELECTOR]:
            gate.stop(CLOSE_SELECTOR, self.loop)
        plain.close(self)
        self.loop.errands.close()
        if self.loop in probe.loops:
            probe.loops.remove(self.loop)
            probe.record(CLOSE_SELECTOR, self.loop.conn, 0)

    return {"select": select, "close": close}
