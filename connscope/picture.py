"""The picture: connections, loops and programs by id, as the ledger fills it and everybody else reads it.

It is bounded in all but what is open. It must know no single kind of fact.
"""

from collections.abc import MutableMapping
from typing import Any, Self

from connscope.census import Census
from connscope.connections import NOT_TOLD, Client, Connection, Loop, Made, Program, Stalls, Tally, note
from connscope.events import NOWHERE, OURS_FROM, UNKNOWN, ConnId, Fact, Place, Unseen, Unwatched
from connscope.kept import Kept, KeptInPages
from connscope.paged import Paged
from connscope.places import is_library
from connscope.states import STRANGE, TRANSITIONS, State

CLOSED_KEPT = 1_000
"""Closed connections that stay; then the oldest go, their bytes staying in the totals."""

GONE_KEPT = 10_000
"""Names of connections that are not kept; as many as clients that have ended."""

PLACES_KEPT = 10_000
"""A program has far fewer; what is read from a file may say anything."""

CHANGES: dict[State, dict[type[Fact], State | None]] = {
    state: {**dict.fromkeys(STRANGE[state]), **TRANSITIONS[state]} for state in State
}
"""Both tables in one, for speed: the state that a fact leads to, or None for a strange one."""


class Picture(Census):
    """Everything that is known, by id."""

    def __init__(self) -> None:
        super().__init__()
        self.connections: Kept[ConnId, Connection] = Kept()
        self.loops: Kept[ConnId, Loop] = Kept()
        self.programs: Kept[str, Program] = Kept()
        self.clients: KeptInPages[Client] = KeptInPages()
        """Our own, by their numbers, in the order in which they began."""
        self.calls: dict[Place, int] = {}
        """How often each place in the source has called."""
        self.gone: Paged[ConnId, str] = Paged()
        """What those were called that are not kept any more, the first to go first."""
        self.bytes_in = self.bytes_out = 0
        """By all sockets ever, but for those that a program connected itself: where both ends are ours, one counts."""
        self.own: dict[str, ConnId] = {}
        """What we connected, by its own address."""
        self.peers: dict[str, ConnId] = {}
        """What was accepted, by the peer's address."""
        self.listeners: dict[str, ConnId] = {}
        """What listens, by its port, or by its path."""
        self.origins: dict[Made, Tally] = {}
        """How many sockets were made at each place, and how many of them were closed; but for our own clients'."""
        self.unfreed: Paged[ConnId, Made] = Paged()
        """What was reset and not closed by the program, and is not kept any more."""
        self.stalls: dict[tuple[str, Place], Stalls] = {}
        """By task or callback and by place, the latest last,"""
        self.stall_count = 0
        """and how many there were in all."""
        self.named = 0
        """How many sockets that connected have a name."""
        self.hits: dict[int, int] = {}
        """How often each breakpoint has held a program."""
        self.unwatched: dict[int, Unwatched] = {}
        self.unseen: dict[tuple[str, ConnId], Unseen] = {}
        """Processes that cannot be seen, by their ids; and by program and connection what only the kernel saw."""
        self.left_out, self.failure = 0, ""
        """How many records, and why the probe took itself off."""

    def copy(self) -> Self:
        """Another that says the same, and goes its own way from now on."""
        other = type(self)()
        for name, value in vars(self).items():
            setattr(other, name, value.copy() if isinstance(value, dict | Paged) else value)
        return other

    def forget_closed(self) -> None:
        """Let go of all that are over."""
        for conn_id in list(self.closed):
            self.forget(conn_id)

    def partner(self, conn: Connection) -> Connection | None:
        """The other end, where both are ours: their addresses agree, and they lived at one time."""
        ends, address = (self.own, conn.address) if conn.role == "accepted" else (self.peers, conn.own)
        other = self.connections.get(ends.get(address, 0))
        return other if other is not None and same_server(conn, other) and overlap(conn, other) else None

    def begin(self, fact: Any) -> Connection:
        """A connection of which nothing was told so far: its beginning was left out, or this is it."""
        self.turnover += 1
        return self.connections.begin(fact.conn, Connection(fact.conn, opened_at=fact.at))

    def called(self, fact: Any, call: str, size: int = UNKNOWN) -> Connection:
        """What every call says: where in the source it stands, when it was, and what it did to the state."""
        connections = self.connections
        conn = connections.get(fact.conn) or self.begin(fact)
        if conn.edition is not connections.edition:  # as `to_change`, but for the call, which each fact would pay
            conn = connections.own(conn.id, conn)
        conn.place = place = fact.place
        try:
            self.calls[place] += 1
        except KeyError:
            self.count(place)
        conn.last_call = call
        conn.last_size = size
        conn.last_error = ""
        conn.last_at = fact.at
        if type(fact) in CHANGES[conn.state]:
            self.change(conn, fact)
        return conn

    def count(self, place: Place, calls: int = 1) -> None:
        """So many calls more at a place in the source, perhaps the first."""
        if place in self.calls or (place != NOWHERE and len(self.calls) < PLACES_KEPT):
            self.calls[place] = self.calls.get(place, 0) + calls

    def change(self, conn: Connection, fact: Fact) -> None:
        """Take on what a fact leads to, or note that it cannot come here."""
        after = CHANGES[conn.state][type(fact)]
        if after is None:
            note(conn, f"{type(fact).__name__} after it was {conn.state.value}")
        else:
            self.enter(conn, after, fact.at)

    def enter(self, conn: Connection, state: State, at: int) -> None:
        """Take on a state; the two in which nothing more can come end the connection's time."""
        was_over, conn.state = conn.over, state
        self.turnover += conn.over is not was_over
        if not conn.over:
            self.closed.pop(conn.id, None)
            conn.closed_at = 0
        elif not was_over:
            conn.closed_at, conn.watch, conn.ready, conn.echoes = at, 0, 0, False
            self.fill(conn, False)
            self.closed[conn.id] = None
            if len(self.closed) > CLOSED_KEPT:
                self.forget(next(iter(self.closed)))

    def forget(self, conn_id: ConnId) -> None:
        """Let go of one that is over; what it moved stays in the totals."""
        self.closed.pop(conn_id, None)
        conn = self.connections.get(conn_id)
        if conn is not None:
            self.remember(conn)
            self.strike(conn_id)
            del self.connections[conn_id]
            if conn.origin != NOT_TOLD and not conn.freed:
                self.unfreed[conn_id] = conn.origin
                if len(self.unfreed) > GONE_KEPT:
                    del self.unfreed[next(iter(self.unfreed))]
            release(self.own, conn.own, conn_id)
            release(self.peers, conn.address, conn_id)
            release(self.listeners, port_of(conn.address), conn_id)

    def remember(self, conn: Connection) -> None:
        """What it was called, for the facts that are still there; and its other end, which had the name from it."""
        partner = self.partner(conn)
        name = conn.name or (partner.name if partner is not None else self.gone.get(conn.id, ""))
        called = "listening" if conn.role == "listening" else name or conn.address
        for each in (conn, partner) if conn.name and partner is not None else (conn,):
            if called:
                self.gone[each.id] = called
        while len(self.gone) > GONE_KEPT:
            del self.gone[next(iter(self.gone))]

    def name(self, conn: Connection) -> None:
        """Give one of our own clients its name; what a program connects itself has none."""
        if not conn.name and conn.id >= OURS_FROM:
            self.named += 1
            conn.name = f"client-{self.named}"

    def introduce(self, conn: Connection, role: str, own: str, address: str) -> None:
        """Say what it is and where both of its ends are; by this the other end, if it is ours, finds it."""
        release(self.own, conn.own, conn.id)
        release(self.peers, conn.address, conn.id)
        release(self.listeners, port_of(conn.address), conn.id)
        conn.own, conn.address = own, address
        self.take_role(conn, role)
        if role == "listening" and address:
            self.listeners[port_of(address)] = conn.id
        if role == "connected" and own:
            self.own[own] = conn.id
        if role == "accepted" and address:
            self.date_back(conn)
            self.peers[address] = conn.id

    def originate(self, conn: Connection, place: Place, call: str, at: int) -> None:
        """Count it among what was made there. Our own clients' are not the program's."""
        if conn.origin != NOT_TOLD or conn.id >= OURS_FROM:
            return
        if call == "accept" and is_library(place[0]):
            listener = self.connections.get(self.listeners.get(port_of(conn.own), 0))
            place = listener.origin[0] if listener is not None and listener.origin != NOT_TOLD else place
        conn.origin = origin = (place, call)
        tally = self.origins.get(origin)
        if tally is not None:
            self.origins[origin] = tally._replace(made=tally.made + 1)
        elif len(self.origins) < PLACES_KEPT:
            self.origins[origin] = Tally(1, 0, at)

    def free(self, conn: Connection, *, lost: bool) -> None:
        """The program has closed it, or let go of it without."""
        origin = self.unfreed.pop(conn.id, conn.origin)
        tally = self.origins.get(origin)
        if tally is not None and not conn.freed:
            self.origins[origin] = tally._replace(closed=tally.closed + (not lost), lost=tally.lost + lost)
        conn.freed = True

    def begin_anew(self) -> None:
        """The program runs again: nothing is left of what it had made, and its loops are others."""
        self.origins, self.unfreed, self.stalls, self.stall_count = {}, Paged(), {}, 0
        made = [conn.id for conn in self.connections.values() if conn.origin != NOT_TOLD]
        for conn in filter(None, map(self.connections.to_change, made)):
            conn.origin = NOT_TOLD

    def date_back(self, conn: Connection) -> None:
        """One of ours may be over before the program takes its connection, which has waited in the kernel since."""
        client = self.connections.get(self.own.get(conn.address, 0))
        if client is None or client.error or not same_server(conn, client):
            return
        earlier = self.connections.get(self.peers.get(conn.address, 0))
        is_anothers = earlier is not None and overlap(earlier, client)  # and this one's is a stranger's, from its port
        if client.closed_at and not is_anothers:
            conn.opened_at = min(conn.opened_at, client.closed_at)


def release(ends: MutableMapping[str, ConnId], address: str, conn_id: ConnId) -> None:
    """Find a connection by this address no more, unless that is already another's."""
    if ends.get(address) == conn_id:
        del ends[address]


def port_of(address: str) -> str:
    """By what those who come find who listens there: the port, or the whole of what has none."""
    return address.rpartition(":")[2]


def overlap(one: Connection, other: Connection) -> bool:
    """Whether there was a moment in which both were there: ports are used again."""
    return (not one.closed_at or one.closed_at >= other.opened_at) and (
        not other.closed_at or other.closed_at >= one.opened_at
    )


def same_server(one: Connection, other: Connection) -> bool:
    """Whether the client went where this server listens: to two servers, two clients may go from one port."""
    served, asked = (port_of(conn.own if conn.role == "accepted" else conn.address) for conn in (one, other))
    return not served or not asked or served == asked
