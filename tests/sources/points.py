"""The law of the stations: at each moment at which nothing moves, every byte is at one of the seven, and at no other.

A server is stepped while clients, whose sockets are probed too, fill small pipes and read now and then. They say and
hear in this thread, so that between two steps all is at rest. What the stations say is then held against what the
clients know and what the kernel says to anybody: who waits for how much (`FIONREAD`), and, once all that has come is
acknowledged, how much a sender still has (`SIOCOUTQ`), which the stations never look at where both ends are here.
"""

import fcntl
import socket
import struct
import termios
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from random import Random
from typing import Any, NamedTuple

from connscope.connections import Connection
from connscope.events import OURS_FROM
from connscope.probe.core import Probe
from connscope.session import Session
from connscope.sources.kernel import Sampler, sampled
from connscope.sources.servers import SMALL_PIPE, serve
from connscope.sources.thread import ThreadSource
from connscope.stations import PLACES, Stations, stations
from connscope.wishes import Go, Hold
from tests.sources.draining import PATIENCE_SECONDS
from tests.sources.stepping import Stepped
from tests.sources.steps import waiting

MOST_SAID, MOST_HEARD = 6_000, 4_000


def under_way(sock: Any) -> int:
    """Bytes that were written into this socket and are not acknowledged."""
    answer = fcntl.ioctl(socket.socket.fileno(sock), termios.TIOCOUTQ, bytes(4))
    return int(struct.unpack("i", answer)[0])


class TwoSided(Stepped):
    """A server, and clients that live in the test's own thread."""

    def __init__(self, source: ThreadSource) -> None:
        super().__init__(source)
        self.clients = ThreadSource("clients", Probe(ids=count(OURS_FROM)))
        self.sampler = Sampler([source, self.clients])

    def look(self) -> None:
        super().look()
        for fact in self.clients.drain():
            self.ledger.apply(fact)

    def ask(self, conn: Connection) -> Stations:
        """Have the kernel asked about both ends of this connection."""
        for ends in self.sampler.conversations(self.ledger, [conn.id]):
            for fact in sampled(ends):
                self.ledger.apply(fact)
        it = stations(self.ledger, self.ledger.connections[conn.id])
        assert it is not None
        return it


@contextmanager
def two_sided(policy: str, *, small_pipes: bool = True) -> Iterator[TwoSided]:
    """One of the built-in servers, asleep."""
    source = serve(policy, "127.0.0.1", 0, small_pipes=small_pipes)
    it = TwoSided(source)
    try:
        it.until(it.is_asleep)
        yield it
    finally:
        source.stop()
        it.clients.stop()


class Peer:
    """One client, with small pipes. It checks each byte that comes back."""

    def __init__(self, server: TwoSided) -> None:
        host, _, port = server.source.address.rpartition(":")
        self.sock: Any = server.clients.new_socket(socket.AF_INET, socket.SOCK_STREAM)
        for pipe in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            self.sock.setsockopt(socket.SOL_SOCKET, pipe, SMALL_PIPE)
        self.sock.connect((host, int(port)))
        self.sock.setblocking(False)
        self.own = "{}:{}".format(*self.sock.getsockname())
        self.said = bytearray()
        self.got = 0

    def say(self, message: bytes) -> int:
        """As much of it as the kernel takes."""
        try:
            size: int = self.sock.send(message)
        except BlockingIOError:
            size = 0
        self.said += message[:size]
        return size

    def hear(self, most: int) -> int:
        """No more than this of what is there."""
        try:
            piece = self.sock.recv(most)
        except BlockingIOError:
            return 0
        assert piece == self.said[self.got : self.got + len(piece)]
        self.got += len(piece)
        return len(piece)


def without_loss(it: Stations, server: Connection, client: Connection) -> Stations:
    """A reading in the midst of it all: what differs is in flight, and where nothing moved nothing does.

    A sender still has no more than it counts itself, which is until the peer acknowledges.
    """
    assert it.lost == 0, it
    assert min(it.held) >= 0, it
    if it.still:
        assert sum(it.held) + it.read == it.produced, it
        assert it.held[0] <= client.kernel[-1].unacked, (it, client.kernel[-1])
        assert it.held[3] <= server.kernel[-1].unacked, (it, server.kernel[-1])
    return it


def readings(session: Session) -> Iterator[Stations]:
    """Of each connection both ends of which are here, asked now."""
    ledger = session.ledger
    accepted = [conn.id for conn in ledger.connections.values() if conn.role == "accepted"]
    for ends in session.sampler.conversations(ledger, accepted):
        session.pump.fold([*sampled(ends)])
        server = ledger.connections[ends[0].conn.id]
        client, it = ledger.partner(server), stations(ledger, server)
        if client is not None and it is not None and it.both:
            yield without_loss(it, server, client)


class Figures(NamedTuple):
    """What came of it."""

    points: int
    """At each of them all was compared."""
    held: list[tuple[int, int, int, int, int]]
    bytes_back: int

    def filled(self) -> list[int]:
        """At how many points each place had something."""
        return [sum(1 for held in self.held if held[place]) for place in range(len(PLACES))]


def differences(it: Stations, peer: Peer, conn: Connection, server: TwoSided) -> dict[str, tuple[int, int]]:
    """Where the stations say otherwise than clients and kernel: what they say, and what is true."""
    sock = server.source.probe.rows[conn.id].socket()
    both = {
        "wrote": (it.wrote, len(peer.said)),
        "client's kernel": (it.held[0], under_way(peer.sock)),
        "server's kernel": (it.held[1], waiting(sock)),
        "server's kernel, back": (it.held[3], under_way(sock)),
        "client's kernel, back": (it.held[4], waiting(peer.sock)),
        "read": (it.read, peer.got),
        "sum": (sum(it.held) + it.read + it.lost, it.produced),
        "still": (it.still + it.both, 2),
    }
    return {name: pair for name, pair in both.items() if pair[0] != pair[1]}


def compare(server: TwoSided, peers: list[Peer]) -> Iterator[Stations]:
    """Of each connection that the server has accepted, once nothing differs: acknowledgements may take 40 ms."""
    conns = {conn.address: conn for conn in server.accepted()}
    for peer in peers:
        conn = conns.get(peer.own)
        patience = time.monotonic() + PATIENCE_SECONDS
        while conn is not None:
            it = server.ask(conn)
            if not (found := differences(it, peer, conn, server)):
                yield it
                break
            assert time.monotonic() < patience, found


def walk(policy: str, points: int, clients: int = 3, seed: int = 1, stride: int = 1) -> Figures:
    """So many points at which nothing moves, some calls apart; in the end every byte comes back."""
    dice, seen = Random(seed), 0
    held: list[tuple[int, int, int, int, int]] = []
    with two_sided(policy) as server, ExitStack() as stack:
        server.source.do(Hold())
        peers = [Peer(server) for _ in range(clients)]
        for peer in peers:
            stack.enter_context(peer.sock)
        server.stop()
        while seen < points:
            for _ in range(stride):
                turn(dice.choice(peers), dice)
                server.step(meanwhile=lambda: wake(server, peers))
            for it in compare(server, peers):
                seen += 1
                held.append(it.held)
        server.let_go(Go())
        for peer in peers:
            server.until(lambda peer=peer: peer.hear(1 << 20) == 0 and peer.got == len(peer.said))
        return Figures(seen, held, sum(peer.got for peer in peers))


def turn(peer: Peer, dice: Random) -> None:
    """One says more than it hears, for pipes are to fill."""
    if dice.random() < 0.3:
        peer.hear(dice.randint(1, MOST_HEARD))
    else:
        peer.say(dice.randbytes(dice.randint(1, MOST_SAID)))


def wake(server: TwoSided, peers: list[Peer]) -> None:
    """Give a server that sleeps something to do."""
    if server.source.selector.loop.asleep_since and not any(peer.say(b"wake up") for peer in peers):
        for peer in peers:
            peer.hear(MOST_HEARD)
