"""Figures from all measurements, each a row: what was wanted, what was seen, and how to see it again. All pure."""

import operator
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tests.bench.screen.figures import Figure, Seen, Verdict
from tests.bench.screen.figures import judged as judged_of_screen
from tests.bench.screen.goals import FIGURES
from tests.bench.screen.table import came, number
from tests.bench.speed.figures import Run, Spread
from tests.bench.speed.goals import judged as judged_of_servers

CASE = "strangers, 100 busy"
"""Of the frames these count: nobody's clients but those outside, of whom a hundred have their turn."""
SLOWEST = {"sort": "sort 10,000 rows by the slowest column", "filter": "filter 10,000 rows", "events": "the event log"}


class Row(NamedTuple):
    """One figure."""

    what: str
    bound: str
    """Its goal; empty where it has none."""
    unit: str
    seen: Spread | None
    met: bool | None
    command: str

    def goal(self) -> str:
        """With its goal, as a row of Markdown."""
        return f"| {self.what} | {self.bound} | {self.found()} | {came(self.met)} | {self.command} |"

    def plain(self) -> str:
        """Without one."""
        return f"| {self.what} | {self.found()} | {self.command} |"

    def found(self) -> str:
        """What counts, and between which the turns were, if they were not one."""
        if self.seen is None:
            return "not measured"
        least, median, most = map(number, self.seen)
        between = f" ({least}–{most})" if least != most else ""
        return f"**{median}**{self.unit and ' ' + self.unit}{between}"


def poe(task: str) -> str:
    """How to measure it again."""
    return f"`.venv/bin/poe {task}`"


def of_servers(runs: Sequence[Run]) -> Iterator[Row]:
    """The goals of the servers."""
    for goal, seen, met in judged_of_servers(runs):
        what = goal.says if goal.load in goal.says else f"{goal.says}; {goal.load}"
        yield Row(what, goal.bound, "", seen, met if seen else None, poe("speed"))


def of_screen(seen: Sequence[Seen]) -> Iterator[Row]:
    """All figures of the screen."""
    return (as_row(verdict, poe("screen")) for verdict in judged_of_screen(FIGURES, seen))


def as_row(verdict: Verdict, command: str) -> Row:
    """The same, as a row."""
    figure, seen, met = verdict
    return Row(figure.says, figure.bound, figure.unit, seen, met, command)


def of_frames(told: Mapping[str, Any]) -> Iterator[Row]:
    """What `poe frames` tells: one median each, whose turns it has already put together."""
    by_size = told.get("frames", {}).get(CASE, {})
    many, few = (by_size.get(size, {}).get("whole") for size in ("10000", "100"))
    ratio = many / few if many and few else None
    yield one("CPU of a frame, 10,000 rows", "ms", many, 7)
    yield one("CPU of a frame, 10,000 rows / 100", "", ratio, 1.2)
    for kind, what in SLOWEST.items():
        took = [value for name, value in told.get("keys", {}).items() if name.startswith(kind)]
        yield one(f"CPU of a key: {what}", "ms", max(took, default=None), None)


def one(says: str, unit: str, value: float | None, limit: float | None) -> Row:
    """A figure of which there is one value, or none."""
    seen = None if value is None else Spread(value, value, value)
    figure = Figure(says, unit, lambda _: value, limit, operator.le)
    met = None if limit is None or value is None else value <= limit
    return as_row(Verdict(figure, seen, met), poe("frames"))
