"""What was seen of the screen, and what is made of that: a figure for each turn, and one of all turns. All pure.

A thing is seen once in a turn, or many times: each key, each hundredth fact. A figure is worked out for every turn by
itself, and its median counts; a p99 counts of all turns together, for one turn alone has too few keys.
"""

import operator
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from tests.bench.speed.figures import Spread, quantile


class Seen(NamedTuple):
    """One thing, in one turn."""

    turn: int
    name: str
    value: float


Values = Mapping[str, Sequence[float]]
"""What was seen of each thing, by its name."""

Worked = Callable[[Values], float | None]
"""A figure; None if what it is made of was not seen."""


def middle(name: str) -> Worked:
    """The median of a thing."""
    return lambda values: statistics.median(values[name]) if values.get(name) else None


def within(share: float, name: str) -> Worked:
    """What this share of all was within."""
    return lambda values: quantile(sorted(values[name]), share) if values.get(name) else None


def over(one: Worked, other: Worked) -> Worked:
    """By how much one is more than the other."""

    def worked(values: Values) -> float | None:
        above, below = one(values), other(values)
        return above / below if above is not None and below else None

    return worked


class Figure(NamedTuple):
    """A figure, and its goal if it has one."""

    says: str
    unit: str
    worked: Worked
    limit: float | None = None
    is_met: Callable[[float, float], bool] = operator.le
    together: bool = False
    """Whether it counts of all turns together, and not of each."""

    @property
    def bound(self) -> str:
        """The goal as it is printed."""
        if self.limit is None:
            return ""
        sign = "≥" if self.is_met is operator.ge else "≤"
        return f"{sign} {self.limit:,g}{self.unit and ' ' + self.unit}"


class Verdict(NamedTuple):
    """What came of a figure; `seen` is None where it was not measured, `met` where it has no goal."""

    figure: Figure
    seen: Spread | None
    met: bool | None


def by_name(seen: Iterable[Seen]) -> dict[str, list[float]]:
    """All that was seen of each thing."""
    values: dict[str, list[float]] = {}
    for each in seen:
        values.setdefault(each.name, []).append(each.value)
    return values


def spread_of(figure: Figure, seen: Sequence[Seen]) -> Spread | None:
    """The least and the most of the turns, and what counts."""
    turns = {each.turn for each in seen}
    each_turn = [figure.worked(by_name(one for one in seen if one.turn == turn)) for turn in sorted(turns)]
    known = [value for value in each_turn if value is not None]
    if not known:
        return None
    whole = figure.worked(by_name(seen)) if figure.together else None
    return Spread(min(known), statistics.median(known) if whole is None else whole, max(known))


def judged(figures: Iterable[Figure], seen: Sequence[Seen]) -> list[Verdict]:
    """Each figure by what was seen."""
    verdicts = []
    for figure in figures:
        found = spread_of(figure, seen)
        met = None if figure.limit is None or found is None else figure.is_met(found.median, figure.limit)
        verdicts.append(Verdict(figure, found, met))
    return verdicts
