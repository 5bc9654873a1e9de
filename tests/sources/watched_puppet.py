"""A puppet with a probe in it, which serves: its ring file is read, and the kernel is asked about its connections."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from connscope.connections import Connection
from connscope.ledger import Ledger
from connscope.sources.kernel import Sampler
from connscope.sources.processes import Processes
from tests.moment import moment
from tests.sources.puppet import PATIENCE_SECONDS, Puppet, puppet
from tests.sources.watched import environment


class Sitting:
    """One listening socket of its, and all that is told."""

    def __init__(self, process: Puppet, folder: Path) -> None:
        self.process, self.ledger = process, Ledger()
        self.source = Processes(folder, "puppet.py")
        self.source.begin(process.pid, "puppet")
        self.sampler = Sampler([self.source])
        self.port = process("listener = socket.create_server(('127.0.0.1', 0)); _ = listener.getsockname()[1]")
        self.facts: list[Any] = []

    def look(self) -> None:
        self.sampler.spans.clear()
        for fact in [*self.source.drain(), *self.sampler.samples(self.ledger)]:
            self.facts.append(fact)
            self.ledger.apply(fact)

    def until(self, condition: Callable[[], object]) -> None:
        patience = time.monotonic() + PATIENCE_SECONDS
        self.look()
        while not condition():
            assert time.monotonic() < patience, "it does not come about"
            moment()
            self.look()

    def told(self, kind: type) -> list[Any]:
        return [fact for fact in self.facts if isinstance(fact, kind)]

    def accepted(self) -> tuple[socket.socket, Connection]:
        """A client of the puppet's, and the connection as the ledger has it."""
        client = socket.create_connection(("127.0.0.1", self.port))
        self.process("sock, _ = listener.accept(); _ = None")
        own = "{}:{}".format(*client.getsockname())
        self.until(lambda: own in self.ledger.peers)
        return client, self.ledger.connections[self.ledger.peers[own]]


@contextmanager
def watched_puppet(folder: Path) -> Iterator[Puppet]:
    """It lays its ring files in that folder."""
    with puppet(environment(folder, records=1024, sockets=64)) as process:
        yield process


@contextmanager
def sitting_over(process: Puppet, folder: Path) -> Iterator[Sitting]:
    """A sitting, until the block ends."""
    it = Sitting(process, folder)
    yield it
    process("listener.close(); sock.close()")
    it.source.stop()
    it.sampler.close()
