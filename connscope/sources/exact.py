"""The probe's exact table as facts: what every socket has done in all, whatever records were left out.

It is read from another thread than those that fill it. A row whose socket is closed goes from `rows` to `gone`, and it
is looked for in this order.
"""

from collections.abc import Sequence
from typing import NamedTuple

from connscope import events as ev
from connscope.events import UNKNOWN, ConnId
from connscope.probe.core import Probe
from connscope.probe.rows import FOREIGN, SEQ, Row, Thread, Totals
from connscope.sources.translate import both_ends, error_name

Bytes = tuple[int, int]
"""In and out."""


class Reading(NamedTuple):
    """The table at one moment."""

    rows: list[ev.Known]
    up_to: dict[tuple[ConnId, int], int]
    """The number of the last record, of one connection and one thread, that is counted in them."""
    moved: Bytes
    """By all sockets ever, but for those that the program connected itself."""


class Table:
    """One probe's exact table, and what has left it."""

    def __init__(self, probe: Probe) -> None:
        self.probe = probe
        self.parted: dict[ConnId, Row] = {}
        """Closed, and not yet told to be."""
        self.by_parted: Bytes = (0, 0)
        """What all rows have moved that ever were in `parted`."""
        self.by_connected: Bytes = (0, 0)
        """What those of them have moved that the program connected itself."""
        self.overflowed = False
        """Whether rows may have left it unseen, which takes thousands of closes between two looks."""

    def parting(self, conn: ConnId, at: int, *, wanted: bool) -> ev.Known | None:
        """A close is told now: what the socket had done, if that is wanted and known."""
        row = self.parted.pop(conn, None)
        return known(row, at, counts_of(row.all_totals())) if row is not None and wanted else None

    def settle(self) -> None:
        """All that is closed has been told to be."""
        self.parted.clear()

    def collect(self) -> None:
        """Take over what has closed since the last look."""
        gone = self.probe.gone
        self.overflowed = self.overflowed or len(gone) == gone.maxlen
        while gone:
            row = gone.popleft()
            if row.role in FOREIGN:  # its end is told by `unregister`
                continue
            self.parted[row.conn] = row
            counts = counts_of(row.all_totals())
            self.by_parted = plus(self.by_parted, counts)
            if row.role == "connected":
                self.by_connected = plus(self.by_connected, counts)

    def read(self, at: int) -> Reading:
        """Everything that is open or in `parted`."""
        rows, by_closed = self.at_one_moment()
        facts, up_to = [], {}
        into, out = plus(by_closed, self.by_connected, -1)
        for row in (*rows, *self.parted.values()):
            each = row.all_totals()
            fact = known(row, at, counts_of(each))
            facts.append(fact)
            for thread, totals in each:
                up_to[row.conn, thread.index] = totals[SEQ]
            if row.role != "connected" and row.conn not in self.parted:
                into, out = into + fact.bytes_in, out + fact.bytes_out
        return Reading(facts, up_to, (into, out))

    def at_one_moment(self) -> tuple[list[Row], Bytes]:
        """The rows that are open, and what all closed ones have moved: none is in both."""
        while True:
            rows = list(self.probe.rows.values())
            self.collect()
            still_open = [row for row in rows if row.conn not in self.parted]
            if not self.overflowed:
                return still_open, self.by_parted
            by_closed = self.by_gone()
            if not self.probe.gone:
                return still_open, by_closed

    def by_gone(self) -> Bytes:
        """What all closed sockets have moved, also those whose rows were never in our hands."""
        moved: Bytes = (0, 0)
        for thread in list(self.probe.threads.values()):
            moved = plus(moved, thread.bytes_gone)
        return moved


def plus(one: Bytes, other: Sequence[int], sign: int = 1) -> Bytes:
    """Both together, or, with -1, one without the other."""
    return one[0] + sign * other[0], one[1] + sign * other[1]


def counts_of(each: list[tuple[Thread, Totals]]) -> Sequence[int]:
    """What all threads have done with one socket: bytes in and out, then calls."""
    totals = each[0][1] if len(each) == 1 else [sum(column) for column in zip(*(one for _, one in each), strict=True)]
    return totals[SEQ + 1 :]


def known(row: Row, at: int, counts: Sequence[int]) -> ev.Known:
    """One row as a fact."""
    own, address = both_ends(row.address)
    error, outb = error_name(row.errno), outb_of(row)
    into, out, recvs, sends, shorts, eagains, urgent = counts
    return ev.Known(
        *(at, row.conn, row.fd, row.role, own, address, row.watch, row.ended, error, outb),
        *(into, out, recvs, sends, shorts, eagains, row.injected, row.paused, row.cut, urgent),
    )


def outb_of(row: Row) -> int:
    """Bytes in the program's `outb` at this moment; of a closed socket nobody can know."""
    reference = row.socket
    sock = reference() if reference is not None else None
    return row.owes() if sock is not None else UNKNOWN
