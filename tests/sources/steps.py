"""The law of the gate: each step shows one call, and at each stop the picture is what kernel and clients know.

A server is stepped under a mixed load of plain sockets. Between two stops there is the call that was pending, where it
was said to be, and nothing else; after a stop at `select()`'s return, which shows an answer, there is none. At each
stop, of every connection: what the client sent is what the ledger has received and what still waits in the kernel; what
the ledger has sent is what the client has got, and what waits for it.
"""

import fcntl
import socket
import struct
import termios
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from random import Random
from typing import Any, NamedTuple

from connscope import events as ev
from connscope.connections import Connection
from connscope.events import Fact, Held
from connscope.wishes import Go
from tests.sources.draining import PATIENCE_SECONDS, connected
from tests.sources.stepping import CALLED, Stepped, stepping
from tests.sources.test_servers import reset

LONGEST = 300
"""Bytes of a message."""


def waiting(sock: Any) -> int:
    """Bytes that the kernel has for whoever reads this socket."""
    return int(struct.unpack("i", fcntl.ioctl(socket.socket.fileno(sock), termios.FIONREAD, bytes(4)))[0])


class Peer:
    """One client. It checks each byte that comes back."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.own = "{}:{}".format(*sock.getsockname())
        self.said, self.got = bytearray(), 0
        self.leaving = self.done = self.gone = False
        """Whether it means to say no more; whether the server has been told so; whether it is no more."""
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def say(self, message: bytes) -> None:
        self.sock.sendall(message)
        self.said += message

    def hear(self, most: int) -> int:
        """Take no more than this of what is there."""
        size = min(most, waiting(self.sock))
        if size:
            piece = self.sock.recv(size)
            assert piece == self.said[self.got : self.got + len(piece)]
            self.got += len(piece)
        return size

    def finish(self) -> None:
        self.sock.shutdown(socket.SHUT_WR)
        self.done = True

    def reset(self) -> None:
        reset(self.sock)
        self.done = self.gone = True


class Figures(NamedTuple):
    """What came of it."""

    calls: Counter[str]
    seconds: list[float]
    """Of each step, from the wish to the news of the next stop."""
    bytes_out: int
    endings: list[str]
    """Of the connections that are over, the error; empty if there was none."""


class Load:
    """What the clients do, one thing before each step, while the server stands still."""

    def __init__(self, server: Stepped, policy: str, peers: list[Peer], dice: Random) -> None:
        self.server, self.peers, self.dice = server, peers, dice
        self.robust = policy == "echo"
        """A reset ends the tutorial's server, and what it owes to one who is done is lost."""

    def talk(self) -> None:
        """Somebody says something, or hears."""
        peer = self.dice.choice([peer for peer in self.peers if not peer.gone])
        if peer.leaving or self.dice.random() < 0.4:
            peer.hear(self.dice.randint(1, 2 * LONGEST))
        else:
            peer.say(self.dice.randbytes(self.dice.randint(1, LONGEST)))

    def wake(self) -> None:
        """Somebody says something, if the server sleeps: there is no stop before."""
        if self.server.source.selector.loop.asleep_since:
            next(peer for peer in reversed(self.peers) if not peer.done).say(b"wake up")

    def leave(self) -> None:
        """Somebody says no more: with bytes under way, if the server can bear it."""
        peer = self.peers[0]
        peer.leaving = True
        if not peer.done and (self.robust or (peer.hear(1 << 20) == 0 and peer.got == len(peer.said))):
            peer.finish()

    def die(self) -> None:
        """Somebody is gone, with bytes under way."""
        peer = self.peers[1]
        if self.robust and not peer.gone:
            peer.say(b"last words")
            peer.reset()


# The two halves of the law.


def one_call(before: Held, made: list[Fact]) -> str:
    """The call that was pending; empty where the thread was held after it."""
    if before.after:
        assert made == []
        return ""
    (fact,) = made
    told: Any = fact
    name = getattr(told, "call", "") or CALLED[type(fact)]
    assert before.call.startswith(name) or (before.call, name) == ("recv", "recv_into"), (before, fact)
    assert told.place == before.place
    if before.call == "select":
        assert told.loop == before.loop
    else:
        assert before.conn == (told.listener if isinstance(told, ev.Accepted) else told.conn)
    return before.call


def balances(server: Stepped, peers: list[Peer]) -> Iterator[tuple[int, int, int, int]]:
    """Of each open connection: bytes said, and known of on the way in; bytes sent, and known of on the way out."""
    rows, conns = server.source.probe.rows, {conn.address: conn for conn in server.accepted()}
    for peer in peers:
        conn: Connection | None = conns.get(peer.own)
        if conn is None or conn.over or peer.gone:
            continue
        unread = waiting(rows[conn.id].socket())
        yield len(peer.said), conn.bytes_in + unread, conn.bytes_out, peer.got + waiting(peer.sock)


def balanced(server: Stepped, peers: list[Peer]) -> bool:
    """Whether nothing is missing."""
    return all(said == came and sent == heard for said, came, sent, heard in balances(server, peers))


def check(server: Stepped, peers: list[Peer]) -> None:
    """What is on its way through the kernel arrives; everything else must be there."""
    patience = time.monotonic() + PATIENCE_SECONDS
    while not balanced(server, peers):
        assert time.monotonic() < patience, list(balances(server, peers))


def walk(policy: str, steps: int, clients: int, seed: int = 1) -> Figures:
    """Step through it, and let it go in the end: every byte comes back to whoever still listens."""
    calls: Counter[str] = Counter()
    seconds: list[float] = []
    with stepping(policy) as server, ExitStack() as stack:
        socket.socket.setsockopt(server.source.lsock, socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        peers = [Peer(stack.enter_context(connected(server))) for _ in range(clients)]
        load = Load(server, policy, peers, Random(seed))
        held = server.stop()
        for number in range(steps):
            load.talk()
            if number > steps / 2:
                load.leave()
            if number > steps * 3 / 4:
                load.die()
            before, began = held, time.perf_counter()
            held = server.step(meanwhile=load.wake)
            seconds.append(time.perf_counter() - began)
            calls[one_call(before, server.made())] += 1
            check(server, peers)
        assert server.told(ev.Idled) == server.told(ev.Dropped) == []
        server.let_go(Go())
        hear_everything(server, peers)
        endings = [conn.error for conn in server.accepted() if conn.over]
        return Figures(calls, seconds, server.ledger.bytes_out, endings)


def hear_everything(server: Stepped, peers: list[Peer]) -> None:
    """Of everybody who is still there."""
    for peer in peers:
        server.until(lambda peer=peer: peer.gone or (peer.hear(1 << 20) == 0 and peer.got == len(peer.said)))
    server.until(lambda: balanced(server, peers))
