"""A source whose facts are folded as they come, and waiting for what they are to say."""

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from connscope.connections import Connection, Program
from connscope.events import Fact
from connscope.ledger import Ledger
from connscope.sources.servers import serve
from connscope.sources.thread import ThreadSource

PATIENCE_SECONDS = 5


class Watched:
    """A source, every fact that it has told, and the ledger of them."""

    def __init__(self, source: ThreadSource) -> None:
        self.source, self.ledger = source, Ledger()
        self.facts: list[Fact] = []

    def look(self) -> None:
        """Take in the news."""
        for fact in self.source.drain():
            self.facts.append(fact)
            self.ledger.apply(fact)

    def until(self, condition: Callable[[], object]) -> None:
        """Look until this is so."""
        patience = time.monotonic() + PATIENCE_SECONDS
        self.look()
        while not condition():
            assert time.monotonic() < patience, "it does not come about"
            assert self.source.thread is not None
            self.source.thread.join(0.002)
            self.look()

    def told(self, kind: type[Fact]) -> list[Fact]:
        """The facts of this kind so far."""
        return [fact for fact in self.facts if type(fact) is kind]

    @property
    def program(self) -> Program:
        """As the ledger has it."""
        return self.ledger.programs[self.source.name]

    def accepted(self) -> list[Connection]:
        """All accepted connections."""
        return [conn for conn in self.ledger.connections.values() if conn.role == "accepted"]

    def is_asleep(self) -> bool:
        """Whether the loop is known to sleep."""
        loop = self.ledger.loops.get(self.source.loop)
        return loop is not None and loop.asleep_since > 0


@contextmanager
def watching(policy: str, *, small_pipes: bool = False) -> Iterator[Watched]:
    """One of the built-in servers, stopped at the end."""
    source = serve(policy, "127.0.0.1", 0, small_pipes=small_pipes)
    try:
        yield Watched(source)
    finally:
        source.stop()


def connected(watched: Watched, *, small_pipes: bool = False) -> socket.socket:
    """A client, whose receive buffer may be as small as the system allows."""
    host, _, port = watched.source.address.rpartition(":")
    client = socket.socket()
    if small_pipes:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.settimeout(PATIENCE_SECONDS)
    client.connect((host, int(port)))
    return client


def receive(client: socket.socket, count: int) -> bytes:
    """Exactly so many bytes; a small receive buffer gives them in pieces."""
    data = b""
    while len(data) < count:
        data += client.recv(count - len(data))
    return data


def descriptors() -> int:
    """How many this process has open."""
    return len(os.listdir("/dev/fd"))
