"""connscope as it is, on its terminal, with a note of each tick of its pump in the file `CONNSCOPE_BENCH_TICKS`.

A note is a line of JSON; its times are the monotonic clock's, which all processes of a machine share. What it takes to
write some tens of them a second is not to be seen in any figure.
"""

import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from connscope import session
from connscope.__main__ import main as connscope
from connscope.events import Fact
from connscope.pump import Pump

NOTES = "CONNSCOPE_BENCH_TICKS"
EACH = 100
"""Of so many facts one is looked at: when it happened."""


class Tick(NamedTuple):
    """One look at all sources, or a piece of what that brought."""

    began: int
    ended: int
    facts: int
    left_out: int
    """So far, of all facts that ever were."""
    lags: list[int]
    """ns from a fact to the end of the tick."""
    behind: bool
    """Whether there is more of the same batch, for the next tick."""


class NotedPump(Pump):
    """Notes each of its ticks."""

    notes: TextIO

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.counts: list[int] = []
        self.moments: list[int] = []

    def tick(self, *how: Any) -> Any:
        self.counts, self.moments = [], []  # what was folded in between was no program's doing
        began = time.monotonic_ns()
        changed = super().tick(*how)
        ended = time.monotonic_ns()
        lags = [ended - at for at in self.moments]
        note = Tick(began, ended, sum(self.counts), self.ledger.left_out, lags, self.is_behind)
        print(json.dumps(note), file=self.notes, flush=True)
        return changed

    def fold(self, facts: list[Fact], *how: Any) -> Any:
        self.counts.append(len(facts))
        self.moments += [fact.at for fact in facts[::EACH]]
        return super().fold(facts, *how)


def noted(path: Path, since: int, until: int) -> list[Tick]:
    """The ticks between these moments, and the one before them: from its end on things are counted."""
    lines = path.read_text("utf-8").splitlines(keepends=True)
    ticks = [Tick(*json.loads(line)) for line in lines if line.endswith("\n")]
    first = next((number for number, tick in enumerate(ticks) if tick.began >= since), len(ticks))
    return [*ticks[max(0, first - 1) : first], *(tick for tick in ticks[first:] if tick.ended <= until)]


def batches(ticks: Sequence[Tick]) -> Iterator[int]:
    """How long it took to fold each batch, all its pieces and what was done in between: ns."""
    began = 0
    for tick in ticks:
        began = began or tick.began
        if not tick.behind:
            yield tick.ended - began
            began = 0


def main() -> int:
    """connscope, to the end."""
    vars(session)["Pump"] = NotedPump  # where a session gets its own from
    with open(os.environ[NOTES], "w", encoding="utf-8") as NotedPump.notes:
        return connscope()


if __name__ == "__main__":
    sys.exit(main())
