"""Facts of several sources in one order."""

from itertools import accumulate, chain

from connscope.events import Fact


def merged(batches: list[list[Fact]]) -> list[Fact]:
    """All of them by time, but each source's in its own order: an exact total must not come before what it counts."""
    if len(batches) == 1:
        return batches[0]
    facts = list(chain.from_iterable(batches))
    times = [at for batch in batches for at in accumulate((fact.at for fact in batch), max)]
    return [facts[number] for number in sorted(range(len(facts)), key=times.__getitem__)]
