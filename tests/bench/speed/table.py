"""Runs as tables, for a terminal. All pure."""

from collections.abc import Sequence
from typing import NamedTuple

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


class Medians(NamedTuple):
    """Of several runs of one server under one load."""

    per_second: float
    cpu: float
    p50: float
    p99: float


def medians(runs: list[Run]) -> Medians:
    """Each by itself."""
    return Medians(*(spread(getattr(run, name) for run in runs).median for name in Medians._fields))


def compared(ours: list[Run], theirs: list[Run]) -> tuple[float | None, float | None]:
    """How much faster ours is, and how much cheaper: medians of the turns' ratios; None where one was not measured."""
    faster, cheaper = ratios(ours, theirs, per_second), ratios(theirs, ours, cpu)
    return spread(faster).median if faster else None, spread(cheaper).median if cheaper else None


def line(peer: str, runs: list[Run], ours: list[Run]) -> str:
    """One server under one load."""
    speed, used, found = spread(run.per_second for run in runs), spread(run.cpu for run in runs), medians(runs)
    mark = " *" if is_held_up_by_the_load(runs) else ""
    lost = sum(run.errors for run in runs)
    ratios = "".join(f"{'–':>8}" if ratio is None else f"{ratio:>8.2f}" for ratio in compared(ours, runs))
    return (
        f"{peer + mark:<20}{speed.least:>10,.0f}{speed.median:>10,.0f}{speed.most:>10,.0f}"
        f"  {used.least:>8,.1f}{used.median:>8,.1f}{used.most:>8,.1f}"
        f"  {found.p50:>9.2f}{found.p99:>9.2f}  {ratios}{f'   {lost:,} lost' if lost else ''}"
    )


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
