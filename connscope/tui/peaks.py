"""The most that was in each `outb` within the last two seconds, as the ticks saw it."""

from collections.abc import Iterable, Mapping
from itertools import takewhile

from connscope.connections import Connection
from connscope.events import ConnId

PEAK_NS = 2_000_000_000


class Peaks(dict[ConnId, tuple[int, int]]):
    """How much it was and when, by connection; the oldest stand first."""

    def take(self, now: int, changed: Iterable[ConnId], known: Mapping[ConnId, Connection]) -> None:
        """See which of those that changed owe more than before, and forget what was too long ago."""
        # In one go: of a dict that was emptied from its front Python finds the first only behind all that were there.
        for conn_id in list(takewhile(lambda each: now - self[each][1] > PEAK_NS, self)):
            del self[conn_id]
        for conn_id in changed:
            conn = known.get(conn_id)
            if conn is None:
                self.pop(conn_id, None)
            elif conn.outb > 0 and conn.outb >= self.get(conn_id, (0, 0))[0]:
                self.pop(conn_id, None)
                self[conn_id] = (conn.outb, now)

    def of(self, conn_id: ConnId) -> int:
        """The most."""
        return self.get(conn_id, (0, 0))[0]
