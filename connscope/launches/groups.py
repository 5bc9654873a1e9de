"""Groups of a population: connections that misbehave alike, and which of a launch's connections each group takes.

A group without a size is all connections; what it does is added to what the groups with a size do. Those take one
connection after the other, no connection twice, so that their rows are the first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from connscope.clients.behaviours import clash
from connscope.units import exact

Behaving = tuple[str, dict[str, float]]
"""A behaviour by its name, and those of its parameters that are not as usual."""


@dataclass(frozen=True)
class Group:
    """So many connections that behave in these ways, all at once."""

    behaviours: tuple[Behaving, ...]
    count: int | None = None
    share: float | None = None
    """Percent of all connections. Without either it is all of them."""

    @property
    def sized(self) -> bool:
        """Whether it is some of the connections."""
        return self.count is not None or self.share is not None

    @property
    def nobody(self) -> bool:
        """Whether it does nothing: none of the connections."""
        return self.count == 0 or self.share == 0


Groups = tuple[Group, ...]


def assigned(groups: Sequence[Group], num_conns: int) -> list[tuple[int, tuple[Behaving, ...]]]:
    """How many connections behave in which ways, in order. Raises ValueError if the groups take more than there are."""
    taken = sizes(groups, num_conns)
    if sum(taken) > num_conns:
        raise ValueError(f"The groups take {exact(sum(taken))} of {exact(num_conns)} connections: take less.")
    parts = [(size, behaviours_of(group, groups)) for size, group in zip(taken, filter_sized(groups), strict=True)]
    parts.append((num_conns - sum(taken), for_all(groups)))
    return [part for part in parts if part[0]]


def sizes(groups: Sequence[Group], num_conns: int) -> list[int]:
    """Of each group that is some of the connections, how many they are. A share that is not 0 is one at least."""
    found = []
    shares, ends = 0.0, 0
    for group in filter_sized(groups):
        if group.count is not None:
            found.append(group.count)
            continue
        shares += group.share or 0.0
        # Rounded where they end, so that 50 % and 50 % are all, of an odd number too.
        size = max(int(shares * num_conns / 100 + 0.5) - ends, 1) if group.share else 0
        ends += size
        found.append(size)
    return found


def filter_sized(groups: Sequence[Group]) -> list[Group]:
    """Those that are some of the connections, or none."""
    return [group for group in groups if group.sized]


def for_all(groups: Sequence[Group]) -> tuple[Behaving, ...]:
    """How all connections behave."""
    return tuple(one for group in groups if not group.sized for one in group.behaviours)


def behaviours_of(group: Group, groups: Sequence[Group]) -> tuple[Behaving, ...]:
    """How the connections of a group behave: as it says, and as all do."""
    return (*group.behaviours, *for_all(groups)) if group.sized else for_all(groups)


def clashes(groups: Sequence[Group]) -> Iterator[tuple[int, str]]:
    """The number of each group of which the connections cannot behave so, and why."""
    for number, group in enumerate(groups):
        complaint = "" if group.nobody else clash([name for name, _ in behaviours_of(group, groups)])
        if complaint:
            yield number, f"{complaint}, for the same connections: keep one."
