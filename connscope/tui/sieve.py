"""Which rows a filter lets through. Of thousands some are looked at again in each frame, and all within a second."""

from collections.abc import Callable, Iterable, Set

from connscope.events import ConnId
from connscope.tui.roll import NOBODY, Roll

ROUND_NS = 1_000_000_000
"""Each row is looked at again once in this,"""
FEW = 500
"""and so many in each frame in any case."""


class Sieve:
    """Of one filter after the other."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """The filter is another: nobody has been looked at."""
        self.seen: Roll = NOBODY
        self.through: Set[ConnId] = frozenset()
        self.doubted: Set[ConnId] = frozenset()
        """Those that came through before it was another."""
        self.next = 0
        """Whose turn it is to be looked at again, by the place in the roll,"""
        self.looked_at = 0
        """and when others had theirs."""

    def narrow(self) -> None:
        """The filter has become longer: of those that it held back it lets nobody through."""
        self.doubted = self.through

    def sift(self, roll: Roll, now: int, matches: Callable[[ConnId], bool]) -> Set[ConnId]:
        """Those that come through at this moment; the same set, as long as they are the same."""
        fresh: Iterable[ConnId] = ()
        gone: set[ConnId] = set()
        if roll is not self.seen:
            fresh, gone, self.seen = roll.members - self.seen.members, set(self.through - roll.members), roll
        doubted, self.doubted = self.doubted - gone, frozenset()
        looked = {conn_id: matches(conn_id) for conn_id in (*fresh, *doubted, *self.again(now))}
        come = {conn_id for conn_id, matches in looked.items() if matches and conn_id not in self.through}
        gone |= {conn_id for conn_id, matches in looked.items() if not matches and conn_id in self.through}
        if come or gone:
            self.through = (self.through | come) - gone
        return self.through

    def again(self, now: int) -> list[ConnId]:
        """Those whose turn it is: the more of them, the more time has passed since others had theirs."""
        ids, begin = self.seen.ids, self.next
        many = max(FEW, len(ids) * abs(now - self.looked_at) // ROUND_NS)
        self.looked_at = now
        if many >= len(ids):
            return ids
        self.next = (begin + many) % len(ids)
        return ids[begin : begin + many] + ids[: max(0, begin + many - len(ids))]
