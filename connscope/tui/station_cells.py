"""Where the bytes of a connection are, as lines of text and role: pure functions from the seven stations.

Columns stand where they stand: what moves in them are digits and bars. It must not know who shows them.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from connscope.connections import Connection
from connscope.events import UNKNOWN
from connscope.stations import PLACES, Stations
from connscope.text import cells, fit
from connscope.tui.cells import SPARKS, bar
from connscope.tui.look import Part
from connscope.units import SECOND, amount, exact

LABEL = 16
FULL = 6
"""Cells for that word and the gap before it."""
EXACT, LARGE = 44, 66
"""From so many cells on a number is to the last byte: then all can be added up. And from so many on, a large one."""
BAR, SHORTEST = 10, 6
"""The least cells for a bar, and for a history beside it."""
LONGEST = 30
"""Half a minute, a cell a second."""
QUIET = 4_096
"""A history rises to its top with so many bytes at least: a few of them are no storm."""
LINGERS_NS = SECOND
"""So long after the last difference that was in flight it is said that there is one: else it would flicker."""

BY_HAND = "put in by hand"
FLOWS: list[list[Part]] = [[("no queue is full", "dim")]]
FLOWS_HERE: list[list[Part]] = [[("no queue is full, as far as can be known", "dim")]]
OVER: list[list[Part]] = [[("it is over, and nothing is lost", "dim")]]


class Columns(NamedTuple):
    """Cells for the bar, the number and the history; 0: there is none."""

    bar: int
    number: int
    history: int
    exact: bool = True
    """All numbers are to the last byte. If one has no room for that, none is: one below the other they compare."""


class Bounds(NamedTuple):
    """What each queue is measured by, in the order of the way; 0 where nothing bounds it."""

    sizes: tuple[int, int, int, int, int]
    peak: int = 0
    """The most that was in outb lately."""


def columns_for(width: int) -> Columns:
    """What fits beside the labels."""
    number = 14 if width >= LARGE else 11 if width >= EXACT else 7
    room = width - LABEL - number - FULL
    history = min(LONGEST, room - BAR - 1)
    if history < SHORTEST:
        return Columns(max(0, room), number, 0)
    return Columns(room - history - 1, number, history)


def bounds(server: Connection | None, client: Connection | None, high_water: int, peak: int = 0) -> Bounds:
    """Each kernel's queue by its buffer, outb by the high-water mark."""
    out, back = buffers(client), buffers(server)
    return Bounds((out[0], back[1], high_water, back[0], out[1]), peak)


def buffers(conn: Connection | None) -> tuple[int, int]:
    """How big the kernel's buffers are, out and in."""
    last = conn.kernel[-1] if conn is not None and conn.kernel else None
    return (max(last.sndbuf, 0), max(last.rcvbuf, 0)) if last is not None else (0, 0)


def in_flight(it: Stations, ends: Sequence[Connection | None], now: int) -> bool:
    """Whether a difference is on its way between two numbers, or was a moment ago."""
    latest = [each for conn in ends if conn is not None for each in conn.kernel[-10:]]
    lately = any(not each.still and now - each.at < LINGERS_NS for each in latest)
    return bool(latest) and (lately or not it.still)


# All of it, a line for each station.


def gauges(
    it: Stations, measured: Bounds, seconds: Sequence[Stations | None], width: int, flying: bool
) -> list[list[Part]]:
    """The seven, and what was put in on the way. The seconds are those of `by_second`, the latest last."""
    columns = columns_for(width)
    sizes = (it.wrote, it.injected, *it.held, it.read)
    columns = columns._replace(exact=all(cells(exact(size)) < columns.number for size in sizes))
    then = list(seconds)[-columns.history - 1 :] if columns.history else []
    lines = [total("client wrote", it.wrote, "", columns, moved(then, "wrote"))]
    for place, label in enumerate(PLACES):
        lines.append(queue(it, place, label, measured, columns, queued(place, then[1:])))
        if label == "outb" and it.injected:
            lines.append(total(BY_HAND, it.injected, "", columns, moved(then, "injected")))
    note = "in flight" if flying else ""
    return [
        *lines,
        total("client read", it.read, note, columns, moved(then, "read")),
    ]


def total(label: str, size: int, note: str, columns: Columns, marks: str) -> list[Part]:
    """What went in at one end, or came out at the other, and how much of it in each second."""
    return [
        (fit(label, LABEL), "dim"),
        (fit(note, columns.bar), "dim"),
        *number(size, columns),
        (" " * FULL, "text"),
        beside(marks),
    ]


def queue(it: Stations, place: int, label: str, measured: Bounds, columns: Columns, marks: str) -> list[Part]:
    """What waits in one place: as a bar, as a number, and whether it takes no more."""
    is_outb, full = label == "outb", it.full[place]
    return [
        (fit(label, LABEL), "strong" if is_outb else "dim"),
        *gauge(it.held[place], columns.bar, measured.sizes[place], full, measured.peak if is_outb else 0, is_outb),
        *number(it.held[place], columns, full),
        (fit("  full" if full else "", FULL), "warn"),
        beside(marks),
    ]


def gauge(size: int, width: int, bound: int, full: bool, peak: int, is_outb: bool) -> list[Part]:
    """A kernel counts its own bookkeeping too: one that takes no more is full, whatever its bytes are of its buffer."""
    if size == UNKNOWN:
        return [(" " * width, "text")]
    if full:
        return [("━" * width, "warn")]
    parts = bar(size, width, bound, peak)
    return parts if is_outb else [(text, "accent" if role == "warn" else role) for text, role in parts]


def number(size: int, columns: Columns, full: bool = False) -> list[Part]:
    """Bytes; to the last one where there is room for that."""
    role = "warn" if full else "text" if size > 0 else "dim"
    said = "n/a" if size == UNKNOWN else exact(size) if columns.exact else amount(size)
    return [(fit(said, columns.number, align="right"), role)]


def worded(size: int) -> str:
    """A number of bytes in six cells."""
    if size == UNKNOWN:
        return "n/a"
    return exact(size) if size < 10_000 else amount(size)


# The last half minute.


def by_second(samples: Sequence[Stations], now: int, seconds: int = LONGEST + 1) -> list[Stations | None]:
    """What was known at the end of each of the last seconds; of the one that goes on, now."""
    found: list[Stations | None] = []
    at, latest = 0, None
    for second in range(now // SECOND - seconds + 1, now // SECOND + 1):
        while at < len(samples) and samples[at].at < (second + 1) * SECOND:
            latest, at = samples[at], at + 1
        found.append(latest)
    return found


def queued(place: int, seconds: Sequence[Stations | None]) -> str:
    """What waited in one place, each second against the fullest of them."""
    return heights([max(each.held[place], 0) if each is not None else 0 for each in seconds])


def moved(seconds: Sequence[Stations | None], which: str) -> str:
    """What came to a total from each second to the next."""
    totals = [getattr(each, which, UNKNOWN) for each in seconds]
    return heights([max(0, now - was) if was != UNKNOWN else 0 for was, now in pairwise(totals)])


def heights(sizes: Sequence[int]) -> str:
    """A mark for each."""
    top = max([QUIET, *sizes])
    return "".join(SPARKS[-(-size * (len(SPARKS) - 1) // top)] for size in sizes)


def beside(marks: str) -> Part:
    """A gap before them, if there are any."""
    return (f" {marks}" if marks else "", "accent")


# Why, in words.


def causes(sentences: Sequence[str], it: Stations, width: int, *, over: bool = False) -> list[list[Part]]:
    """Which is full, and why; and what is lost. Over: both ends are."""
    about_loss = [each for each in sentences if "lost" in each]
    why: list[Part] = [(each, "text") for each in sentences if each not in about_loss]
    if it.lost > 0:
        said = paragraph(("✕ ", "bad"), [(each, "bad") for each in about_loss], width)
        return [*(paragraph(("▲ ", "warn"), why, width) if why else []), *said]
    if why:
        return paragraph(("▲ ", "warn"), [*why, *((each, "dim") for each in about_loss)], width)
    return without_cause(it, over)


def without_cause(it: Stations, over: bool) -> list[list[Part]]:
    """That all is well: where it is, and where anybody can say so."""
    if over and it.both:
        return OVER
    if any(it.full):
        return [[]]
    return FLOWS if it.both else FLOWS_HERE


def paragraph(glyph: Part, sentences: Sequence[Part], width: int) -> list[list[Part]]:
    """Sentences one after the other, in lines that hang behind the glyph."""
    room = max(8, width - cells(glyph[0]))
    lines: list[list[Part]] = [[]]
    taken = 0
    for word, role in ((word, role) for text, role in sentences for word in text.split()):
        if taken and taken + 1 + cells(word) > room:
            lines.append([])
            taken = 0
        lines[-1].append((f" {word}" if taken else word, role))
        taken += cells(word) + (taken > 0)
    return [[glyph if not row else (" " * cells(glyph[0]), "text"), *line] for row, line in enumerate(lines)]


# One line of it.

NAMED = {0: "client ", 3: "outb ", 6: "read "}
SEPARATE, CLOSE = (" ▸ ", " ▲ "), ("▸", "▲")
ROOMY = 77


def way(it: Stations, width: int, flying: bool) -> list[Part]:
    """All seven in one line, each where it always stands; ▲ leads to one that is full."""
    arrows, full = SEPARATE if width >= ROOMY else CLOSE, (False, *it.full, False)
    lost_at = None if it.lost <= 0 else 3 if it.held[2] <= 0 else 6
    parts: list[Part] = []
    for at, size in enumerate((it.wrote, *it.held, it.read)):
        if at:
            parts.append((arrows[full[at]], "warn" if full[at] else "dim"))
        if at == lost_at:
            parts += [("lost ", "bad"), (fit(worded(it.lost), 6, align="right"), "bad")]
            continue
        parts += [(NAMED.get(at, ""), "strong" if at == 3 else "dim"), number_of(size, full[at])]
    return [*parts, ("~" if flying else " ", "dim")]


def number_of(size: int, full: bool) -> Part:
    """One number of it."""
    return (fit(worded(size), 6, align="right"), "warn" if full else "text" if size > 0 else "dim")
