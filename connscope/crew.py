"""How facts about our own test clients are folded into the picture: what each was to do, and what came of it.

It knows no call on a socket: that is told of the client's connection, which is found by its own address.
"""

from typing import Any

from connscope import events as ev
from connscope.connections import Client, Connection
from connscope.events import UNKNOWN
from connscope.loops import Loops
from connscope.picture import release

ENDED_KEPT = 10_000
"""Clients that have ended and stay; then the oldest go."""

ACTED_KEPT = 16
"""Behaviours of one client; what is read from a file may say anything."""


class Crew(Loops):
    """A picture whose clients grow by facts. A method folds one kind of fact each."""

    def client_began(self, fact: ev.ClientBegan) -> None:
        """One is under way. Its socket has a name already, by its turn; that of its number is better."""
        client = self.client_of(fact)
        client.address, client.behaviour = fact.address, fact.behaviour
        self.locate(client, fact.own)
        client.msg_total = fact.msg_total
        conn = self.connection_of(client)
        if conn is not None:
            self.connections.own(conn.id, conn).name = f"client-{client.id}"

    def client_acted(self, fact: ev.ClientActed) -> None:
        """A behaviour has made itself felt."""
        client = self.client_of(fact)
        if fact.behaviour in client.acted or len(client.acted) < ACTED_KEPT:
            client.acted = {**client.acted, fact.behaviour: fact.times}

    def client_froze(self, fact: ev.ClientFroze) -> None:
        """It does not read."""
        self.client_of(fact).frozen = True
        self.frozen[fact.client] = None

    def client_thawed(self, fact: ev.ClientThawed) -> None:
        """It reads again."""
        self.client_of(fact).frozen = False
        self.frozen.pop(fact.client, None)

    def client_ended(self, fact: ev.ClientEnded) -> None:
        """It is over; its own account of it is exact."""
        client = self.client_of(fact)
        if fact.own not in ("", client.own):
            self.locate(client, fact.own)
        client.frozen = False
        self.frozen.pop(client.id, None)
        client.ended_at, client.error, client.note = fact.at, fact.error, fact.note
        client.sent, client.recv_total = fact.sent, fact.recv_total
        if fact.msg_total != UNKNOWN:
            client.msg_total = fact.msg_total
        self.ended_clients[client.id] = None
        if len(self.ended_clients) > ENDED_KEPT:
            self.forget_client(next(iter(self.ended_clients)))

    def locate(self, client: Client, own: str) -> None:
        """Say where it goes from: there it is found by its connection."""
        release(self.clients_at, client.own, client.id)
        client.own = own
        if own:
            self.clients_at[own] = client.id

    def client_of(self, fact: Any) -> Client:
        """The client of a fact."""
        client = self.clients.to_change(fact.client)
        if client is None:
            self.clients_begun += 1
            client = self.clients.begin(fact.client, Client(fact.client, began_at=fact.at))
        return client

    def connection_of(self, client: Client) -> Connection | None:
        """Its socket, as long as that is kept."""
        conn = self.connections.get(self.own.get(client.own, 0))
        if conn is None or (conn.closed_at and conn.closed_at < client.began_at):
            return None
        return conn if not client.ended_at or conn.opened_at <= client.ended_at else None  # ports are used again

    def client_at(self, conn: Connection) -> Client | None:
        """The client of ours whose conversation this is, whichever end is meant."""
        own = conn.address if conn.role == "accepted" else conn.own
        ends = (conn, self.partner(conn))
        client = self.clients.get(self.clients_at.get(own, 0))
        return client if client is not None and self.connection_of(client) in ends else None

    def forget_ended(self) -> None:
        """Let go of all clients that have ended."""
        for number in list(self.ended_clients):
            self.forget_client(number)

    def forget_client(self, number: int) -> None:
        """Let go of one that has ended."""
        self.ended_clients.pop(number, None)
        client = self.clients.pop(number, None)
        if client is not None:
            release(self.clients_at, client.own, number)
            self.frozen.pop(number, None)
