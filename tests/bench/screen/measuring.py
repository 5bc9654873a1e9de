"""The measuring itself: turn after turn, with and without a screen by turns first."""

import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from tests.bench.screen import idle, loaded, others
from tests.bench.screen.figures import Seen
from tests.bench.screen.loaded import Bench, Things

Part = Callable[[Bench], Things]

GROUPS: dict[str, tuple[Part, ...]] = {
    "load": (loaded.with_it, loaded.without),
    "idle": (idle.with_it, idle.without, idle.ticking),
    "ledger": (lambda _: others.ledger(),),
    "paint": (lambda bench: others.first_paints(bench.paints),),
}
"""What is measured together."""
SELDOM = ("idle", "ledger")
"""They differ little from turn to turn: if there is little time, every second turn is enough."""

WRONG = (OSError, ValueError, AssertionError, subprocess.SubprocessError)


class Plan(NamedTuple):
    """What is measured, and for how long."""

    groups: Iterable[str]
    turns: int
    seldom: bool
    """Whether those groups are measured in every second turn only."""
    within: float
    """Seconds for everything: no part of any turn but the first is begun that could not end by then."""


class Measuring:
    """All turns; `seen` grows, `words` says what a reader has to know."""

    def __init__(self, plan: Plan, bench: Bench, told: Callable[[str], None]) -> None:
        self.plan, self.bench, self.told = plan, bench, told
        self.seen: list[Seen] = []
        self.words: list[str] = []
        self.took: dict[str, float] = {}
        """Seconds of each group, the longest so far."""
        if bench.programs.word:
            self.say(bench.programs.word)
        if bench.core is None:
            self.say("the load shares a core with what it asks: ratios alone mean much")

    def say(self, word: str) -> None:
        """Once."""
        if word not in self.words:
            self.words.append(word)
            self.told(word)

    def measure(self) -> None:
        """Turn after turn, while there is time."""
        over = time.monotonic() + self.plan.within
        for turn in range(self.plan.turns):
            for group in self.groups(turn):
                began = time.monotonic()
                if turn and began + 1.1 * self.took[group] > over:
                    self.say(f"{group}: {turn} of {self.plan.turns} turns, there was no time for more")
                    continue
                for part in in_turn(GROUPS[group], turn):
                    self.put(turn, group, part)
                self.took[group] = max(self.took.get(group, 0.0), time.monotonic() - began)
                self.told(f"turn {turn + 1} of {self.plan.turns}, {group}: {time.monotonic() - began:.0f} s")

    def groups(self, turn: int) -> list[str]:
        """Those of a turn."""
        return [group for group in self.plan.groups if not (self.plan.seldom and turn % 2 and group in SELDOM)]

    def put(self, turn: int, group: str, part: Part) -> None:
        """One part. What it saw until something went wrong counts, and that is said."""
        try:
            for name, value in part(self.bench):
                self.seen.append(Seen(turn, name, value))
        except WRONG as error:
            reason = str(error).partition("\n")[0]
            self.say(f"{group}, turn {turn + 1}: {type(error).__name__}: {reason:.120}")


def in_turn(parts: tuple[Part, ...], turn: int) -> Iterator[Part]:
    """Who comes first differs from turn to turn."""
    first = turn % len(parts)
    yield from parts[first:] + parts[:first]
