"""What was measured, as a part of a page in Markdown: `python -m tests.bench.speed.page [FILE]` prints it."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.bench.speed import loads, results
from tests.bench.speed.__main__ import FILE
from tests.bench.speed.figures import Run, of
from tests.bench.speed.goals import Verdict, judged
from tests.bench.speed.table import compared, medians

SHOWN = (
    "100 × 64 B",
    "1 × 64 B",
    "10,000 × 64 B",
    "10 × 64 KiB",
    "100 × 64 B, 16 at once",
    "10 active of 910",
    "10 active of 910, 20 messages/s each",
    f"{loads.CROWD:,} connect at once, one echo each",
    "10 active beside 10 slow readers",
    "bulk: 4 × 64 KiB, 16 at once",
)
"""Of all loads these."""


def table(runs: Sequence[Run]) -> list[str]:
    """A row for each server under each load; how ours compares is the median of the turns' ratios."""
    rows = ["| load | server | messages/s | µs of CPU each | p50, p99 in ms | ours: faster | cheaper |"]
    rows.append("|---|---|---|---|---|---|---|")
    for title in SHOWN:
        first = title
        for peer in loads.ALL:
            mine = of(runs, title, peer)
            if not mine:
                continue
            found, ours = medians(mine), compared(of(runs, title, loads.PROBED), mine)
            ratios = " | ".join("" if ratio is None else f"{ratio:.2f}" for ratio in ours)
            name = f"**{peer}**" if peer == loads.PROBED else peer
            figures = f"{found.per_second:,.0f} | {found.cpu:,.1f} | {found.p50:.2f}, {found.p99:.2f}"
            rows.append(f"| {first} | {name} | {figures} | {ratios} |")
            first = ""
    return rows


def goals(verdicts: Sequence[Verdict]) -> list[str]:
    """A row for each goal."""
    rows = ["| goal | load | at least, at most | least | median | most | |", "|---|---|---|---|---|---|---|"]
    for goal, seen, met in verdicts:
        found = " | ".join(f"{value:.2f}" for value in seen) if seen else "not measured | | "
        rows.append(
            f"| {goal.says} | {goal.load} | {goal.bound} | {found} | {'met' if met else 'missed' if seen else ''} |"
        )
    return rows


def page(runs: Sequence[Run], machine: Mapping[str, str | int], words: Sequence[str]) -> str:
    """All of it."""
    turns = max((run.turn for run in runs), default=-1) + 1
    where = f"{machine['cores']} cores of {machine['processor']}, {machine['system']}, Python {machine['python']}"
    how = "every byte checked. Server and load each have a core; CPU is that of the server's process."
    lines = [f"{where}; medians of {turns} interleaved turns, {how}", "", *table(runs), "", *goals(judged(runs))]
    return "\n".join([*lines, *(["", *(f"- {word}" for word in words)] if words else [])])


def main() -> None:
    """Print what one file of results holds."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else FILE
    told = json.loads(file.read_text("utf-8"))
    print(page(results.read(file), told["machine"], told["words"]))


if __name__ == "__main__":
    main()
