"""The servers side by side, as a table in Markdown. All pure."""

from collections.abc import Iterator, Sequence

from tests.bench.speed import loads
from tests.bench.speed.figures import Run, is_held_up_by_the_load, of
from tests.bench.speed.table import compared, medians

HEAD = ("| load | server | messages/s | µs of CPU each | p50, p99 in ms | ours: faster | cheaper |", "|---" * 7 + "|")
HELD_UP = "\\* The load had no time to spare here, and the server had: it could have done more."
LOST = "Lost are connections, or bytes that were not those sent; a run with such counts for no goal."


def table(runs: Sequence[Run]) -> list[str]:
    """A row for each server under each load; how ours compares is the median of the turns' ratios."""
    rows = [*HEAD, *(row for title in loads.SHOWN for row in under(runs, title))]
    notes = [note for mark, note in (("\\*", HELD_UP), (" lost |", LOST)) if any(mark in row for row in rows)]
    return [*rows, "", " ".join(notes)] if notes else rows


def under(runs: Sequence[Run], title: str) -> Iterator[str]:
    """One load: a row for each server, of which the first names it."""
    first, ours = title, of(runs, title, loads.PROBED)
    for peer in loads.ALL:
        if mine := of(runs, title, peer):
            yield f"| {first} | {row(peer, mine, ours)} |"
            first = ""


def row(peer: str, runs: list[Run], ours: list[Run]) -> str:
    """One server under one load."""
    found, lost = medians(runs), sum(run.errors for run in runs)
    name = f"**{peer}**" if peer == loads.PROBED else peer
    name += " \\*" if is_held_up_by_the_load(runs) else ""
    name += f", {lost:,} lost" if lost else ""
    faster, cheaper = ("" if ratio is None else f"{ratio:.2f}" for ratio in compared(ours, runs))
    return (
        f"{name} | {found.per_second:,.0f} | {found.cpu:,.1f} | {found.p50:.2f}, {found.p99:.2f} | {faster} | {cheaper}"
    )
