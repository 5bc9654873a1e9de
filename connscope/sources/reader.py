"""Reads one probe: its records as facts and, when some were left out, its exact table.

A record that nobody took in time is gone; the gap in its thread's numbers says how many went. Then the exact table is
told (`Known`), with what was missed in all (`Dropped`); records that are still under way and are counted in it are
passed over, so that nothing counts twice. Who is held, and who is no more, is told whatever is left out.
"""

from operator import itemgetter
from typing import Protocol

from connscope import events as ev
from connscope.events import NOWHERE, UNKNOWN, ConnId, Fact
from connscope.probe import records as r
from connscope.probe.accelerated import taken
from connscope.probe.core import Probe
from connscope.sources.exact import Reading, Table, plus
from connscope.sources.translate import Record, Translator

RESYNC_NS = 500_000_000
"""How often the exact table is told at most, while records keep being left out."""

TRANSFERS = frozenset({r.RECV, r.RECV_INTO, r.RECV_URGENT, r.SEND, r.SENDALL, r.SEND_URGENT})
"""Counted in a row before they are recorded."""

BEGINNINGS = frozenset({r.OPEN, r.ACCEPT, r.REGISTER})
ENDINGS = frozenset({r.CLOSE, r.UNREGISTER})
LIFE = BEGINNINGS | ENDINGS

SEQ, AT, CALL, CONN, THREAD, ERRNO, HEAD = 0, 1, 2, 3, 4, 8, 11
call_of, thread_of = itemgetter(CALL), itemgetter(THREAD)


class Tables(Protocol):
    """What all sockets have done in all, whatever records were left out."""

    def collect(self) -> None:
        """Take over what has closed since the last look."""

    def parting(self, conn: ConnId, at: int, *, wanted: bool) -> ev.Known | None:
        """A close is told now: what the socket had done, if that is wanted and known."""

    def settle(self) -> None:
        """All that is closed has been told to be."""

    def read(self, at: int) -> Reading:
        """Everything that is open, or closed and not told to be."""


class Reader:
    """Takes records out of a probe's channel and makes facts of them, nothing twice and nothing for ever wrong."""

    def __init__(self, probe: Probe, program: str = "") -> None:
        self.probe = probe
        self.begin(Translator(probe.places, program), Table(probe))

    def begin(self, translator: Translator, table: Tables) -> None:
        """Nothing was read so far."""
        self.translator = translator
        self.table = table
        self.expected: dict[int, int] = {}
        """The number of each thread's next record."""
        self.counted: dict[tuple[ConnId, int], int] = {}
        """By connection and thread, the number up to which the table has told of records that are still to come."""
        self.ended: set[ConnId] = set()
        """Told by the table to be closed, a moment ago: what comes of them now, but the close itself, comes late."""
        self.open: set[ConnId] = set()
        """Told to be there, and not yet to be closed."""
        self.left_out = 0
        self.resync_at = 0

    def read(self, now: int, last: bool = False) -> list[Fact]:
        """All facts since the last time. The last time no gap is left for later."""
        gate = self.at_the_gate()  # before the batch: each is in it, or has been left out
        settled = self.settled(last=last)  # before the batch, too
        batch = self.take(now)
        self.left_out += self.missing(batch) + self.never_told(settled)
        self.table.collect()
        facts = self.facts(batch)
        told = self.translator.at_the_gate
        facts += [self.translator.fact(record) for record in gate if record[SEQ] > told.get(record[THREAD], 0)]
        if last or now >= self.resync_at:
            self.ended = set()
            if self.left_out:
                self.resync_at = now + self.resync_ns
                facts += self.resync(now)
        return facts

    def at_the_gate(self) -> list[Record]:
        """Of each thread that was ever held, the record that says whether it still is."""
        return list(self.probe.gate.told.values())

    def take(self, now: int) -> list[Record]:  # noqa: ARG002 - a ring has to know how long a record is missed
        """The records that wait."""
        return taken(self.probe.channel)

    def missing(self, batch: list[Record]) -> int:
        """How many records were left out before or between these."""
        gone = 0
        threads = set(map(thread_of, batch))
        for thread in threads:
            mine = batch if len(threads) == 1 else [record for record in batch if record[THREAD] == thread]
            following = mine[-1][SEQ] + 1
            gone += following - self.expected.get(thread, 1) - len(mine)
            self.expected[thread] = following
        return gone

    @property
    def resync_ns(self) -> int:
        """So long the exact table is not told again."""
        return RESYNC_NS

    def settled(self, *, last: bool) -> dict[int, int]:  # noqa: ARG002 - of threads that do not tell each call
        """By thread the number up to which every record has been appended that ever will be, where one can tell."""
        return {}

    def never_told(self, settled: dict[int, int]) -> int:
        """How many of those up to these numbers were left out, and by no later record would be missed."""
        gone = 0
        for thread, seq in settled.items():
            missed = max(0, seq + 1 - self.expected.get(thread, 1))
            self.expected[thread] = self.expected.get(thread, 1) + missed
            gone += missed
        return gone

    def facts(self, batch: list[Record]) -> list[Fact]:
        """What these records tell, but for what the table has told already."""
        if self.counted or self.ended:
            batch = [record for record in batch if not self.is_told(record)]
            self.counted = self.still_to_come(self.counted)
        fact = self.translator.fact
        if LIFE.isdisjoint(map(call_of, batch)):
            return [fact(record) for record in batch]
        facts: list[Fact] = []
        for record in batch:
            if record[CALL] in LIFE and not record[ERRNO]:
                facts += self.last_words(record)
            facts.append(fact(record))
        return facts

    def is_told(self, record: Record) -> bool:
        """Whether the table has told of it already."""
        if record[CONN] in self.ended:
            return bool(record[CALL] != r.CLOSE)
        return record[CALL] in TRANSFERS and record[SEQ] <= self.counted.get((record[CONN], record[THREAD]), 0)

    def still_to_come(self, counted: dict[tuple[ConnId, int], int]) -> dict[tuple[ConnId, int], int]:
        """Those of them whose last record was not taken yet."""
        return {key: seq for key, seq in counted.items() if seq >= self.expected.get(key[1], 1)}

    def last_words(self, record: Record) -> list[Fact]:
        """Keep in mind who is there; before a close, the exact numbers if any record may have been left out."""
        conn: ConnId = record[CONN]
        if record[CALL] in BEGINNINGS:
            self.open.add(conn)
            return []
        if record[CALL] == r.UNREGISTER and not record[HEAD]:
            return []
        self.open.discard(conn)
        self.translator.connected.discard(conn)
        words = self.table.parting(conn, record[AT], wanted=self.leaves_out)
        return [words] if words is not None else []

    @property
    def leaves_out(self) -> bool:
        """Whether records may have been left out of which nothing was told yet."""
        return bool(self.left_out)

    def resync(self, now: int) -> list[Fact]:
        """How much was left out, and the whole table; what is not in it any more is closed."""
        reading, told = self.table.read(now), self.translator
        self.counted = self.still_to_come(reading.up_to)
        missed = plus(reading.moved, (told.bytes_in, told.bytes_out), -1)
        told.bytes_in, told.bytes_out = reading.moved
        told.connected = {row.conn for row in reading.rows if row.role == "connected"}
        vanished = self.open.difference(row.conn for row in reading.rows)
        self.open = {row.conn for row in reading.rows if row.ended != "closed"}
        self.ended = vanished.union(row.conn for row in reading.rows if row.ended == "closed")
        count, self.left_out = self.left_out, 0
        self.table.settle()
        closes = [ev.Closed(now, conn, 0, NOWHERE, UNKNOWN, False) for conn in vanished]
        dropped = [ev.Dropped(now, count, *missed)] if count else []
        return [*dropped, *reading.rows, *closes]
