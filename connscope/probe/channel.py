"""Records on their way to whoever reads them: the fields of all of them in one list, one record behind the other.

A tuple for each that stays would cost the observed thread a third of all that it writes: Python looks through every one
for cycles, and each lies in memory of its own that was never used before.
"""

from __future__ import annotations

from .records import FIELDS
from .typed import Any, Iterator, List, Tuple

WIDTH = len(FIELDS)

PARTS = 8
"""One of so many goes when there is no room: to move what remains each time would cost more than to write it."""


class Batch:
    """Records one behind the other; each is a tuple only while it is looked at."""

    __slots__ = ("fields",)

    def __init__(self, fields: List[Any]) -> None:
        self.fields = fields

    def __len__(self) -> int:
        return len(self.fields) // WIDTH

    def __iter__(self) -> Iterator[Tuple[Any, ...]]:
        return zip(*[iter(self.fields)] * WIDTH)

    def __getitem__(self, number: int) -> Tuple[Any, ...]:
        at = range(len(self))[number] * WIDTH
        return tuple(self.fields[at : at + WIDTH])


class Channel:
    """The records that wait. Any thread may write, and one reads: each of their deeds is one operation."""

    __slots__ = ("fields", "most")

    def __init__(self, capacity: int) -> None:
        self.fields: List[Any] = []
        """Never another list: who is in a hurry has its `extend` at hand,"""
        self.most = capacity * WIDTH
        """and looks itself whether there are more of them now."""

    def append(self, record: Tuple[Any, ...]) -> None:
        """Write a record."""
        self.fields.extend(record)
        if len(self.fields) > self.most:
            self.make_room()

    def make_room(self) -> None:
        """The oldest go. Their numbers show how many."""
        del self.fields[: max(1, self.most // WIDTH // PARTS) * WIDTH]

    def take(self) -> Batch:
        """All that wait. What goes at this moment for want of room is missed as if it had gone before."""
        fields = self.fields[:]
        del self.fields[: len(fields)]
        return Batch(fields)

    def clear(self) -> None:
        """Let go of all that wait."""
        self.fields.clear()

    def __len__(self) -> int:
        return len(self.fields) // WIDTH

    def __iter__(self) -> Iterator[Tuple[Any, ...]]:
        """All that wait now, and go on waiting."""
        return iter(Batch(self.fields[:]))
