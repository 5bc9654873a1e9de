"""The probe of a process of its own: what it knows lies in a ring file, where whoever maps that finds it.

Rows and tallies are objects as everywhere, each with a place in the file where it is written when it changes.
"""

from __future__ import annotations

from itertools import count
from sys import modules
from threading import get_ident
from time import monotonic_ns

from . import layout as l
from . import records as r
from .core import Probe, SocketRef, Threads
from .gate import Gate
from .places import Places
from .ring import Ring
from .rows import FOREIGN, Row, Thread
from .shared import SharedRow, SharedTally
from .sockets import descriptor_of, give_up
from .traces import is_from_a_handler, is_the_programs
from .typed import Any, Callable, Deque, Dict, Optional, Set

CHANGING = frozenset(range(len(r.CALLS))) - {r.RECV, r.RECV_INTO, r.SEND, r.SENDALL, r.PEEK, r.SELECT, r.IDLE}
"""Calls after which a socket's row may say something else."""


class NumberedThread(Thread):
    """One observed thread; its records have the ring's numbers."""

    __slots__ = ()
    fresh: Callable[[], int]

    def next(self) -> int:
        """The number of its next record, once the idle loops before it have been written."""
        if self.run is not None:
            self.run.write(self)
        self.seq = type(self).fresh()
        return self.seq


class SharedThreads(Threads):
    """The observed threads, each with its place in the file."""

    def __init__(self, probe: RingProbe) -> None:
        super().__init__()
        self.probe = probe
        self.kind = type("Thread", (NumberedThread,), {"__slots__": (), "fresh": probe.ring.fresh.__next__})

    def __missing__(self, ident: int) -> Thread:
        thread = super().__missing__(ident)
        thread.at = self.probe.ring.places.threads + min(thread.index, l.THREADS - 1) * l.THREAD_SIZE
        self.probe.write_thread(thread)
        return thread


class Free(Deque[int]):
    """Where those rows of a table stand that were let go of; and those that were never used, which are not listed."""

    def __init__(self, rows: range) -> None:
        super().__init__()
        self.unused = iter(rows)


class RingProbe(Probe):
    """The probe that watches all of this process, and writes down in its ring what it sees."""

    rows: Dict[int, Any]
    by_fd: Dict[int, Any]

    def __init__(self, ring: Ring, places: Optional[Places] = None) -> None:
        gate = Gate()
        gate.closed = ring.memory[l.GATE_AT : l.GATE_AT + l.GATE_SIZE]  # type: ignore[assignment]
        self.ring = ring
        super().__init__(gate, capacity=0)
        self.places = places or self.places
        self.ids = count(l.ids_from(ring.process, ring.n) + 1)
        self.channel = self  # type: ignore[assignment]
        self.threads = SharedThreads(self)
        self.row_class = type("Row", (SharedRow,), {"__slots__": (), "probe": self})
        self.tally_class = type("Tally", (SharedTally,), {"__slots__": ("at",), "probe": self})
        self.wakers: Set[int] = set()
        """The sockets to which something is written at every signal,"""
        self.hush: Callable[[], None] = lambda: None
        """and what to do when they are let go of."""
        self.maker: Callable[[int], int] = lambda place: place
        """Where something was made that a call at that place has made."""
        self.no_row, self.no_tally = ring.places.tallies - l.SOCKET_SIZE, ring.places.names - l.TALLY_SIZE
        """The last ones, for all that find no room."""
        self.loop_rows: Dict[int, int] = {}
        """Where each loop is written, by its id."""
        self.free_rows, self.free_tallies, self.free_loops = (self.all_free(*each) for each in self.tables())

    def tables(self) -> Any:
        """Where the rows of each table begin, how many there are, and how long each is."""
        at, room = self.ring.places, self.ring.room
        return (
            (at.sockets, room - 1, l.SOCKET_SIZE),
            (at.tallies, l.tallies_for(room) - 1, l.TALLY_SIZE),
            (at.loops, l.LOOPS - 1, l.LOOP_SIZE),
        )

    def all_free(self, first: int, rows: int, size: int) -> Free:
        """Where the rows of a table stand; the one after them is for all that find no room."""
        return Free(range(first, first + rows * size, size))

    def take(self, free: Free, last: int) -> int:
        """A row that has not been used, or was let go of longest ago; the last one if there is none."""
        try:
            return next(free.unused, 0) or free.popleft()
        except IndexError:
            at, memory = l.NO_ROOM, self.ring.memory
            memory[at : at + 4] = (int.from_bytes(memory[at : at + 4], "little") + 1).to_bytes(4, "little")
            return last

    def new_row(self, conn: int, fd: int, role: str, address: Any) -> SharedRow:
        """A row of this thread's, and its place in the file."""
        thread = self.threads[get_ident()]
        row: SharedRow = self.row_class(conn, fd, role, address, thread)
        row.made_at, row.made = monotonic_ns(), self.places.here()
        self.settle(row)
        return row

    def settle(self, row: SharedRow) -> None:
        """Give a row its places in the file, as one of this thread's."""
        row.thread = self.threads[get_ident()]
        row.row_at = self.take(self.free_rows, self.no_row)
        self.place(row, row.conn, row.thread)
        self.write_row(row)

    def new_tally(self, row: Row, thread: Thread) -> Any:
        """What another thread does with that socket, and its place in the file."""
        tally: Any = self.tally_class(thread)
        if row.ended == "closed":  # its call has come back only now
            tally.at = self.no_tally
        else:
            self.place(tally, row.conn, thread)
        return tally

    def place(self, tally: Any, conn: int, thread: Thread) -> None:
        """Give a tally its place in the file."""
        tally.at = self.take(self.free_tallies, self.no_tally)
        numbers = (conn, thread.index, 0, *(0,) * 11)
        l.TALLY.pack_into(self.ring.memory, tally.at, *numbers)

    def append(self, record: Any) -> None:
        """Write a record, and the row of the socket if it may have changed."""
        if record[2] == r.IDLE:
            record = (*record[:11], self.ring.ready(record[11], record[3], record[4]))
        self.ring.append(record)
        if record[2] in CHANGING:
            row = self.rows.get(record[3])
            if row is not None:
                self.write_row(row)

    def aside(self, call: int, thread: Thread, conn: int, *fields: Any, outb: int = -1, head: bytes = b"") -> None:
        """Write down what is no call: who has called nothing still has not. The fields are place, asked and result."""
        place, asked, result = (*fields, 0, 0, 0)[:3]
        seq = self.ring.fresh.__next__()
        self.append((seq, monotonic_ns(), call, conn, thread.index, place, asked, result, 0, 0, outb, head))

    def part(self, row: Any) -> bool:
        """The socket is closed: its rows stay as they are until they are needed. The first who says so does it."""
        if self.rows.pop(row.conn, None) is None:
            return False
        give_up(self, row, row.fd)  # what has this descriptor next may be a file
        row.let_go()
        row.ended, row.watch, row.socket = "closed", 0, None
        if row.role not in ("connected", *FOREIGN):
            thread, more = self.threads[get_ident()], row.moved()
            into, out = thread.bytes_gone
            thread.bytes_gone = (into + more[0], out + more[1])
            self.write_thread(thread)
        self.write_row(row)
        for tally in (row, *row.others.values()):
            tally.at = self.give_back(self.free_tallies, tally.at, self.no_tally)
        row.row_at = self.give_back(self.free_rows, row.row_at, self.no_row)
        return True

    def give_back(self, free: Free, at: int, last: int) -> int:
        """Let a row of a table be used again; whoever still writes there writes in the last one from now on."""
        if at != last:
            free.append(at)
        return last

    def write_row(self, row: SharedRow) -> None:
        """Write down all that is known of a socket but what was done with it. Its number is odd meanwhile."""
        memory, at = self.ring.memory, row.row_at
        flags = row.paused * l.PAUSED | row.waits * l.WAITS | row.secured * l.SECURED
        row.version = version = (row.version + 2) & 0xFFFFFFFE
        l.SOCKET.pack_into(
            memory, at, version | 1, row.fd, row.conn,
            *(l.ROLES.index(row.role), l.ENDS.index(row.ended), row.watch & 3, flags, row.errno, row.outb),
            *(row.listener, row.made_at, row.made, row.injected, row.family, row.kind, row.thread.index, row.address),
        )  # fmt: skip
        memory[at : at + 4] = version.to_bytes(4, "little")

    def take_over(self, row: Row, sock: Any) -> None:
        """Another object stands for the same socket from now on."""
        row.socket = SocketRef(sock, self.let_go)
        row.socket.row = row

    def find(self, sock: Any) -> Optional[SharedRow]:  # type: ignore[override]
        """The row of a socket of whatever class, by its descriptor."""
        try:
            return self.by_fd.get(descriptor_of(sock))
        except TypeError:  # it is none, which the call itself will say
            return None

    def waits(self, thread: Thread, call: int, row: Row) -> None:
        """A thread is about to make a call that may wait, or has come back (0)."""
        memory, at = self.ring.memory, thread.at
        l.WAIT.pack_into(memory, at + l.WAIT_AT, row.conn, monotonic_ns())
        memory[at + l.WAIT_CALL_AT : at + l.WAIT_CALL_AT + 2] = call.to_bytes(2, "little")

    def write_thread(self, thread: Thread) -> None:
        """Write down who a thread is, and what the sockets have moved that it closed."""
        memory, at = self.ring.memory, thread.at
        name, native = name_of_thread(thread.ident)
        fields = (1, thread.index, 0, thread.ident or get_ident(), native, 0, 0, *thread.bytes_gone, name)
        l.THREAD.pack_into(memory, at, *fields)

    def retire(self, error: Exception) -> None:
        """Take the wrappers off, and leave the reason where it is found. What is the program's own is raised again."""
        if is_from_a_handler(error) or is_the_programs(error):
            raise error
        super().retire(error)
        self.ring.state(l.RETIRED, self.failure)


def name_of_thread(ident: int) -> Any:
    """What the program calls a thread, and what the system does; without making one known that Python does not know."""
    # As the interpreter ends nothing can be imported any more, and the last sockets are closed then.
    thread = getattr(modules.get("threading"), "_active", {}).get(ident)
    name = getattr(thread, "_name", "")
    native = getattr(thread, "_native_id", 0)
    return (name if type(name) is str else "").encode("utf-8", "replace")[:48], native if type(native) is int else 0
