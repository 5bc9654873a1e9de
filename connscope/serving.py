"""The sitting over a server of ours, which runs in a thread of this process by one policy or the other."""

from collections.abc import Callable

from connscope.connections import Program
from connscope.events import ConnId
from connscope.picture import Picture
from connscope.session import AT_ONCE, Session
from connscope.sources import servers
from connscope.sources.succession import Succession
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
        self.wanted = policy
        """The policy by which it is to serve: another than the name as long as the server that does so begins."""
        self.succession: Succession | None = None
        """The last that was begun."""

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
        server = self.serve()
        self.pump.sources.append(server)
        self.observe(server)

    def serve(self) -> ThreadSource:
        """A server of the policy that is wanted."""
        pipes = self.small_pipes
        server = servers.serve(self.wanted, self.host, self.port, small_pipes=pipes, thrift=Thrift())
        self.port = int(server.address.rpartition(":")[2])
        return server

    def observe(self, server: ThreadSource) -> None:
        """It is this one that is looked at from now on."""
        self.observed, self.name, self.narrowed = server, server.name, self.small_pipes
        self.stepping.begin(self.name)

    # Another server in its place.

    def want_other(self) -> None:
        """Have it serve by the other policy when it begins anew."""
        names = list(servers.POLICIES)
        self.wanted = names[(names.index(self.wanted) + 1) % len(names)]

    def begin_anew(self, told: Callable[[], object] = lambda: None) -> None:
        """End the server and serve anew at the same address, by the policy that is wanted then.

        It takes its time, and `told` is called in another thread when a `tick` can take it in. Meanwhile the server is
        the old one, and this does nothing.
        """
        if not self.is_between and self.observed is not None:
            self.succession = Succession(self.observed, self.serve, told)

    @property
    def ended(self) -> int:
        """How many connections ended when the last server did."""
        return self.succession.ended if self.succession is not None else 0

    @property
    def refused(self) -> OSError | None:
        """Why it does not serve anew, if it does not."""
        return self.succession.refused if self.succession is not None else None

    @property
    def is_between(self) -> bool:
        """Whether the one server is about to end, and the other to begin."""
        return self.succession is not None and not self.succession.is_over

    def tick(self, at_most: int | None = AT_ONCE) -> set[ConnId]:
        """Take in the news; a new server's come when there are no more of the old one."""
        changed = super().tick(at_most)
        if self.succession is not None and self.is_between and self.succession.is_due and not self.is_behind:
            changed |= self.take_over(self.succession)
        return changed

    def take_over(self, succession: Succession) -> set[ConnId]:
        """Look at the new server, or at the old one's end. If yet another policy is wanted by now, that is next."""
        succession.is_over = True
        if succession.new is None:
            self.wanted = self.name
            return set()
        self.pump.sources[self.pump.sources.index(succession.old)] = succession.new
        self.observe(succession.new)
        changed = self.pump.fold(succession.new.drain())
        if self.wanted != self.name:
            self.succession = Succession(succession.new, self.serve, succession.told, succession.ended)
        return changed

    def wake_once(self, wake: Callable[[], None]) -> bool:
        """A server that is about to begin calls nobody."""
        return super().wake_once(wake) and not self.is_between

    def stop(self) -> None:
        """End also the one that is about to begin."""
        super().stop()
        if self.succession is not None:
            self.succession.stop()

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
