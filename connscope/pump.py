"""The pump: drains sources into ledger and journal. Whoever shows them calls `tick` on a timer; there is no other."""

from itertools import chain
from operator import attrgetter

from connscope.events import ConnId, Fact
from connscope.journal import Journal
from connscope.ledger import Ledger
from connscope.sources import Source


class Pump:
    """Sources on one side, the picture and the recent past on the other."""

    def __init__(self, ledger: Ledger, journal: Journal) -> None:
        self.ledger = ledger
        self.journal = journal
        self.sources: list[Source] = []

    def tick(self) -> set[ConnId]:
        """Fold all that has happened; answers which connections changed."""
        batches = [batch for source in self.sources if (batch := source.drain())]
        facts: list[Fact] = batches[0] if len(batches) == 1 else sorted(chain(*batches), key=attrgetter("at"))
        apply = self.ledger.apply
        changed = {apply(fact) for fact in facts}
        self.journal.add(facts)
        changed.discard(0)
        return changed
