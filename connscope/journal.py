"""The recent past: the last facts, bounded, each with a number of its own that it keeps, and the ledger at any of them.

It knows no screen and no clock. Readers remember numbers, not places: what a number stood for may be gone, but it is
never another fact's. What the ledger was is folded again, from a checkpoint: a copy that was taken on the way.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from operator import attrgetter

from connscope.events import Fact
from connscope.ledger import Ledger

CAPACITY = 200_000
OUT_OF_ORDER_NS = 1_000_000_000
CHECKPOINTS = 40
"""So many in the capacity, or fewer: the more connections there are, the more a copy has to list."""

STRIDES = 10
"""So many lie between two checkpoints. One behind each answer a copy is left: whoever steps back starts from there."""


class Checkpoint:
    """A ledger that has been told all facts before that number."""

    def __init__(self, number: int, ledger: Ledger) -> None:
        self.number = number
        self.ledger = ledger

    def copy(self) -> "Checkpoint":
        """One that may go on while this one stays."""
        return Checkpoint(self.number, self.ledger.copy())

    def go_on(self, facts: Iterable[Fact]) -> None:
        """Tell it the next ones."""
        for fact in facts:
            self.ledger.apply(fact)
            self.number += 1


NUMBER = attrgetter("number")


class Journal:
    """The last facts, oldest first: the capacity in full, and a little more. It begins together with its ledger."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.capacity = capacity
        self.spacing = capacity // CHECKPOINTS
        self.stride = self.spacing // STRIDES
        self.facts: list[Fact] = []
        self.first = 0
        """The number of the oldest fact that is still here."""
        self.checkpoints = [Checkpoint(0, Ledger())]
        """By number; the oldest stands before the first fact, for without it that cannot be folded."""
        self.asked = Checkpoint(0, Ledger())
        """The last answer,"""
        self.behind = self.asked.copy()
        """and what was left behind on the way to it."""

    @property
    def end(self) -> int:
        """The number that the next fact will have."""
        return self.first + len(self.facts)

    @property
    def beginning(self) -> Ledger:
        """What the ledger was before the first fact that is still here; for reading."""
        return self.checkpoints[0].ledger

    def add(self, facts: list[Fact], ledger: Ledger) -> None:
        """Append what this ledger has just been told; let go of what is too old."""
        self.facts += facts
        if self.end - self.checkpoints[-1].number >= self.spacing + len(ledger.connections):
            self.checkpoints.append(Checkpoint(self.end, ledger.copy()))
            self.let_go()

    def let_go(self) -> None:
        """Begin with the last checkpoint that leaves the capacity in full."""
        spared = bisect_right(self.checkpoints, self.end - self.capacity, lo=1, key=NUMBER) - 1
        del self.checkpoints[:spared]
        del self.facts[: self.checkpoints[0].number - self.first]
        self.first = self.checkpoints[0].number

    def __getitem__(self, number: int) -> Fact:
        """The fact of that number. Raises IndexError when it is gone or has not come."""
        if number < self.first:
            raise IndexError(number)
        return self.facts[number - self.first]

    def ledger_at(self, number: int) -> Ledger:
        """What the ledger was right after that fact. Raises IndexError when that is gone or has not come.

        It is for reading, until the next one is asked for: which may be the same, gone on.
        """
        if not self.first <= number < self.end:
            raise IndexError(number)
        told = number + 1
        start = max((moment for moment in (*self.checkpoints, self.behind) if moment.number <= told), key=NUMBER)
        if not start.number <= self.asked.number <= told:
            self.asked = start.copy()
        if told - self.asked.number > self.stride:
            self.go_on(told - self.stride)
            self.behind = self.asked.copy()
        self.go_on(told)
        return self.asked.ledger

    def go_on(self, number: int) -> None:
        """Have the answer told all before that number."""
        self.asked.go_on(self.facts[self.asked.number - self.first : number - self.first])

    def number_at(self, moment: int) -> int:
        """The number of the first fact from that moment on. Batches of several sources are not quite in order."""
        return self.first + bisect_left(self.facts, moment - OUT_OF_ORDER_NS, key=lambda fact: fact.at)

    def between(self, start: int, end: int) -> list[Fact]:
        """The facts from the one number to before the other, as far as they are still here."""
        return self.facts[max(0, start - self.first) : max(0, end - self.first)]

    def since(self, number: int) -> Iterator[tuple[int, Fact]]:
        """Facts from that number on, with their numbers."""
        number = max(number, self.first)
        return enumerate(self.facts[number - self.first :], number)
