"""The README's section about speed, in Markdown, of all that was measured. All pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from connscope.sources.thrifty import RECORDS_A_SECOND
from tests.bench.machine import place
from tests.bench.page import servers
from tests.bench.page.rows import Row, of_frames, of_screen, of_servers
from tests.bench.screen.figures import Seen
from tests.bench.speed.figures import Run

PICTURES = {
    "speed-throughput.svg": "Messages a second by the number of connections, one curve for each server",
    "speed-cpu.svg": "CPU for each message by the number of connections, one curve for each server",
    "speed-screen.svg": "Which share of keys is painted, and of facts folded, within how many milliseconds",
}
HOW = (
    "In bold is what counts: the median of the turns (of ratios, those of the same turn), or a p99 of all turns"
    " together; in brackets the least and the most of a turn. Every byte is checked. The load is a program in C on a"
    " core of its own. A server that is compared has a core, too, and CPU is that of its process; one with a screen"
    " runs where the system puts it, as does the same one headless beside it. Its terminal is read as fast as it comes."
    " Of `echo, probed` every call is recorded, and records are thrown away; of `serve --quiet` calls are counted, as"
    f" they are of a busy server under a screen, but for {RECORDS_A_SECOND:,} records a second."
)


class Measured(NamedTuple):
    """All that there is; what was not measured is empty."""

    machine: Mapping[str, str | int]
    runs: Sequence[Run] = ()
    seen: Sequence[Seen] = ()
    frames: Mapping[str, Any] = {}
    words: Sequence[str] = ()
    """What is to be known about it."""


def rows(measured: Measured) -> list[Row]:
    """Each figure once."""
    return [*of_servers(measured.runs), *of_screen(measured.seen), *of_frames(measured.frames)]


def turns(measured: Measured) -> str:
    """How often; what takes long was measured less often."""
    servers_, screen = (len({each.turn for each in every}) for every in (measured.runs, measured.seen))
    return f"{servers_} interleaved turns of the servers, {screen} of the screen"


def goals(found: Sequence[Row]) -> Iterator[str]:
    """The table of all that has a goal."""
    yield "| what | goal | seen | | command |"
    yield "|---|---|---|---|---|"
    yield from (row.goal() for row in found if row.bound)


def others(found: Sequence[Row]) -> Iterator[str]:
    """The table of what has none."""
    yield "| what | seen | command |"
    yield "|---|---|---|"
    yield from (row.plain() for row in found if not row.bound and row.seen)


def section(measured: Measured) -> str:
    """All of it."""
    found = rows(measured)
    with_goal = [row for row in found if row.bound and row.seen]
    met = sum(bool(row.met) for row in with_goal)
    lines = [
        f"{place(measured.machine)}; {turns(measured)}. All of it in ten minutes: `.venv/bin/poe bench`.",
        *(
            "",
            HOW,
            "",
            f"Goals that are met: {met} of {len(with_goal)} that were measured.",
            "",
            *goals(found),
            "",
            *others(found),
        ),
        *("", "The servers side by side; above 1.00 ours, which is watched, is better:", ""),
        *servers.table(measured.runs),
    ]
    for name, says in PICTURES.items():
        lines += ["", f"![{says}](screenshots/{name})"]
    return "\n".join([*lines, *(["", *(f"- {word}" for word in measured.words)] if measured.words else [])])
