"""The pump: drains sources into ledger and journal. Whoever shows them calls `tick` on a timer; there is no other."""

from itertools import accumulate, chain

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
        facts = merged([batch for source in self.sources if (batch := source.drain())])
        apply = self.ledger.apply
        changed = {apply(fact) for fact in facts}
        self.journal.add(facts)
        changed.discard(0)
        return changed


def merged(batches: list[list[Fact]]) -> list[Fact]:
    """All of them by time, but each source's in its own order: an exact total must not come before what it counts."""
    if len(batches) == 1:
        return batches[0]
    facts = list(chain.from_iterable(batches))
    times = [at for batch in batches for at in accumulate((fact.at for fact in batch), max)]
    return [facts[number] for number in sorted(range(len(facts)), key=times.__getitem__)]
