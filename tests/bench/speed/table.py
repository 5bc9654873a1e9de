"""Runs as tables, for a terminal, and for a page in Markdown. All pure."""

from collections.abc import Sequence

from tests.bench.speed.figures import Run, is_held_up_by_the_load, of, ratios, spread
from tests.bench.speed.goals import Verdict, cpu, per_second
from tests.bench.speed.loads import ALL, PROBED

HEAD = (
    f"{'':<20}{'messages/s':>30}  {'µs CPU/message':>24}  {'ms':>18}  {'echo, probed, is':>16}\n"
    f"{'':<20}{'least':>10}{'median':>10}{'most':>10}  {'least':>8}{'median':>8}{'most':>8}"
    f"  {'p50':>9}{'p99':>9}  {'faster':>8}{'cheaper':>8}"
)


def titles(runs: Sequence[Run]) -> list[str]:
    """The loads in the order in which they were measured."""
    return list(dict.fromkeys(run.load for run in runs))


def line(peer: str, runs: list[Run], ours: list[Run]) -> str:
    """One server under one load; how ours compares is the median of the turns' ratios."""
    speed, used = spread(run.per_second for run in runs), spread(run.cpu for run in runs)
    mark = " *" if is_held_up_by_the_load(runs) else ""
    lost = sum(run.errors for run in runs)
    compared = "".join(f"{spread(found).median:>8.2f}" if found else f"{'–':>8}" for found in compare(ours, runs))
    return (
        f"{peer + mark:<20}{speed.least:>10,.0f}{speed.median:>10,.0f}{speed.most:>10,.0f}"
        f"  {used.least:>8,.1f}{used.median:>8,.1f}{used.most:>8,.1f}"
        f"  {spread(run.p50 for run in runs).median:>9.2f}{spread(run.p99 for run in runs).median:>9.2f}"
        f"  {compared}{f'   {lost:,} lost' if lost else ''}"
    )


def compare(ours: list[Run], theirs: list[Run]) -> tuple[list[float], list[float]]:
    """How much faster ours is, and how much cheaper, turn by turn."""
    return ratios(ours, theirs, per_second), ratios(theirs, ours, cpu)


def as_text(runs: Sequence[Run]) -> str:
    """All loads, each with its servers."""
    lines = []
    for title in titles(runs):
        ours = of(runs, title, PROBED)
        lines += ["", title, HEAD]
        lines += [line(peer, mine, ours) for peer in ALL if (mine := of(runs, title, peer))]
    if any(is_held_up_by_the_load(of(runs, title, peer)) for title, peer in {(run.load, run.peer) for run in runs}):
        lines += ["", "* the load had no time to spare here, and the server had: it could have done more"]
    return "\n".join(lines)


def as_goals(verdicts: Sequence[Verdict]) -> str:
    """Each goal, and what came of it."""
    lines = ["", f"{'goal':<50}{'':>8}{'least':>9}{'median':>9}{'most':>9}"]
    for goal, seen, met in verdicts:
        found = "".join(f"{value:>9.2f}" for value in seen) if seen else f"{'not measured':>27}"
        lines.append(
            f"{goal.says:<50}{goal.bound:>8}{found}  {'met' if met else 'missed' if seen else ''}  {goal.load}"
        )
    return "\n".join(lines)


def as_markdown(runs: Sequence[Run], loads: Sequence[str]) -> str:
    """How the probed server compares, for a page: one row for each server under each of these loads."""
    rows = [
        "| load | server | messages/s | µs of CPU | p50, p99 ms | ours: faster | cheaper |",
        "|---|---|---|---|---|---|---|",
    ]
    for title in loads:
        ours, first = of(runs, title, PROBED), title
        for peer in ALL:
            mine = of(runs, title, peer)
            if not mine:
                continue
            quick, cheap = (f"{spread(found).median:.2f}" if found else "" for found in compare(ours, mine))
            speed, used, p50, p99 = (
                spread(getattr(run, name) for run in mine).median for name in ("per_second", "cpu", "p50", "p99")
            )
            rows.append(f"| {first} | {peer} | {speed:,.0f} | {used:,.1f} | {p50:.2f}, {p99:.2f} | {quick} | {cheap} |")
            first = ""
    return "\n".join(rows)
