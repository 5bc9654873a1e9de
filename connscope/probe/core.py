"""What all wrappers share: where records go, who is known by which id, and how to retire.

Whoever reads (`channel`, `rows`, `gone`, `loops`) does so from another thread and without a lock: each is read
whole in one operation.
"""

from __future__ import annotations

from _weakref import ref
from collections import deque
from itertools import count
from sys import _getframe
from threading import get_ident
from time import monotonic_ns
from types import MemberDescriptorType

from .foreign import attributes_shown, found_in, outb_length, outb_start
from .gate import Gate
from .places import OFFSET_BITS, Places
from .records import CLOSE, DATA, LOG, OUTB, PRINTED
from .rows import Row, Tally, Thread
from .typed import Any, Callable, Deque, Dict, Iterator, List, Optional, Tuple, Type

CAPACITY = 131_072
"""Records kept for a reader that is late; then the oldest go. About a second of a server at full load."""

GONE = 4_096
"""Rows of closed sockets kept for a reader that lost their last records."""


class Threads(Dict[int, Thread]):
    """The observed threads by their identifier, each known from its first call.

    A thread that inherits the identifier of one that is over goes on under its number.
    """

    kind: Type[Thread] = Thread

    def __init__(self) -> None:
        super().__init__()
        self.fresh = count()

    def __missing__(self, ident: int) -> Thread:
        thread = self[ident] = self.kind(next(self.fresh), ident)
        return thread


class SocketRef(ref[Any]):
    """A weak reference to a socket that knows the socket's row."""

    __slots__ = ("row",)
    row: Row


def row_of(given: Any) -> Optional[Row]:
    """The row of a probed socket; None of anything else, since asking would run its code."""
    slot = found_in(type(given), "row")
    if type(slot) is not MemberDescriptorType:
        return None
    try:
        row = slot.__get__(given)
    except AttributeError:  # somebody else's slot, and empty
        return None
    return row if type(row) is Row else None


class Probe:
    """One probe, attached to one program. `ids` gives connections and loops their ids; several probes may share it."""

    def __init__(
        self, gate: Optional[Gate] = None, ids: Optional[Iterator[int]] = None, capacity: int = CAPACITY
    ) -> None:
        self.gate = gate or Gate()
        self.ids = ids or count(1)
        self.channel: Deque[Any] = deque(maxlen=capacity)
        """Records, the oldest first, some of them packed: `accelerated.taken` unpacks them."""
        self.keeps_records = capacity > 0
        self.threads = Threads()
        self.places = Places()
        self.rows: Dict[int, Row] = {}
        """All that are open, by their ids."""
        self.by_fd: Dict[int, Row] = {}
        self.sockets: Any = None
        """The class of those that know their rows, if there is one."""
        self.gone: Deque[Row] = deque(maxlen=GONE if capacity else 0)
        self.loops: List[Any] = []
        self.failure = ""
        """Why the probe retired; empty while it works."""
        self.detach: Callable[[], None] = lambda: None
        """Takes the wrappers off; set by whoever put them on."""
        self.let_go: Callable[[SocketRef], None] = self.unreachable
        """One for all references: a bound method of its own takes as much room as a fifth of a row."""

    @staticmethod
    def find(sock: Any) -> Optional[Row]:
        """The row of a socket whose method is called; None of one that the probe does not know."""
        return sock.row  # type: ignore[no-any-return]

    @staticmethod
    def loop_of(selector: Any) -> Any:
        """The loop of a selector; None of one that the probe does not know."""
        return selector.loop

    @staticmethod
    def row_of(given: Any) -> Optional[Row]:
        """The row of anything that may be a socket, without running its code."""
        return row_of(given)

    def record(
        self,
        call: int,
        conn: int,
        asked: int = 0,
        result: int = 0,
        errno: int = 0,
        outb: int = -1,
        head: bytes = b"",
        seq: int = 0,
        took: int = 0,
        place: int = 0,
    ) -> Tuple[Any, ...]:
        """Append one record for the call that the program is making; `seq` if its number has been taken already."""
        thread, place = self.threads[get_ident()], place or self.places.here()
        seq = seq or thread.next()
        record = (seq, monotonic_ns(), call, conn, thread.index, place, asked, result, errno, took, outb, head)
        self.channel.append(record)
        return record

    def stop(self, call: int, row: Any, asked: Any = 0, given: Any = None) -> None:
        """The gate is closed for this call: wait there. Whatever the gate gets wrong, the program goes on."""
        try:
            self.gate.stop(call, row, asked, given)
        except Exception as error:
            self.retire(error)

    def look_at(self, call: int, row: Any, asked: int, size: int, errno: int) -> None:
        """The gate wants to know what came of this call, and may keep the thread."""
        try:
            self.gate.look(call, row, asked, size, errno)
        except Exception as error:
            self.retire(error)

    def meet(self, fd: int, role: str, address: Any = b"", sock: Any = None) -> Row:
        """A row for a socket never seen before. If its descriptor had another, that was let go of behind our back.

        Its address is spelled, or as the program has it.
        """
        before = self.by_fd.get(fd)
        if before is not None:
            self.lose(before)
        row = self.new_row(next(self.ids), fd, role, address)
        if sock is not None:
            row.socket = reference = SocketRef(sock, self.let_go)
            reference.row = row
        self.rows[row.conn] = self.by_fd[fd] = row
        return row

    def new_row(self, conn: int, fd: int, role: str, address: Any) -> Row:
        """A row of this thread's, met first here."""
        return Row(conn, fd, role, address, self.threads[get_ident()])

    def new_tally(self, row: Row, thread: Thread) -> Tally:  # noqa: ARG002 - a ring writes down of which socket
        """What another thread does with that socket."""
        return Tally(thread)

    def part(self, row: Row) -> bool:
        """The socket is closed; its totals stay until they are taken from `gone`. Answers whether it was open."""
        if row.ended == "closed":
            return False
        row.let_go()
        row.ended, row.watch, row.socket = "closed", 0, None
        thread = self.threads[get_ident()]
        (into, out), more = thread.bytes_gone, row.moved()
        thread.bytes_gone = (into + more[0], out + more[1])
        self.gone.append(row)  # before it leaves `rows`: whoever reads both at any moment finds it in one
        self.rows.pop(row.conn, None)
        return True

    def lose(self, row: Row) -> None:
        """The program let go of a socket without closing it."""
        outb = row.outb
        if self.part(row):
            self.record(CLOSE, row.conn, 1, row.fd, 0, outb)

    def unreachable(self, reference: SocketRef) -> None:
        """Nobody holds this socket any more, and nobody closed it."""
        try:
            self.lose(reference.row)
        except Exception as error:
            self.retire(error)

    def log(self, *words: Any, sep: Optional[str] = " ", **_: Any) -> None:
        """Record what the program prints; handed to it as its `log`, called as `print` is."""
        line = (" " if sep is None else sep).join(map(str, words))
        try:
            self.record(LOG, 0, head=line[:PRINTED].encode("utf-8", "replace"))
        except Exception as error:
            self.retire(error)

    def look(self, conn: int, everything: bool = False) -> None:
        """Record what the program's `outb` holds now, and everything else that it registered with the socket.

        An errand: it runs in the program's own thread.
        """
        try:
            row = self.rows.get(conn)
            if row is not None:
                held = row.held()
                size = outb_length(held)
                if size >= 0:
                    self.record(OUTB, conn, 0, size, 0, size, outb_start(held))
                for name, length, start in attributes_shown(held) if everything else ():
                    self.record(DATA, conn, 0, length, head=name + b"\0" + start)
        except Exception as error:
            self.retire(error)

    def retire(self, error: Exception) -> None:
        """We failed, the program did not: take the wrappers off and keep the reason."""
        self.failure = self.failure or f"{type(error).__name__}: {error}"
        self.detach()


def telling(probe: Probe) -> Callable[..., None]:
    """What appends the record of a call that the program makes two frames above, and that went well; as fast as may be.

    Where no record is kept it is only numbered, so that it is known how many were not told.
    """
    append, threads, numbers, here = probe.channel.append, probe.threads, probe.places.numbers, probe.places.here

    def tell(call: int, conn: int, asked: int, result: int, outb: int = -1, head: bytes = b"") -> None:
        thread, frame = threads[get_ident()], _getframe(2)
        part = numbers.get(id(frame.f_code))
        place = part << OFFSET_BITS | frame.f_lasti if part else here(frame)
        if thread.run is not None:
            thread.run.write(thread)
        seq = thread.seq = thread.seq + 1
        append((seq, monotonic_ns(), call, conn, thread.index, place, asked, result, 0, 0, outb, head))

    def number(*_: Any) -> None:
        threads[get_ident()].next()

    return tell if probe.keeps_records else number
