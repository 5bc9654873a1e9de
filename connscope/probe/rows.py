"""Exact totals: what each socket has done, counted where it happens.

Records may be dropped when nobody reads them; rows never are. Whoever does something to a socket replaces a whole
tuple: another thread that reads it sees all of a call or nothing of it, and its first number says up to which
record it goes.
"""

from __future__ import annotations

from types import MappingProxyType

from .foreign import NOTHING_HELD, attributes, outb_length, spelled
from .typed import Any, Dict, List, Tuple

Totals = Tuple[int, int, int, int, int, int, int, int]
SEQ, BYTES_IN, BYTES_OUT, RECVS, SENDS, SHORTS, EAGAINS, URGENT = range(8)

Way = Tuple[int, int, int, Tuple[int, int, int]]
"""One direction: the record up to which it is counted, bytes, calls, and what is rare: EAGAINs, short sends, and urgent
bytes, which are not among the others."""

NOTHING_YET: Way = (0, 0, 0, (0, 0, 0))

FOREIGN = ("pair", "other")
"""Roles of files that are not probed sockets: their calls are not seen."""


ENDLESS = 1 << 62
"""More records than any thread will write."""


class Thread:
    """One observed thread: its number, and how many records it has written."""

    __slots__ = (
        "at",
        "bytes_gone",
        "ident",
        "in_code",
        "in_part",
        "index",
        "out_code",
        "out_part",
        "run",
        "seq",
        "until",
        "word",
    )

    def __init__(self, index: int, ident: int) -> None:
        self.index = index
        self.word = (index & 0xFFFF) << 16
        """Its number, where that stands in a record of a ring."""
        self.ident = ident
        """Its identifier; 0 while it has a `run`, so that whoever looks it up by this one takes the careful way."""
        self.run: Any = None
        """The loop whose latest idle loops are counted but not yet written. They come before any other record."""
        self.seq = 0
        self.until = ENDLESS
        """The number from which on its plain calls need not be told."""
        self.at = 0
        """Where it is written in the ring file, if there is one."""
        self.in_code: Any = None
        self.out_code: Any = None
        """The code that received last, and that sent last."""
        self.in_part = self.out_part = 0
        """What they contribute to a place; 0 for what is seen through."""
        self.bytes_gone = (0, 0)
        """Bytes received and sent by the sockets that were closed in this thread."""

    def next(self) -> int:
        """The number of its next record, once the idle loops before it have been written."""
        if self.run is not None:
            self.run.write(self)
        self.seq += 1
        return self.seq


NOBODY = Thread(-1, 0)


class Tally:
    """What one thread has done with one socket; only that thread writes it."""

    __slots__ = ("into", "out", "thread")

    def __init__(self, thread: Thread) -> None:
        self.thread = thread
        self.into = NOTHING_YET
        self.out = NOTHING_YET

    def received(self, seq: int, size: int, calls: int = 1, eagains: int = 0, urgent: int = 0) -> None:
        """Count one call, which is the thread's record number `seq`."""
        self.into = added(self.into, seq, size, calls, (eagains, 0, urgent))

    def sent(self, seq: int, size: int, calls: int = 1, eagains: int = 0, shorts: int = 0, urgent: int = 0) -> None:
        """Count one call, which is the thread's record number `seq`."""
        self.out = added(self.out, seq, size, calls, (eagains, shorts, urgent))

    def totals(self) -> Totals:
        """Both directions as they were at one moment. Safe to call from any thread."""
        while True:
            into, out = self.into, self.out
            if into is self.into:  # and so it was when `out` was read
                return totals_of(into, out)


def added(way: Way, seq: int, size: int, calls: int, more: Tuple[int, int, int]) -> Way:
    """One direction with one call more."""
    _, total, before, rare = way
    return (seq, total + size, before + calls, (rare[0] + more[0], rare[1] + more[1], rare[2] + more[2]))


def totals_of(into: Way, out: Way) -> Totals:
    """Both directions together."""
    again, urgent = into[3][0] + out[3][0], into[3][2] + out[3][2]
    return (max(into[0], out[0]), into[1], out[1], into[2], out[2], out[3][1], again, urgent)


class Seldom:
    """What most rows never have; the others keep it in a dict of their own, which ten thousand idle ones do without."""

    def __init__(self, usual: Any) -> None:
        self.usual = usual
        """What it is else: nothing that can be changed in place."""

    def __set_name__(self, kind: Any, name: str) -> None:
        self.name = name

    def __get__(self, row: Any, kind: Any = None) -> Any:
        return row.seldom.get(self.name, self.usual)

    def __set__(self, row: Any, value: Any) -> None:
        if row.seldom is NOTHING_SELDOM:
            row.seldom = {}
        row.seldom[self.name] = value


NOTHING_SELDOM: Dict[str, Any] = {}
"""Of all rows that have nothing of the kind. Never written to."""


class Row(Tally):
    """One socket, from the probe's first sight of it to its close. Its own tally is that of the thread that met it."""

    __slots__ = ("conn", "ended", "fd", "given", "outb", "role", "seldom", "socket", "watch")

    others: Any = Seldom(MappingProxyType({}))
    """The tallies of all other threads, by their numbers; a new dict for each that comes."""
    paused: Any = Seldom(False)
    """Whether the kernel is not to tell of anything to read, though the program watches for that."""
    injected: Any = Seldom(0)
    """Bytes that somebody put in towards the peer; they are in nobody's tally."""
    cut: Any = Seldom("")
    """How somebody has ended it past the program, last: one of `ENDINGS`; empty if nobody has."""
    errno: Any = Seldom(0)

    def __init__(self, conn: int, fd: int, role: str, address: Any = b"", thread: Thread = NOBODY) -> None:
        self.thread, self.into, self.out = thread, NOTHING_YET, NOTHING_YET  # as Tally does
        self.conn, self.fd, self.role, self.given = conn, fd, role, address
        """`role` is `opened`, `listening`, `accepted`, `connected`; one of `FOREIGN` for a file that is not a probed
        socket."""
        self.outb = -1
        """Bytes in the program's `outb` when it was last looked at; -1 where it keeps none."""
        self.watch = 0
        self.ended = ""
        """Empty while open, `done` once the peer will send no more, `closed` in the end."""
        self.seldom = NOTHING_SELDOM
        self.socket: Any = None
        """A weak reference to the socket, while it is open. Nothing of ours may keep it alive."""

    @property
    def address(self) -> bytes:
        """Of an accepted one its peer's, spelled when somebody asks: till then it is the program's own tuple."""
        given = self.given
        return given if type(given) is bytes else spelled(given)

    @address.setter
    def address(self, spelled: bytes) -> None:
        self.given = spelled

    def does_wait(self, waits: bool) -> None:
        """Whether its calls wait from now on, for whoever wants to know."""

    def held(self) -> Dict[str, Any]:
        """The attributes of what the program registered with the socket. The socket holds them; we do not."""
        sock = self.socket and self.socket()
        return NOTHING_HELD if sock is None else sock.held

    def hold(self, selector: Any, data: Any) -> int:  # noqa: ARG002 - in place, the selector holds it
        """Remember what was registered with it; answers how many bytes are in its `outb`."""
        held = attributes(data)
        sock = self.socket and self.socket()
        if sock is not None:
            sock.held = held
        return outb_length(held)

    def let_go(self) -> None:
        """Nothing is registered with it any more; what its `outb` held last is kept."""
        sock = self.socket and self.socket()
        if sock is not None and sock.held is not NOTHING_HELD:
            self.outb, sock.held = outb_length(sock.held), NOTHING_HELD

    def owes(self) -> int:
        """Bytes in the program's `outb` at this moment; -1 where it keeps none. In the program's own thread only."""
        held = self.held()
        return self.outb if held is NOTHING_HELD else outb_length(held)

    def offers(self) -> int:
        """How much what stands between it and the program would send at once; -1 where that cannot be known."""
        return -1

    def moved(self) -> Tuple[int, int]:
        """Bytes received and sent, by all threads."""
        into, out = self.into[1], self.out[1]
        if self.seldom is NOTHING_SELDOM:  # no other has touched it
            return into, out
        for tally in self.others.values():
            into, out = into + tally.into[1], out + tally.out[1]
        return into, out

    def all_totals(self) -> List[Tuple[Thread, Totals]]:
        """Each thread's totals. Safe to call from any thread."""
        return [(tally.thread, tally.totals()) for tally in (self, *list(self.others.values()))]
