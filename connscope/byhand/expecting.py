"""What a person expects to come, judged as it comes: by the bytes themselves, and by the time that is handed in.

Time in which somebody holds a program still does not count: a stopwatch says how much that was.
"""

from dataclasses import dataclass
from math import inf

from connscope.byhand.chunks import END, RECV, Chunk
from connscope.clients.stopwatch import Stopwatch
from connscope.text import visible
from connscope.units import SECOND, duration, exact

KINDS = ("echo", "text", "hex", "end", "nothing")
"""That what is said comes back; these bytes, next; the end of what the peer has to say; nothing at all."""
WITH_BYTES = ("echo", "text", "hex")
MOST_SHOWN = 40
"""Cells of what came though nothing was to."""


@dataclass(frozen=True)
class Expectation:
    """What is to come within so many seconds, `times` in a row. Raises ValueError where that makes no sense."""

    kind: str
    data: bytes = b""
    within: float = 1.0
    times: int = 1

    def __post_init__(self) -> None:
        if self.kind in WITH_BYTES and not self.data:
            raise ValueError("Nothing to expect: give at least one byte.")
        if not self.within > 0:
            raise ValueError("No time to come in: give more than 0 seconds.")

    @property
    def total(self) -> int:
        """Bytes in all."""
        return len(self.data) * self.times

    @property
    def name(self) -> str:
        """As a sentence calls it."""
        what = "echo of " if self.kind == "echo" else ""
        return f"{what}{bytes_of(self.total)}"


@dataclass(frozen=True)
class Verdict:
    """What came of it, and when that was known, in monotonic nanoseconds."""

    ok: bool
    sentence: str
    at: int


class Expecting:
    """An expectation from the moment on at which it holds. It is told of every call, in order."""

    def __init__(self, expectation: Expectation, start: int, since: int, stopwatch: Stopwatch) -> None:
        self.expectation, self.stopwatch = expectation, stopwatch
        self.start, self.since = start, since
        """How many bytes come before those that are meant, and since when it holds."""
        self.counts_from: int | None = None
        """Since when its time counts: not before the last byte of what is said has left, at whatever pace it goes."""
        self.begun: float = inf
        self.late: float = inf
        """What the stopwatch shows then, and when the time is over."""
        self.matched = 0
        """Bytes that were right."""
        self.verdict: Verdict | None = None

    def begin(self, at: int) -> None:
        """All is said: its time counts from now on, if it does not already."""
        if self.counts_from is None:
            self.counts_from, self.begun = at, self.stopwatch.shows(at)
            self.late = self.begun + round(self.expectation.within * SECOND)

    def came(self, chunk: Chunk) -> None:
        """Something came in: bytes, or the end of them."""
        if chunk.kind == RECV and chunk.at < self.since and self.expectation.kind != "echo":
            self.start = max(self.start, chunk.end)  # it was on its way to us before anything was expected
        early = chunk.kind == RECV and chunk.end <= self.start
        if self.judged(chunk.at) is not None or chunk.outgoing or early:
            return
        if self.expectation.kind == "nothing":
            self.unasked(chunk)
        elif self.expectation.kind == "end":
            if chunk.kind == END:
                self.decide(True, f"end {self.when(chunk.at)}", chunk.at)
        elif chunk.kind == END:
            self.decide(False, f"the peer finished after {self.progress}", chunk.at)
        else:
            self.compare(chunk)

    def ended(self, error: str, at: int) -> None:
        """The connection is over: nothing more will come."""
        if self.judged(at) is not None:
            return
        why = error or "it was closed"
        if self.expectation.kind == "nothing":
            self.decide(not error, f"{why} {self.when(at)}", at)
        elif self.expectation.kind == "end":
            self.decide(False, f"no end, but: {why}", at)
        else:
            self.decide(False, f"over after {self.progress}: {why}", at)

    def judged(self, now: int) -> Verdict | None:
        """The verdict, as soon as there is one."""
        if self.verdict is None and self.stopwatch.shows(now) >= self.late:
            late_at = round(min(now, self.stopwatch.shows_at(self.late)))
            within = f"within {self.expectation.within:g} s"
            if self.expectation.kind == "nothing":
                self.decide(True, f"nothing came {within}", late_at)
            elif self.expectation.kind == "end":
                self.decide(False, f"no end {within}", late_at)
            else:
                self.decide(False, f"{self.progress} {within}", late_at)
        return self.verdict

    def unasked(self, chunk: Chunk) -> None:
        """Something came, and nothing was to."""
        shown = f": {visible(chunk.data, MOST_SHOWN)}" if chunk.data else ""
        what = "the end" if chunk.kind == END else bytes_of(chunk.size)
        self.decide(False, f"{what} came {self.when(chunk.at)}{shown}", chunk.at)

    def compare(self, chunk: Chunk) -> None:
        """Tick off what is right, and find the first difference."""
        if len(chunk.data) != chunk.size:
            self.decide(False, f"too much came at once to be compared, after {self.progress}", chunk.at)
            return
        came = chunk.data[max(0, self.start - chunk.start) :][: self.expectation.total - self.matched]
        expected = self.part(self.matched, len(came))
        if came == expected:
            self.matched += len(came)
            if self.matched == self.expectation.total:
                self.decide(True, f"{self.expectation.name} {self.when(chunk.at)}", chunk.at)
            return
        same = next(n for n, pair in enumerate(zip(expected, came, strict=True)) if pair[0] != pair[1])
        shown = f"expected {byte_at(expected, same)}, came {byte_at(came, same)}"
        self.decide(False, f"differs at offset {exact(self.matched + same)}: {shown}", chunk.at)

    def part(self, start: int, size: int) -> bytes:
        """Some of the bytes that are expected; all of them may be far too many."""
        data = self.expectation.data
        first = start % len(data)
        return (data * ((first + size) // len(data) + 1))[first : first + size]

    def decide(self, ok: bool, sentence: str, at: int) -> None:
        """That is it."""
        self.verdict = Verdict(ok, sentence, at)

    def when(self, at: int) -> str:
        """How long that took, and whether all of it counted."""
        if self.counts_from is None:
            return "before all was said"
        took = at - self.counts_from
        held = self.stopwatch.shows(at) - self.begun < took
        return f"after {duration(max(0, took))}{', held in between' if held else ''}"

    @property
    def progress(self) -> str:
        """How much of what is expected has come."""
        return f"{exact(self.matched)} of {bytes_of(self.expectation.total)}"


def bytes_of(count: int) -> str:
    """So many bytes, in words."""
    return "1 byte" if count == 1 else f"{exact(count)} bytes"


def byte_at(data: bytes, at: int) -> str:
    """As hex, and as it is shown."""
    return f"{data[at]:02x} {visible(data[at : at + 1])}"
