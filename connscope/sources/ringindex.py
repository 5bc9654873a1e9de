"""Where in a ring file the rows of each connection stand, so that one can be read without all the others.

A row's place is used again when its socket is gone: whoever reads there looks whether it is still the same connection.
"""

import time

from connscope.events import ConnId
from connscope.probe import layout as l
from connscope.sources.ringfile import RingFile

CONN_IN_SOCKET = 8
ROWS = 256
"""So many are read at once."""
TALLIES_NS = 2_000_000_000
"""So often they are looked for: of a thread that never touched it a connection may get another at any time."""


class RingIndex:
    """Those of one ring file, as far as they were looked for."""

    def __init__(self, ring: RingFile) -> None:
        self.ring = ring
        self.sockets: dict[ConnId, int] = {}
        self.tallies: dict[ConnId, list[int]] = {}
        self.highest: ConnId = 0
        """Ids only grow: what is above was met since."""
        self.tallied_at = -TALLIES_NS

    def find(self, conn: ConnId) -> tuple[int, list[int]]:
        """Where its row stood when it was looked for, and its tallies; 0 and none if nowhere."""
        now = time.monotonic_ns()
        if conn > self.highest:
            self.sockets = {each: places[0] for each, places in self.places_of_sockets().items()}
            self.highest = max(self.sockets, default=0)
        if conn in self.sockets and (conn not in self.tallies or now - self.tallied_at >= TALLIES_NS):
            self.tallied_at = now
            self.tallies = {each: [] for each in self.sockets} | self.places_of_tallies()
        return self.sockets.get(conn, 0), self.tallies.get(conn, [])

    def places_of_sockets(self) -> dict[ConnId, list[int]]:
        """Of each connection that has a row."""
        return self.places(self.ring.at.sockets, l.SOCKET_SIZE, self.ring.room - 1, CONN_IN_SOCKET)

    def places_of_tallies(self) -> dict[ConnId, list[int]]:
        """Of each connection that has one, all."""
        return self.places(self.ring.at.tallies, l.TALLY_SIZE, l.tallies_for(self.ring.room) - 1, 0)

    def places(self, begin: int, size: int, room: int, offset: int) -> dict[ConnId, list[int]]:
        """The places of a table's rows by the ids that stand there, up to the first that was never used."""
        memory = memoryview(self.ring.memory)
        found: dict[ConnId, list[int]] = {}
        # Not all at once: what was never written takes memory when it is read.
        for first in range(0, room, ROWS):
            where = begin + first * size
            numbers = memory[where : where + min(ROWS, room - first) * size].cast("Q")[offset // 8 :: size // 8]
            for row, conn in enumerate(numbers.tolist()):
                if not conn:
                    return found
                found.setdefault(conn, []).append(where + row * size)
        return found
