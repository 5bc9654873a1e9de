"""One ring file, read: records in the layout of the probe, names of code, and tables, of a process that lives or not.

Whoever writes it is never waited for, and never knows. What is copied is looked at afterwards, whether it is whole.
"""

import mmap
import struct
from collections import deque
from collections.abc import Iterator
from itertools import count, takewhile
from pathlib import Path
from typing import Any, NamedTuple

from connscope.events import NOWHERE, Place
from connscope.probe import layout as l
from connscope.probe.places import OFFSET_BITS
from connscope.probe.records import IDLE, SELECT
from connscope.sources.translate import Record

CHUNK = 64
HOLE_NS = 200_000_000
"""A record that is numbered and does not come for so long never will: its thread was ended in the middle."""
MARGIN = 8
"""Of a ring that ran over, an eighth is let go of besides: it is about to be overwritten."""


class Unreadable(ValueError):
    """It is no ring file, of another version, or not begun yet."""


class Header(NamedTuple):
    """Whose it is."""

    version: int
    record_size: int
    pid: int
    n: int
    state: int
    started: int
    first: int
    records: int
    room: int
    parent: int
    thread: int
    names_end: int
    no_room: int
    failure: bytes
    command: bytes


class RingThread(NamedTuple):
    """One thread's row."""

    used: int
    serial: int
    call: int
    ident: int
    native: int
    conn: int
    since: int
    bytes_in: int
    bytes_out: int
    name: bytes


class RingLoop(NamedTuple):
    """One loop's row."""

    used: int
    kind: int
    thread: int
    conn: int
    loops: int
    idle: int
    asleep_since: int
    timeout: int
    awake_since: int
    place: int


def whole_from(number: int, copied: bytes) -> list[tuple[Any, ...]]:
    """The fields of the records from that number on that stand behind each other, each with its number at both ends."""
    numbered = zip(count(number), l.RECORD.iter_unpack(copied), strict=False)
    return [fields for _, fields in takewhile(lambda each: each[1][0] == each[1][10] == each[0], numbered)]


class RingFile:
    """The file, mapped. Raises `Unreadable`, or OSError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("r+b") as file:
            try:
                self.memory = mmap.mmap(file.fileno(), 0)
            except ValueError:
                raise Unreadable("it is empty") from None
        if len(self.memory) < l.PAGE or self.memory[:8] != l.MAGIC:
            raise Unreadable("it has not begun")
        header = self.header
        if header.version != l.VERSION or header.record_size != l.RECORD_SIZE:
            raise Unreadable(f"it is of version {header.version}, not {l.VERSION}")
        self.at = l.places(header.records, header.room)
        if not header.records or header.records & (header.records - 1) or self.at.size > len(self.memory):
            raise Unreadable("it is damaged")
        self.pid, self.n, self.records, self.room = header.pid, header.n, header.records, header.room
        self.first_id = l.ids_from(self.pid, self.n)
        self.expected = header.first
        """The number of the next record;"""
        self.hole_since = 0
        """since when it is missed though later ones are there."""
        self.patience = HOLE_NS
        """How long it is waited for; of a process that is over nothing will come."""
        self.lost = 0
        """Records that were overwritten before they were read."""
        self.more: dict[int, list[int]] = {}
        """By thread the beginning of an answer of `select()`."""
        self.names = RingNames(self)

    @property
    def header(self) -> Header:
        """As it is now."""
        return Header._make(l.HEADER.unpack_from(self.memory)[1:])

    def check(self) -> None:
        """Raise `Unreadable` if somebody has cut the file meanwhile: to read what is no more there would end us."""
        if self.memory.size() < len(self.memory):
            raise Unreadable("it was cut")

    def number_at(self, n: int) -> int:
        """The number of the record that stands where that one has its place."""
        where = self.at.records + (n & self.records - 1) * l.RECORD_SIZE
        return int.from_bytes(self.memory[where : where + 8], "little")

    def take(self, now: int, at_most: int = 0) -> list[Record]:
        """The records that have come, twice around at most: who writes faster than we read would keep us for ever.

        Those that were lost are counted. `at_most`, if it is not 0: the first so many of them.
        """
        taken: list[Record] = []
        most = at_most or 2 * self.records
        while len(taken) < most:
            begun, found = self.expected, self.number_at(self.expected)
            if found == begun:
                taken += self.chunk(begun + min(self.records, most - len(taken)))
            elif found > begun:  # it ran over
                start = max(begun + 1, found - self.records + 1 + self.records // MARGIN)
                self.lost += start - begun
                self.expected = start
            if self.expected != begun:
                self.hole_since = 0
            elif not self.is_hole(now):  # it is not there, or not yet whole
                break
        return taken

    def has_more_than(self, many: int) -> bool:
        """Whether so many records wait, and one more."""
        return self.number_at(self.expected + many) >= self.expected + many

    def pass_over(self, until: int) -> None:
        """Leave out what is before that record and was not taken; it is counted among what was lost."""
        self.lost += max(0, until - self.expected)
        self.expected = max(until, self.expected)

    def is_hole(self, now: int) -> bool:
        """Whether the next record will never come, though later ones have."""
        ahead = next((n for n in range(self.expected + 1, self.expected + CHUNK) if self.number_at(n) == n), 0)
        if not ahead:
            self.hole_since = 0
            return False
        self.hole_since = self.hole_since or now
        if now - self.hole_since < self.patience:
            return False
        self.lost += 1
        self.expected += 1
        return True

    def chunk(self, until: int) -> list[Record]:
        """As many as stand behind each other and are whole.

        The number at a record's end is written last; a copy that has it may have what stands before it from earlier.
        So what is whole in one copy is complete in the next.
        """
        size = CHUNK
        taken: list[Record] = []
        while self.expected < until:
            begun = self.expected
            slot = begun & self.records - 1
            many = min(size, self.records - slot, until - begun)
            where = self.at.records + slot * l.RECORD_SIZE
            part = slice(where, where + many * l.RECORD_SIZE)
            before, copied = self.memory[part], self.memory[part]
            if self.number_at(begun) != begun:  # overwritten meanwhile
                return taken
            whole = whole_from(begun, copied)
            if before != copied:
                del whole[len(whole_from(begun, before)) :]
            self.expected += len(whole)
            taken += filter(None, map(self.record, whole))
            if len(whole) < many:
                return taken
            size *= 4
        return taken

    def record(self, fields: tuple[Any, ...]) -> Record | None:
        """One record in the probe's layout; None for the beginning of one."""
        n, at, conn, place, asked, result, took, outb, word, head, _ = fields
        call, thread, errno = word & 0xFFFF, word >> 16 & 0xFFFF, (word >> 32 & 0xFFFF ^ 0x8000) - 0x8000
        kept: Any = head[: word >> 48]
        if call in (SELECT, IDLE, l.MORE):
            kept = self.more.pop(thread, []) + self.answer(kept)
            if call == l.MORE:
                self.more[thread] = kept
                return None
        return (n, at, call, conn, thread, place, asked, result, errno, took, outb, kept)

    def answer(self, packed: bytes) -> list[int]:
        """Entries of an answer: `conn << 2 | mask` each."""
        first = self.first_id << 2
        return [first + each if each > 3 else each for (each,) in struct.iter_unpack("@I", packed)]

    def threads(self) -> list[RingThread]:
        """All threads that were ever seen."""
        rows = self.table(self.at.threads, l.THREADS, l.THREAD_SIZE, l.THREAD)
        return [RingThread._make(row) for row in takewhile(lambda row: row[0], rows)]

    def loops(self) -> list[RingLoop]:
        """All loops that are there."""
        rows = self.table(self.at.loops, l.LOOPS, l.LOOP_SIZE, l.LOOP)
        return [RingLoop._make(row) for row in takewhile(lambda row: row[0], rows)]

    def table(self, begin: int, rows: int, size: int, kind: struct.Struct) -> Iterator[tuple[Any, ...]]:
        """The rows of a table, one after the other."""
        return (kind.unpack_from(self.memory, begin + row * size) for row in range(rows))

    def close(self) -> None:
        """Let go of it."""
        self.memory.close()


class RingNames:
    """The code objects that have called, by their numbers."""

    def __init__(self, ring: RingFile) -> None:
        self.ring = ring
        self.read_to = 0
        self.codes: dict[int, tuple[str, list[tuple[int, int]]]] = {}
        self.functions: dict[int, str] = {}
        self.known: dict[int, Place] = {}

    def line(self, place: int) -> Place:
        """File and line of a place."""
        if not place:
            return NOWHERE
        found = self.known.get(place)
        return found if found is not None else self.look_up(place)

    def look_up(self, place: int) -> Place:
        """The same, for the first time."""
        number, offset = place >> OFFSET_BITS, place & (1 << OFFSET_BITS) - 1
        if number not in self.codes:
            self.read()
        if number not in self.codes:
            return NOWHERE
        file, lines = self.codes[number]
        before = deque((line for start, line in lines if start <= offset), maxlen=1)
        self.known[place] = (file, before[0] if before else lines[0][1] if lines else 0)
        return self.known[place]

    def files(self) -> set[str]:
        """Those whose code has called, by the names that they have there."""
        self.read()
        return {file for file, _ in self.codes.values()}

    def read(self) -> None:
        """Take in what has been added."""
        memory, begin, end = self.ring.memory, self.ring.at.names, min(self.ring.header.names_end, l.NAMES_SIZE)
        while self.read_to + l.NAME.size <= end:
            size, kind, _, number = l.NAME.unpack_from(memory, begin + self.read_to)
            self.read_to += l.NAME.size
            text = memory[begin + self.read_to : begin + self.read_to + size]
            self.read_to += size
            if kind == l.CODE:
                file, function, lines = (*text.split(b"\0", 2), b"", b"")[:3]
                pairs = [*l.LINE.iter_unpack(lines[: len(lines) // l.LINE.size * l.LINE.size])]
                self.codes[number] = (str(file, "utf-8", "surrogateescape"), pairs)
                self.functions[number] = str(function, "utf-8", "replace")
