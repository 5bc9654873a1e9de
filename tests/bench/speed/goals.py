"""The goals, each a line, and whether they are met. Ratios are of the same turn, and their median decides. All pure."""

import operator
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tests.bench.speed import loads
from tests.bench.speed.figures import Run, Spread, of, ratios, spread

SMALL, LARGE, BULK = "100 × 64 B", "10 × 64 KiB", "bulk: 4 × 64 KiB, 16 at once"
PACED = "10 active of 910, 20 messages/s each"
CROWD = f"{loads.CROWD:,} connect at once, one echo each"


def per_second(run: Run) -> float:
    return run.per_second


def cpu(run: Run) -> float:
    return run.cpu


def seconds(run: Run) -> float:
    return run.seconds


class Goal(NamedTuple):
    """A figure of `ours`, by that of `theirs` if there is one, at least or at most so much."""

    says: str
    load: str
    ours: str
    theirs: str
    figure: Callable[[Run], float]
    is_met: Callable[[float, float], bool]
    limit: float

    @property
    def bound(self) -> str:
        """As it is printed."""
        return f"{'≥' if self.is_met is operator.ge else '≤'} {self.limit:g}"


def faster(theirs: str, limit: float, load: str = SMALL, ours: str = loads.PROBED) -> Goal:
    """Messages a second, by those of another."""
    return Goal(f"{ours} / {theirs}, messages/s", load, ours, theirs, per_second, operator.ge, limit)


def dearer(ours: str, limit: float) -> Goal:
    """CPU per message, by that of the same server bare."""
    return Goal(f"{ours} / bare, CPU per message", SMALL, ours, loads.BARE, cpu, operator.le, limit)


def against_all(ours: str) -> tuple[Goal, ...]:
    """A server of ours beside each of the others, a hundred small talkers."""
    return (
        faster(loads.TUTORIAL, 1.05, ours=ours),
        faster(loads.STREAMS, 1.8, ours=ours),
        faster(loads.UV_STREAMS, 1.25, ours=ours),
        faster(loads.UV_PROTOCOL, 0.9, ours=ours),
        faster(loads.C, 0.8, ours=ours),
    )


GOALS = (
    dearer(loads.PROBED, 1.10),
    dearer(loads.IN_PYTHON, 1.35),
    *against_all(loads.PROBED),
    dearer(loads.SERVED, 1.10),
    *against_all(loads.SERVED),
    faster(loads.TUTORIAL, 100, LARGE),
    faster(loads.C, 0.9, BULK),
    Goal("tutorial / echo, probed, CPU per message", PACED, loads.TUTORIAL, loads.PROBED, cpu, operator.ge, 50),
    Goal("accept and first echo of 8,000, seconds", CROWD, loads.PROBED, "", seconds, operator.le, 1.5),
)
"""Of those that are probed, each call of the first is told; of the second, as under a screen at full load, calls are
counted."""


class Verdict(NamedTuple):
    """What came of a goal; `seen` is None where it was not measured."""

    goal: Goal
    seen: Spread | None
    met: bool


def judged(runs: Sequence[Run]) -> list[Verdict]:
    """Each goal by those of these runs in which nobody was lost."""
    whole, verdicts = [run for run in runs if not run.errors], []
    for goal in GOALS:
        ours, theirs = of(whole, goal.load, goal.ours), of(whole, goal.load, goal.theirs)
        values = ratios(ours, theirs, goal.figure) if goal.theirs else list(map(goal.figure, ours))
        seen = spread(values) if values else None
        verdicts.append(Verdict(goal, seen, seen is not None and goal.is_met(seen.median, goal.limit)))
    return verdicts
