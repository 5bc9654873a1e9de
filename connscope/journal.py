"""The recent past: the last facts, bounded, each with a number of its own that it keeps.

It knows no screen and no clock. Readers remember numbers, not places: what a number stood for may be gone, but it is
never another fact's.
"""

from bisect import bisect_left
from collections.abc import Iterator

from connscope.events import Fact

CAPACITY = 200_000
OUT_OF_ORDER_NS = 1_000_000_000
SLACK = 20_000
"""The oldest are let go in lots: moving a list's rest costs the same for one as for many."""


class Journal:
    """The last facts, oldest first."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.capacity = capacity
        self.facts: list[Fact] = []
        self.first = 0
        """The number of the oldest fact that is still here."""

    @property
    def end(self) -> int:
        """The number that the next fact will have."""
        return self.first + len(self.facts)

    def add(self, facts: list[Fact]) -> None:
        """Append these, and let go of what is too old."""
        self.facts += facts
        over = len(self.facts) - self.capacity
        if over > min(SLACK, self.capacity):
            del self.facts[:over]
            self.first += over

    def __getitem__(self, number: int) -> Fact:
        """The fact of that number. Raises IndexError when it is gone or has not come."""
        if number < self.first:
            raise IndexError(number)
        return self.facts[number - self.first]

    def number_at(self, moment: int) -> int:
        """The number of the first fact from that moment on. Batches of several sources are not quite in order."""
        return self.first + bisect_left(self.facts, moment - OUT_OF_ORDER_NS, key=lambda fact: fact.at)

    def since(self, number: int) -> Iterator[tuple[int, Fact]]:
        """Facts from that number on, with their numbers."""
        number = max(number, self.first)
        return enumerate(self.facts[number - self.first :], number)
