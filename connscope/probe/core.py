"""What all wrappers share: where records go, who is known by which id, and how to retire.

Whoever reads (`channel`, `rows`, `gone`, `loops`) does so from another thread and without a lock: each is read whole in one operation.
"""

from __future__ import annotations

from collections import deque
from itertools import count
from sys import _getframe
from threading import get_ident
from time import monotonic_ns
from typing import Any, Callable, Deque, Dict, Iterator, List, Optional, Tuple

from .gate import Gate
from .places import Places
from .records import CLOSE, LOG
from .rows import BYTES_IN, BYTES_OUT, Row, Thread

CAPACITY = 131_072
"""Records kept for a reader that is late; then the oldest go. About a second of a server at full load."""

GONE = 4_096
"""Rows of closed sockets kept for a reader that lost their last records."""


class Threads(Dict[int, Thread]):
    """The observed threads by their identifier, each known from its first call."""

    def __missing__(self, ident: int) -> Thread:
        thread = self[ident] = Thread(len(self))
        return thread


class Probe:
    """One probe, attached to one program. `ids` gives connections and loops their ids; several probes may share it."""

    def __init__(
        self, gate: Optional[Gate] = None, ids: Optional[Iterator[int]] = None, capacity: int = CAPACITY
    ) -> None:
        self.gate = gate or Gate()
        self.ids = ids or count(1)
        self.channel: Deque[Tuple[Any, ...]] = deque(maxlen=capacity)
        self.threads = Threads()
        self.places = Places()
        self.rows: Dict[int, Row] = {}
        self.by_fd: Dict[int, Row] = {}
        self.gone: Deque[Row] = deque(maxlen=GONE)
        self.bytes_gone = (0, 0)
        """Bytes received and sent by all the sockets that are closed."""
        self.loops: List[Any] = []
        self.failure = ""
        """Why the probe retired; empty while it works."""
        self.detach: Callable[[], None] = lambda: None
        """Takes the wrappers off; set by whoever put them on."""

    def record(
        self, call: int, conn: int, asked: int, result: int = 0, errno: int = 0, outb: int = -1, head: Any = b"",
        depth: int = 2,
    ) -> int:  # fmt: skip
        """Append one record for the call made `depth` frames above; answers its number in its thread."""
        thread = self.threads[get_ident()]
        seq = thread.seq = self.next_seq(thread)
        line = self.places.of(_getframe(depth))
        self.channel.append((seq, monotonic_ns(), call, conn, thread.index, line, asked, result, errno, 0, outb, head))
        return seq

    def next_seq(self, thread: Thread) -> int:
        """The number of the thread's next record, once what is owed before it has been written."""
        if thread.run is not None:
            thread.run.write(thread)
        return thread.seq + 1

    def meet(self, fd: int, role: str, address: bytes = b"") -> Row:
        """A row for a socket never seen before. Whoever had its descriptor until now was let go of without a close."""
        lost = self.by_fd.get(fd)
        if lost is not None:
            self.part(lost)
            self.record(CLOSE, lost.conn, 1, fd, depth=3)
        row = self.rows[row.conn] = self.by_fd[fd] = Row(next(self.ids), fd, role, address)
        return row

    def part(self, row: Row) -> None:
        """The socket is closed; its totals stay until they are taken from `gone`."""
        row.ended, row.watch, row.held = "closed", 0, None
        if self.rows.pop(row.conn, None) is None:
            return
        if self.by_fd.get(row.fd) is row:
            del self.by_fd[row.fd]
        totals = [totals for _, totals in row.all_totals()]
        into, out = self.bytes_gone
        self.bytes_gone = (into + sum(t[BYTES_IN] for t in totals), out + sum(t[BYTES_OUT] for t in totals))
        self.gone.append(row)

    def log(self, *words: Any) -> None:
        """Record what the program prints; handed to it as its `log`."""
        self.record(LOG, 0, 0, head=" ".join(map(str, words)))

    def retire(self, error: Exception) -> None:
        """We failed, the program did not: take the wrappers off and keep the reason."""
        self.failure = self.failure or f"{type(error).__name__}: {error}"
        self.detach()
