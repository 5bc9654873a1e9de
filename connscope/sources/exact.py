"""What was left out, and how it is made up for.

A record that nobody took in time is gone; the gap in its thread's numbers says how many went. Then the probe's exact rows are told
as facts (`Known`), and whatever is still under way and was counted in them is passed over, so that nothing counts twice.
"""

from connscope import events as ev
from connscope.events import ConnId, Fact
from connscope.probe import records as r
from connscope.probe.core import Probe
from connscope.probe.rows import SEQ, Row, outb_length
from connscope.sources.translate import Record, error_name
from connscope.text import visible

TRANSFERS = frozenset({r.RECV, r.RECV_INTO, r.SEND, r.SENDALL})
"""Counted in a row before they are recorded. Of every other call the row knows before the record has its number."""


class Gaps:
    """Counts the records that are missing, by the numbers of those that came."""

    def __init__(self) -> None:
        self.expected: dict[int, int] = {}

    def missing(self, batch: list[Record]) -> int:
        """How many records were left out before or between these."""
        gone = 0
        expected = self.expected
        for record in batch:
            thread, seq = record[4], record[0]
            gone += seq - expected.get(thread, 1)
            expected[thread] = seq + 1
        return gone


class Snapshot:
    """The exact table at one moment, and up to which record each of its rows goes."""

    def __init__(self, probe: Probe, at: int) -> None:
        self.at = at
        self.up_to: dict[tuple[ConnId, int], int] = {}
        self.newest: dict[int, int] = {thread.index: thread.seq for thread in list(probe.threads.values())}
        rows = [*list(probe.gone), *list(probe.rows.values())]
        self.facts: list[Fact] = [self.known(row) for row in rows]
        self.open = {row.conn for row in rows if row.ended != "closed"}
        self.told = {row.conn for row in rows}
        probe.gone.clear()

    def known(self, row: Row) -> ev.Known:
        """One row as a fact."""
        counts = [0] * 6
        for thread, totals in row.all_totals():
            if thread is not None:
                self.up_to[row.conn, thread.index] = totals[SEQ]
            counts = [have + more for have, more in zip(counts, totals[SEQ + 1 :], strict=True)]
        own, _, address = row.address.decode("utf-8", "replace").rpartition(" > ")
        return ev.Known(
            self.at, row.conn, row.fd, row.role, visible(own), visible(address), row.watch, row.ended,
            error_name(row.errno), outb_length(row.held), *counts,
        )  # fmt: skip

    def has_counted(self, record: Record) -> bool:
        """Whether a record that comes later is already in these numbers."""
        if record[2] in TRANSFERS:
            return bool(record[0] <= self.up_to.get((record[3], record[4]), 0))
        return bool(record[0] <= self.newest.get(record[4], 0))
