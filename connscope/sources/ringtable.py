"""The exact tables of a ring file as facts: what every socket of that process has done, whatever records were lost.

As `exact.py` for a probe of this process; the reader cannot tell which of the two it has.
"""

from collections.abc import Sequence
from itertools import takewhile
from typing import Any, NamedTuple

from connscope import events as ev
from connscope.events import ConnId
from connscope.probe import layout as l
from connscope.sources.exact import Bytes, Reading
from connscope.sources.ringfile import RingFile
from connscope.sources.ringindex import RingIndex
from connscope.sources.translate import both_ends, error_name, family_name, shown_place

ATTEMPTS = 5


class RingRow(NamedTuple):
    """One socket's row, with what all threads have done with it."""

    conn: ConnId
    fd: int
    role: str
    ended: str
    watch: int
    flags: int
    errno: int
    outb: int
    listener: ConnId
    made_at: int
    made: int
    injected: int
    family: int
    kind: int
    thread: int
    address: bytes
    tallies: tuple[tuple[int, ...], ...] = ()
    """Of each thread: number, seq, bytes and calls in, the same out, and what is rare: see `layout.RARE`."""

    @property
    def counts(self) -> Sequence[int]:
        """Bytes in and out, receives, sends, short sends, EAGAINs, urgent bytes."""
        sums = [sum(column) for column in zip(*self.tallies, strict=True)] or [0] * 12
        _, _, into, recvs, _, out, sends, again_in, urgent_in, again_out, shorts, urgent_out = sums
        return into, out, recvs, sends, shorts, again_in + again_out, urgent_in + urgent_out

    @property
    def bytes_in(self) -> int:
        """Received by all threads."""
        return self.counts[0]

    @property
    def bytes_out(self) -> int:
        """Sent by all threads."""
        return self.counts[1]

    @property
    def secured(self) -> bool:
        """Whether it is TLS."""
        return bool(self.flags & l.SECURED)


class RingTable:
    """The tables of one ring file."""

    def __init__(self, ring: RingFile) -> None:
        self.ring = ring
        self.index = RingIndex(ring)
        self.told: set[ConnId] = set()
        """Closed, and told to be."""

    def collect(self) -> None:
        """There is nothing to be fetched: it stays where it is."""

    def rows(self) -> list[RingRow]:
        """All sockets, also those that are closed and whose rows were not needed again."""
        tallies: dict[ConnId, list[tuple[int, ...]]] = {}
        at = self.ring.at
        found = self.ring.table(at.tallies, l.tallies_for(self.ring.room) - 1, l.TALLY_SIZE, l.TALLY)
        for conn, thread, _, *counts in takewhile(lambda row: row[0], found):
            tallies.setdefault(conn, []).append((thread, *counts))
        rows = (self.row_at(at.sockets + number * l.SOCKET_SIZE) for number in range(self.ring.room - 1))
        return [row._replace(tallies=tuple(tallies.get(row.conn, ()))) for row in takewhile(bool, rows) if row]

    def row_at(self, where: int) -> RingRow | None:
        """The row that stands there, whole; None if none ever stood there."""
        memory = self.ring.memory
        for _ in range(ATTEMPTS):
            fields = l.SOCKET.unpack_from(memory, where)
            if not fields[0] & 1 and fields[0] == int.from_bytes(memory[where : where + 4], "little"):
                break
        return made(fields) if fields[0] else None

    def row(self, conn: ConnId) -> RingRow | None:
        """That of one connection, if it is still there."""
        where, places = self.index.find(conn)
        row = self.row_at(where) if where else None
        if row is None or row.conn != conn:
            return None
        tallies = [l.TALLY.unpack_from(self.ring.memory, place) for place in places]
        return row._replace(tallies=tuple((thread, *counts) for its, thread, _, *counts in tallies if its == conn))

    def parting(self, conn: ConnId, at: int, *, wanted: bool) -> ev.Known | None:
        """A close is told now: what the socket had done, if that is wanted and known. To look for it takes long."""
        self.told.add(conn)
        if len(self.told) > 2 * self.ring.room:
            self.told &= {row.conn for row in self.rows()}
        row = self.row(conn) if wanted else None
        return self.known(row, at) if row is not None else None

    def settle(self) -> None:
        """All that is closed has been told to be."""
        self.told |= {row.conn for row in self.rows() if row.ended == "closed"}

    def read(self, at: int) -> Reading:
        """Everything that is open, or closed and not told to be."""
        rows = [row for row in self.rows() if row.conn not in self.told]
        up_to = {(row.conn, tally[0]): max(tally[1], tally[4]) for row in rows for tally in row.tallies}
        served = [row for row in rows if row.role not in ("connected", "pair", "other") and row.ended != "closed"]
        into, out = sum(row.bytes_in for row in served), sum(row.bytes_out for row in served)
        for thread in self.ring.threads():
            into, out = into + thread.bytes_in, out + thread.bytes_out
        moved: Bytes = (into, out)
        listeners = {row.conn: row.address for row in rows if row.role == "listening"}
        return Reading([self.known(row, at, listeners.get(row.listener, b"")) for row in rows], up_to, moved)

    def known(self, row: RingRow, at: int, listener: bytes = b"") -> ev.Known:
        """One row as a fact. What was accepted has a listener's address for its own, if that is still known."""
        own, address = both_ends(row.address)
        own = own or both_ends(listener)[1]
        into, out, recvs, sends, shorts, eagains, urgent = row.counts
        return ev.Known(
            *(at, row.conn, row.fd, row.role, own, address, row.watch, row.ended, error_name(row.errno), row.outb),
            *(into, out, recvs, sends, shorts, eagains, row.injected, bool(row.flags & l.PAUSED), "", urgent),
            *(shown_place(self.ring.names.line(row.made)), row.made_at, family_name(row.family | row.kind << 16)),
        )


def made(fields: tuple[Any, ...]) -> RingRow:
    """A row of what was packed."""
    _, fd, conn, role, ended, *rest, address = fields
    known = l.ROLES[role % len(l.ROLES)], l.ENDS[ended % len(l.ENDS)]  # others stand there only if it is spoilt
    return RingRow._make((conn, fd, *known, *rest, address.rstrip(b"\0"), ()))
