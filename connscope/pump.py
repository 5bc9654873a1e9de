"""The pump: drains sources into ledger and journal. Whoever shows them calls `tick` on a timer; there is no other."""

from collections.abc import Callable

from connscope.events import ConnId, CpuSampled, Fact
from connscope.journal import Journal
from connscope.ledger import Ledger
from connscope.sources import Source, Waking
from connscope.sources.merged import merged

PIECE = 1_000
"""Facts that the ledger takes at once: the journal can copy it only in between, and a batch may be all there is."""


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
        """Fold all that has happened, or so many facts of it; answers which connections changed."""
        if at_most is None or not self.waiting:
            self.waiting += merged([batch for source in self.sources if (batch := source.drain())])
        facts, self.waiting = self.waiting[:at_most], self.waiting[at_most:] if at_most is not None else []
        self.taken = len(facts)
        self.has_news = any(type(fact) is not CpuSampled for fact in facts)
        return self.fold(facts)

    @property
    def is_behind(self) -> bool:
        """Whether there is more to fold that has been taken already."""
        return bool(self.waiting)

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
