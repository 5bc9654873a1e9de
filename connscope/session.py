"""One sitting: the server that is observed, the clients launched at it, and the pump that drains them all.

It decides nothing about how things look, and it knows no screen; a screen or a test tells it what is wanted.
"""

from dataclasses import dataclass, field
from pathlib import Path

from connscope.events import ConnId
from connscope.journal import Journal
from connscope.ledger import Ledger
from connscope.pump import Pump
from connscope.sources import servers
from connscope.sources.clients import ClientSource
from connscope.sources.thread import ThreadSource


@dataclass
class Session:
    """What is observed. `start` first; then `tick` whenever news is wanted; `stop` in the end."""

    host: str
    port: int
    policy: str = "echo"
    small_pipes: bool = False
    ledger: Ledger = field(default_factory=Ledger)
    journal: Journal = field(default_factory=Journal)

    def __post_init__(self) -> None:
        self.pump = Pump(self.ledger, self.journal)
        self.server: ThreadSource | None = None
        self.clients: ClientSource | None = None

    def start(self) -> None:
        """Serve. Raises OSError when the address cannot be had. The port, if 0, is then the one that was given."""
        self.server = servers.serve(self.policy, self.host, self.port, small_pipes=self.small_pipes)
        self.port = int(self.server.address.rpartition(":")[2])
        self.pump.sources.append(self.server)

    def tick(self) -> set[ConnId]:
        """Take in the news; answers the connections that changed."""
        return self.pump.tick()

    def restart(self) -> int:
        """End the server and serve anew at the same address; answers how many connections that ended."""
        self.pump.tick()
        served = self.open_clients()
        if self.server is not None:
            self.server.stop()
            self.pump.tick()
            self.pump.sources.remove(self.server)
            self.server = None
        self.start()
        return served

    def swap(self) -> int:
        """Serve by the other policy from now on; answers how many connections ended by that."""
        names = list(servers.POLICIES)
        self.policy = names[(names.index(self.policy) + 1) % len(names)]
        return self.restart()

    def launch(self, num_conns: int = 1) -> None:
        """Start clients that stay, a message a second each."""
        if self.clients is None:
            self.clients = ClientSource()
            self.pump.sources.append(self.clients)
        self.clients.launch(self.host, self.port, num_conns, stay=True, small_pipes=self.small_pipes)

    def look(self, conn: ConnId) -> None:
        """Have it told what the server's `outb` for that connection holds."""
        if self.server is not None:
            self.server.look(conn)

    def stop(self) -> None:
        """End clients and server; what does not end within a second is abandoned."""
        for source in (self.clients, self.server):
            if source is not None:
                source.stop()
        self.pump.tick()

    def open_clients(self) -> int:
        """Connections that the server has accepted and that are not over."""
        return sum(1 for conn in self.ledger.connections.values() if conn.role == "accepted" and not conn.over)

    @property
    def address(self) -> str:
        """Where the server listens."""
        return f"{self.host}:{self.port}"

    @property
    def loop(self) -> ConnId:
        """The id of the server's loop."""
        return self.server.loop if self.server is not None else 0

    @property
    def high_water(self) -> int:
        """How much `outb` the policy lets grow; 0 where it sets no bound."""
        return int(getattr(servers.POLICIES[self.policy], "HIGH_WATER", 0))

    @property
    def source_file(self) -> Path:
        """The source that runs."""
        return Path(str(servers.POLICIES[self.policy].__file__))
