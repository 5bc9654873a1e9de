"""The law of the stations: at each moment at which nothing moves, every byte is at one of the seven, and at no other.

A server is stepped while clients, whose sockets are probed too, fill small pipes and read now and then. They say and
hear in this thread, so that between two steps all is at rest. Bytes are put in by hand meanwhile, some bytes are
urgent, one client says no more and one is gone in the end; and now and then what tells of it all is left out. What the
stations say, told as of rows that are only seen, is then held against what the clients know and what the kernel says to
anybody: who waits for how much (`FIONREAD`), and, once all that has come is acknowledged, how much a sender still has
(`SIOCOUTQ`), which the stations never look at where both ends are here.
"""

import fcntl
import socket
import struct
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from connscope.connections import Connection
from connscope.events import OURS_FROM
from connscope.probe.core import Probe
from connscope.probe.records import INJECT
from connscope.serving import ServerSession
from connscope.sources.kernel import Sampler, sampled
from connscope.sources.servers import SMALL_PIPE, serve
from connscope.sources.thread import ThreadSource
from connscope.stations import Stations, stations
from connscope.wishes import Inject
from tests.sources.draining import PATIENCE_SECONDS
from tests.sources.stepping import Stepped
from tests.sources.steps import waiting

BY_HAND = b"\xff"
"""What is put in consists of these, and nothing that a client says has one."""


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
        self.look_at_clients()

    def look_at_clients(self) -> None:
        """Take in the news of these alone."""
        for fact in self.clients.drain():
            self.ledger.apply(fact)

    def ask(self, conn: Connection) -> Stations:
        """What is told of this connection when everybody that is seen, and nobody that is chosen, is asked again."""
        self.sampler.watch([each.id for each in self.accepted()], 0)
        self.sampler.spans.clear()
        for fact in self.sampler.samples(self.ledger):
            self.ledger.apply(fact)
        it = stations(self.ledger, self.ledger.connections[conn.id])
        assert it is not None
        return it

    def put_in(self, conn: Connection, data: bytes) -> None:
        """It is done, and nobody has read what tells of it."""
        before = self.told_in_vain()
        self.source.do(Inject(conn.id, data))
        patience = time.monotonic() + PATIENCE_SECONDS
        while self.told_in_vain() == before:
            assert time.monotonic() < patience, "it is not done"

    def told_in_vain(self) -> int:
        """How many records wait that tell of what was put in."""
        return [record[2] for record in list(self.source.probe.channel) if type(record) is tuple].count(INJECT)


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
        self.got = self.by_hand = 0
        """Bytes that came, and how many of them nobody has said."""
        self.done = self.gone = False
        """Whether it has said its last; whether it is closed."""

    def say(self, message: bytes) -> int:
        """As much of it as the kernel takes."""
        message = message.replace(BY_HAND, b"\0")
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
        echo, start = piece.replace(BY_HAND, b""), self.got - self.by_hand
        assert echo == self.said[start : start + len(echo)]
        self.got += len(piece)
        self.by_hand += len(piece) - len(echo)
        return len(piece)

    def shout(self) -> None:
        """One byte that is urgent."""
        self.sock.send(b"!", socket.MSG_OOB)
        self.said += b"!"

    def finish(self) -> None:
        """Say no more."""
        self.sock.shutdown(socket.SHUT_WR)
        self.done = True

    def close(self) -> None:
        """Be gone, whatever is under way."""
        self.sock.close()
        self.done = self.gone = True


def without_loss(it: Stations, server: Connection, client: Connection) -> Stations:
    """A reading in the midst of it all: what differs is in flight, and where nothing moved nothing does.

    A sender still has no more than it counts itself, which is until the peer acknowledges.
    """
    assert it.lost == 0, it
    assert min(it.held) >= 0, it
    if it.still:
        assert sum(it.held) + it.read == it.wrote + it.injected, it
        assert it.held[0] <= client.kernel[-1].unacked, (it, client.kernel[-1])
        assert it.held[3] <= server.kernel[-1].unacked, (it, server.kernel[-1])
    return it


def readings(session: ServerSession) -> Iterator[Stations]:
    """Of each connection both ends of which are here, asked now."""
    ledger = session.ledger
    accepted = [conn.id for conn in ledger.connections.values() if conn.role == "accepted"]
    for ends in session.sampler.conversations(ledger, accepted):
        session.pump.fold([*sampled(ends)])
        server = ledger.connections[ends[0].conn.id]
        client, it = ledger.partner(server), stations(ledger, server)
        if client is not None and it is not None and it.both:
            yield without_loss(it, server, client)


def differences(it: Stations, peer: Peer, conn: Connection, server: TwoSided) -> dict[str, tuple[int, int]]:
    """Where the stations say otherwise than clients and kernel: what they say, and what is true."""
    row = server.source.probe.rows.get(conn.id)
    sock = row.socket() if row is not None else None
    pairs = {
        "wrote": (it.wrote, len(peer.said)),
        "read": (it.read, peer.got),
        "sum": (sum(it.held) + it.read + it.lost, it.wrote + it.injected),
        "still": (it.still + it.both, 2),
    }
    if row is not None and sock is not None:
        pairs |= {"injected": (it.injected, row.injected), "server's kernel": (it.held[1], waiting(sock))}
    if not peer.gone:
        pairs["client's kernel, back"] = it.held[4], waiting(peer.sock)
    if sock is not None and not peer.gone:
        ways = max(0, under_way(peer.sock) - peer.done), under_way(sock)  # the end takes the place of a byte
        pairs |= {"client's kernel": (it.held[0], ways[0]), "server's kernel, back": (it.held[3], ways[1])}
        pairs["lost"] = it.lost, 0
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def compare(server: TwoSided, peers: list[Peer]) -> Iterator[Stations]:
    """Of each connection that the server has accepted, once nothing differs.

    An acknowledgement may take 40 ms, and that a client's urgent byte is told by its exact table half a second.
    """
    conns = {conn.address: conn for conn in server.accepted()}
    for peer in peers:
        conn = conns.get(peer.own)
        patience = time.monotonic() + PATIENCE_SECONDS
        while conn is not None:
            server.look_at_clients()
            it = server.ask(conn)
            if not (found := differences(it, peer, conn, server)):
                yield it
                break
            assert time.monotonic() < patience, found
