"""The picture: connections, loops and programs by id, as the ledger fills it and everybody else reads it."""

from typing import Any

from connscope.connections import Connection, Loop, Program, note
from connscope.events import UNKNOWN, ConnId, Place
from connscope.states import STRANGE, TRANSITIONS, State

CLOSED_KEPT = 1_000
"""Closed connections that stay; then the oldest go, their bytes staying in the totals."""


class Picture:
    """Everything that is known, by id."""

    def __init__(self) -> None:
        self.connections: dict[ConnId, Connection] = {}
        self.loops: dict[ConnId, Loop] = {}
        self.programs: dict[str, Program] = {}
        self.calls: dict[Place, int] = {}
        """How often each place in the source has called."""
        self.closed: dict[ConnId, None] = {}
        """Those that are over and still kept, oldest first."""
        self.bytes_in = 0
        self.bytes_out = 0
        """By all accepted connections, ever."""
        self.own: dict[str, ConnId] = {}
        """What we connected, by its own address."""
        self.clients = 0
        self.left_out = 0
        self.failure = ""
        """Why the probe took itself off."""

    def forget_closed(self) -> int:
        """Let go of all that are over; answers how many."""
        gone = list(self.closed)
        for conn_id in gone:
            self.forget(conn_id)
        return len(gone)

    def partner(self, conn: Connection) -> Connection | None:
        """The other end of an accepted connection, where that is one of our own clients of the same time."""
        other = self.connections.get(self.own.get(conn.address, 0))
        if other is None or conn.role != "accepted":
            return None
        apart = other.closed_at and other.closed_at < conn.opened_at
        return None if apart else other

    def get(self, fact: Any) -> Connection:
        """The connection of a fact; one whose beginning was left out is begun here."""
        conn = self.connections.get(fact.conn)
        if conn is None:
            conn = self.connections[fact.conn] = Connection(fact.conn, opened_at=fact.at)
        return conn

    def called(self, fact: Any, call: str) -> Connection:
        """What every call says: where in the source it stands, when it was, and what it did to the state."""
        conn = self.get(fact)
        place = fact.place
        self.calls[place] = self.calls.get(place, 0) + 1
        conn.last_call, conn.last_size, conn.last_error = call, UNKNOWN, ""
        conn.last_at, conn.place = fact.at, place
        kind = type(fact)
        after = TRANSITIONS[conn.state].get(kind)
        if after is not None:
            self.enter(conn, after, fact.at)
        elif kind in STRANGE.get(conn.state, ()):
            note(conn, f"{kind.__name__} after it was {conn.state.value}")
        return conn

    def enter(self, conn: Connection, state: State, at: int) -> None:
        """Take on a state; the two in which nothing more can come end the connection's time."""
        conn.state = state
        if not conn.over:
            return
        conn.closed_at, conn.watch, conn.ready, conn.full = at, 0, 0, False
        self.closed[conn.id] = None
        if len(self.closed) > CLOSED_KEPT:
            self.forget(next(iter(self.closed)))

    def forget(self, conn_id: ConnId) -> None:
        """Let go of one that is over; what it moved stays in the totals."""
        self.closed.pop(conn_id, None)
        conn = self.connections.pop(conn_id, None)
        if conn is None:
            return
        if self.own.get(conn.own) == conn_id:
            del self.own[conn.own]

    def name(self, conn: Connection) -> None:
        """Give one of our own clients its name, and let its other end find it."""
        if not conn.name:
            self.clients += 1
            conn.name = f"client-{self.clients}"
        self.own[conn.own] = conn.id
