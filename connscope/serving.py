"""The sitting over a server of ours, which runs in a thread of this process by one policy or the other."""

from connscope.connections import Program
from connscope.events import ConnId
from connscope.picture import Picture
from connscope.session import Session
from connscope.sources import servers
from connscope.sources.thread import ThreadSource
from connscope.sources.thrifty import Thrift
from connscope.sources.translate import shown_path

LOOPBACK = ("127.0.0.1", "localhost")


class ServerSession(Session):
    """A server and its clients. `start` first."""

    is_ours = can_stop_reading = True
    observed: ThreadSource | None

    def __init__(self, host: str, port: int, policy: str = "echo", small_pipes: bool = False) -> None:
        super().__init__(policy, host, port)
        self.small_pipes = small_pipes

    @property
    def is_hard_pressed(self) -> bool:
        """Whether the server is busy: what this process does besides is taken from it."""
        thrift = self.observed.thrift if self.observed is not None else None
        return thrift is not None and thrift.busy

    @property
    def policy(self) -> str:
        """How it serves: that is its name."""
        return self.name

    @property
    def server(self) -> ThreadSource | None:
        """What runs it; None as long as it does not serve."""
        return self.observed

    def start(self) -> None:
        """Serve. Raises OSError when the address cannot be had. The port, if 0, is then the one that was given."""
        self.narrowed = self.small_pipes
        pipes = self.small_pipes
        self.observed = servers.serve(self.name, self.host, self.port, small_pipes=pipes, thrift=Thrift())
        self.port = int(self.observed.address.rpartition(":")[2])
        self.pump.sources.append(self.observed)
        self.stepping.begin(self.name)

    def restart(self) -> int:
        """End the server and serve anew at the same address; answers how many connections that ended."""
        self.pump.tick()
        served = self.open_clients()
        if self.observed is not None:
            self.observed.stop()
            self.pump.tick()
            self.pump.sources.remove(self.observed)
            self.observed = None
        self.start()
        return served

    def swap(self) -> int:
        """Serve by the other policy from now on; answers how many connections ended by that."""
        before, names = self.name, list(servers.POLICIES)
        self.name = names[(names.index(before) + 1) % len(names)]
        try:
            return self.restart()
        except OSError:
            self.name = before  # whose end is what is to be seen
            raise

    def serves(self, host: str, port: int) -> bool:
        """Whether it is our own server that listens there."""
        return port == self.port and (host == self.host or (host in LOOPBACK and self.host in (*LOOPBACK, "0.0.0.0")))

    def lives_here(self, host: str, port: int) -> bool:
        """It always does."""
        return self.serves(host, port)

    def narrow(self) -> None:
        """Have the server ask for small kernel buffers from now on, until it is started anew."""
        if self.observed is not None:
            servers.narrow(self.observed)
            self.narrowed = True

    @property
    def address(self) -> str:
        """Where the server listens."""
        return f"{self.host}:{self.port}"

    @property
    def loop(self) -> ConnId:
        """The id of the server's loop."""
        return self.observed.loop if self.observed is not None else 0

    def observed_in(self, picture: Picture) -> list[Program]:
        """One server after the other."""
        return [program for name, program in picture.programs.items() if name in servers.POLICIES]

    def latest_in(self, picture: Picture) -> str:
        """The policy of the server that ran last."""
        served = self.observed_in(picture)
        return max(served, key=lambda each: each.started_at).name if served else self.name

    def high_water_of(self, name: str) -> int:
        """How much `outb` that policy lets grow; 0 where it sets no bound."""
        return int(getattr(servers.POLICIES[name], "HIGH_WATER", 0))

    @property
    def source_name(self) -> str:
        """The server's source, as places name it."""
        return shown_path(str(servers.POLICIES[self.name].__file__))
