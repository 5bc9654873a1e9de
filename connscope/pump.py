"""The pump: drains sources into ledger and journal. Whoever shows them calls `tick` on a timer; there is no other."""

import time
from collections.abc import Callable

from connscope.events import ConnId, CpuSampled, Fact
from connscope.journal import Journal
from connscope.ledger import Ledger
from connscope.sources import Lagging, Source, Waking
from connscope.sources.merged import merged

PIECE = 250
"""Facts that the ledger takes at once: the journal can copy it only in between, and a batch may be all there is."""
SECONDS = 0.01
"""So long a tick may take that is not to take in everything: an end takes ten times as long as a `send`."""


class Pump:
    """Sources on one side, the picture and the recent past on the other."""

    def __init__(self, ledger: Ledger, journal: Journal) -> None:
        self.ledger = ledger
        self.journal = journal
        self.sources: list[Source] = []
        self.waiting: list[Fact] = []
        """Taken out of the sources and not folded yet."""
        self.taken = 0
        """How many the last tick has folded,"""
        self.has_news = False
        """and whether that was anything but how much CPU was used."""

    def tick(self, at_most: int | None = None) -> set[ConnId]:
        """Fold all that has happened, or so many facts and in `SECONDS`; answers which connections changed."""
        over = time.monotonic() + SECONDS
        if at_most is None or not self.waiting:
            self.waiting += merged([batch for source in self.sources if (batch := source.drain())])
        if at_most is None:
            facts, self.waiting = self.waiting, []
            changed = self.fold(facts)
        else:
            facts, changed = self.fold_some(at_most, over)
        self.taken = len(facts)
        self.has_news = any(type(fact) is not CpuSampled for fact in facts)
        return changed

    def fold_some(self, at_most: int, over: float) -> tuple[list[Fact], set[ConnId]]:
        """Fold the first of what waits, until then, but a few in any case; answers those, and what changed."""
        changed: set[ConnId] = set()
        folded = 0
        while folded < min(at_most, len(self.waiting)) and (not folded or time.monotonic() < over):
            piece = self.waiting[folded : min(folded + PIECE, at_most)]
            changed |= self.fold(piece)
            folded += len(piece)
        facts, self.waiting = self.waiting[:folded], self.waiting[folded:]
        return facts, changed

    @property
    def is_behind(self) -> bool:
        """Whether there is more to fold, be it taken already or not."""
        return bool(self.waiting) or any(source.is_behind for source in self.sources if isinstance(source, Lagging))

    def wake_once(self, wake: Callable[[], None]) -> bool:
        """Have this called when any source goes on; answers whether all sleep by now. See `Waking`."""
        return all(isinstance(source, Waking) and source.wake_once(wake) for source in self.sources)

    def fold(self, facts: list[Fact]) -> set[ConnId]:
        """Fold these, and have the journal keep them; answers which connections changed."""
        changed: set[ConnId] = set()
        for start in range(0, len(facts), PIECE):
            piece = facts[start : start + PIECE]
            changed.update(map(self.ledger.apply, piece))
            self.journal.add(piece, self.ledger)
        changed.discard(0)
        return changed
