"""One process of somebody's program as a source: its ring file, read, and what the system says of the process.

Whoever drains it cannot tell it from a thread. It starts and ends nothing: it is there for as long as the process is,
and has its last words afterwards.
"""

import os
import select
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from connscope import events as ev
from connscope.events import NOWHERE, UNKNOWN, ConnId, Fact
from connscope.probe import layout as l
from connscope.probe.records import HELD, RELEASED
from connscope.sources.asking import ask, is_ready
from connscope.sources.door import Door
from connscope.sources.merged import merged
from connscope.sources.outside_hands import Outside
from connscope.sources.reader import Reader, call_of
from connscope.sources.remote_gate import RemoteGate
from connscope.sources.ringfile import HOLE_NS, RingFile
from connscope.sources.ringtable import RingRow, RingTable
from connscope.sources.thread import ASLEEP_NS, SAMPLE_NS
from connscope.sources.translate import CALLED, NAMES, Record, Translator
from connscope.text import visible
from connscope.wishes import ConnectionWish, GateWish, Wish

WAITING_NS = ASLEEP_NS
"""From then on a thread in a call that waits is said to wait."""

MOMENT = 2_000
"""So many records before a thread was held are told before that is, and what is older and was not told is left out:
whoever holds a busy program would see it seconds later else."""

AT_THE_GATE = frozenset({HELD, RELEASED})


class RingReader(Reader):
    """Reads a ring file: what was lost is known from its own numbers."""

    def __init__(self, ring: RingFile, program: str) -> None:
        self.ring = ring
        self.begin(Translator(ring.names, program), RingTable(ring))
        self.lost = self.at_most = 0
        """How many records were lost, and how many are taken at once; 0: all that there are."""
        self.told: dict[int, Record] = {}
        """Of each thread that was ever held, the record that says whether it still is."""
        self.is_inherited = ring.header.first > 1
        """Whether what was there at its beginning is still to be told: its process was forked."""

    def at_the_gate(self) -> list[Record]:
        """Whoever waits at our door has told it there."""
        return list(self.told.values())

    def take(self, now: int) -> list[Record]:
        """The records that have come, but for what was told at our door and has been taken from there."""
        told = self.translator.at_the_gate
        if self.at_most and (held := self.held_at(told)):  # what comes before it is told before it
            self.ring.pass_over(held - MOMENT)
            batch = self.ring.take(now, max(self.at_most, held - self.ring.expected))
        else:
            batch = self.ring.take(now, self.at_most)
        if not self.told or AT_THE_GATE.isdisjoint(map(call_of, batch)):
            return batch
        return [each for each in batch if each[2] not in AT_THE_GATE or each[0] > told.get(each[4], 0)]

    def held_at(self, told: dict[int, int]) -> int:
        """The number of the latest record of a thread at our door that is still to be told; 0 if there is none.

        Who stands there may say anything: it counts if that record is in the ring.
        """
        numbers = (each[0] for each in self.told.values() if each[0] > told.get(each[4], 0))
        return max((number for number in numbers if self.ring.number_at(number) == number), default=0)

    def missing(self, batch: list[Record]) -> int:
        """How many were lost since the last time."""
        for record in batch:
            self.expected[record[4]] = record[0] + 1
        lost, self.lost = self.ring.lost - self.lost, self.ring.lost
        return lost

    def read(self, now: int, last: bool = False) -> list[Fact]:
        """All facts since the last time; first of all what a forked process was born with."""
        self.ring.patience = 0 if last else HOLE_NS
        if not self.is_inherited:
            return super().read(now, last)
        if self.ring.header.state == l.OPENING and not last:
            return []  # it is still writing down what it was born with
        self.is_inherited = False
        return self.resync(now) + super().read(now, last)


class ChildSource:
    """One watched process. Raises OSError or `Unreadable` if its ring file cannot be read."""

    def __init__(self, path: Path, name: str, *, has_life: bool = True, door: Door | None = None) -> None:
        """Without life, its beginning and its end are told by somebody else; without a door it is never held."""
        self.has_life = has_life
        self.ring = RingFile(path)
        self.name, self.pid, self.parent = name, self.ring.pid, self.ring.header.parent
        self.command = visible(
            " ".join(str(self.ring.header.command.rstrip(b"\0"), "utf-8", "replace").split("\0")), 200
        )
        self.reader = RingReader(self.ring, name)
        self.table: RingTable = self.reader.table  # type: ignore[assignment]
        self.running = True
        self.is_behind = False
        """Whether there were more records than the last drain has taken."""
        self.is_replaced = False
        """Whether the process runs another program in its place by now, which has a ring file of its own."""
        self.began = not has_life
        self.retired = False
        self.sampled_at = 0
        self.outside = Outside(self)
        self.gate = RemoteGate(self.ring, door) if door is not None else None
        if door is not None:
            self.reader.told = door.told_of(path.stem)
        self.news: list[Fact] = []
        """What was done from here."""
        self.asleep_told: dict[ConnId, int] = {}
        self.waits_told: dict[int, int] = {}
        try:
            self.process = os.pidfd_open(self.pid)
        except (OSError, AttributeError):  # it is over, or this is no Linux
            self.process = UNKNOWN

    def rows(self) -> list[RingRow]:
        """All sockets, also some that are closed."""
        return self.table.rows()

    def row(self, conn: ConnId) -> RingRow | None:
        """That of one connection, if it is this process's and that is not over."""
        return self.table.row(conn) if self.running and conn >> 24 == self.ring.first_id >> 24 else None

    def injected(self, conn: ConnId) -> int:
        """Bytes that somebody put in towards the peer: they are in no row of the ring."""
        return self.outside.injected.get(conn, 0)

    def do(self, wish: Wish) -> None:
        """What is wished at the gate, or of a connection: that is done from here. ValueError: it cannot be."""
        if isinstance(wish, GateWish) and self.gate is not None:
            self.gate.do(wish)
        elif isinstance(wish, ConnectionWish):
            self.news.append(self.outside.do(wish, self.row(wish.conn)))

    @property
    def threads(self) -> int:
        """How many threads the process has, also those that never make a call; 0 where nobody says."""
        try:
            return len(os.listdir(f"/proc/{self.pid}/task"))
        except OSError:
            return 0

    def look(self, conn: ConnId) -> None:
        """Have it told what the program's `outb` for that connection holds, and who waits for it.

        That is done at the next call. A program that sleeps is asked, if it will not notice.
        """
        if self.gate is not None:
            self.gate.look(conn)
            asleep = any(loop.asleep_since for loop in self.ring.loops())
            if asleep and self.ring.memory[l.ASKED_AT] == l.ASKABLE and is_ready(self.pid):
                with suppress(OSError):
                    ask(self.pid, self.process)

    def by_fd(self, fd: int) -> RingRow | None:
        """The socket that has this descriptor."""
        return next((row for row in self.rows() if row.fd == fd and row.ended != "closed"), None)

    def is_alive(self) -> bool:
        """Whether the process is there; one that nobody has waited for is not."""
        if self.is_replaced:
            return False
        if self.process == UNKNOWN:
            return Path(f"/proc/{self.pid}").exists() and self.ring.header.state < l.CLOSING
        poll = select.poll()
        poll.register(self.process, select.POLLIN)
        return not poll.poll(0)

    def drain(self, at_most: int = 0) -> list[Fact]:
        """All facts since the last time, oldest first; `Ended` is the last of all. Raises `Unreadable`.

        `at_most`, if it is not 0: those of the first so many records, see `is_behind`.
        """
        if not self.running:
            return []
        self.ring.check()
        now = time.monotonic_ns()
        over = not self.is_alive()  # asked first: what a process that is over has done is all there to be read
        self.reader.at_most = at_most
        self.is_behind = at_most > 0 and self.ring.has_more_than(at_most)
        over = over and not self.is_behind
        facts: list[Fact] = []
        if not self.began:
            self.began = True
            facts.append(ev.Started(self.ring.header.started, self.name, "", self.pid, self.parent, self.command))
        facts += self.reader.read(now, last=over)
        facts, self.news = merged([self.outside.completed(facts), self.news]), []
        facts += self.asleep(now)
        facts += self.waiting(now)
        facts += self.sampled(now)
        if over:
            self.running = False
            facts += self.swept_away(now) if self.is_replaced else []
            facts += [ev.Ended(now, self.name, "")] if self.has_life else []
        return facts

    def swept_away(self, now: int) -> Iterator[Fact]:
        """What is no more since another program runs in this one's place: who was held, sockets and selectors."""
        for thread, record in self.reader.told.items():
            if record[2] == HELD:
                yield ev.Released(now, self.name, thread)
        for conn in sorted(self.reader.open):
            yield ev.Closed(now, conn, 0, NOWHERE, UNKNOWN, False)
        for loop in self.ring.loops():
            yield ev.LoopEnded(now, loop.conn)

    def asleep(self, now: int) -> Iterator[Fact]:
        """Which loops have been in `select()` for a while; told once for each sleep."""
        loops = self.ring.loops()
        if len(self.asleep_told) > l.LOOPS:
            self.asleep_told = {loop.conn: self.asleep_told.get(loop.conn, 0) for loop in loops}
        for loop in loops:
            since = loop.asleep_since
            if since and since != self.asleep_told.get(loop.conn) and now - since >= ASLEEP_NS:
                self.asleep_told[loop.conn] = since
                yield ev.Asleep(since, loop.conn, loop.timeout, loop.loops, loop.idle)

    def waiting(self, now: int) -> Iterator[Fact]:
        """Which threads have been in a call that waits for a while, and which have come back; each told once."""
        for thread in self.ring.threads():
            told = self.waits_told.get(thread.serial, 0)
            if thread.call and thread.since != told and now - thread.since >= WAITING_NS:
                self.waits_told[thread.serial] = thread.since
                name = CALLED.get(thread.call, NAMES[thread.call % len(NAMES)])
                yield ev.Waiting(thread.since, self.name, thread.serial, name, thread.conn)
            elif told and not thread.call:
                self.waits_told[thread.serial] = 0
                yield ev.Waiting(now, self.name, thread.serial, "", thread.conn)

    def sampled(self, now: int) -> Iterator[Fact]:
        """What the process has cost, twice a second; and once, that the probe has failed."""
        header = self.ring.header
        if header.state == l.RETIRED and not self.retired:
            self.retired = True
            yield ev.Retired(now, visible(str(header.failure.rstrip(b"\0"), "utf-8", "replace"), 200))
        if now >= self.sampled_at + SAMPLE_NS:
            self.sampled_at = now
            with suppress(OSError):  # it is over
                yield ev.CpuSampled(now, self.name, time.clock_gettime_ns((~self.pid << 3) | 2))

    def stop(self) -> None:
        """Let go of it; the process goes on if it is there."""
        self.running = False
        self.ring.close()
        self.outside.close()
        if self.process != UNKNOWN:
            os.close(self.process)
            self.process = UNKNOWN
