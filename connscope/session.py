"""One sitting: the server that is observed, the clients launched at it, and the pump that drains them all.

It decides nothing about how things look, and it knows no screen; a screen or a test tells it what is wanted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from connscope.clients.plans import MESSAGES
from connscope.events import Cleared, ConnId
from connscope.journal import Journal
from connscope.ledger import Ledger
from connscope.pump import Pump
from connscope.sources import servers
from connscope.sources.crowd import Crowd
from connscope.sources.gate import source_path
from connscope.sources.kernel import Sampler
from connscope.sources.thread import ThreadSource
from connscope.sources.translate import shown_path
from connscope.stepping import CLIENTS, Stepping
from connscope.wishes import ConnectionWish, GateWish, LaunchClients, ResumeDeadlines, SuspendDeadlines, Wish

if TYPE_CHECKING:
    from connscope.byhand.conversation import Conversation
    from connscope.byhand.otherside import OtherSide, OtherSides

LOOPBACK = ("127.0.0.1", "localhost")


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
        self.narrowed = False
        """Whether whoever is accepted from now on gets small pipes."""
        self.crowd = Crowd(self.pump.sources)
        self.sampler = Sampler(self.pump.sources)
        self.other_sides: OtherSides | None = None
        """What our server received and sent on connections by hand; None as long as there was none."""
        self.stepping = Stepping(self.ledger, self.at_the_gate, policy=self.policy)
        self.deadlines_hold = True
        """Whether our clients expect what they said to be back in time."""

    def start(self) -> None:
        """Serve. Raises OSError when the address cannot be had. The port, if 0, is then the one that was given."""
        self.narrowed = self.small_pipes
        self.server = servers.serve(self.policy, self.host, self.port, small_pipes=self.small_pipes)
        self.port = int(self.server.address.rpartition(":")[2])
        self.pump.sources.append(self.server)
        self.stepping.begin(self.policy)

    def tick(self) -> set[ConnId]:
        """Take in the news; answers the connections that changed."""
        changed = self.pump.tick()
        changed |= self.pump.fold(self.sampler.samples(self.ledger))
        self.stepping.notice()
        self.be_patient()
        if self.other_sides is not None:
            self.other_sides.take(self.conversations.values(), self.ledger, self.journal)
        return changed

    @property
    def has_news(self) -> bool:
        """Whether the last tick brought anything but the time that passes."""
        return self.pump.has_news or self.sampler.has_news

    def be_patient(self) -> None:
        """Have our clients hold no server to the time while it does not have its own."""
        if self.deadlines_hold is self.stepping.stands:
            self.deadlines_hold = not self.stepping.stands
            self.crowd.do(ResumeDeadlines() if self.deadlines_hold else SuspendDeadlines())

    def at_the_gate(self, wish: GateWish) -> None:
        """What is wished of the program that is stepped."""
        if self.stepping.whose == CLIENTS:
            self.crowd.do(wish)
        elif self.server is not None:
            self.server.do(wish)

    def clear(self, what: str, at: int) -> None:
        """Take away the rows of what is over: of connections (`closed`), or of our own clients (`ended`)."""
        self.pump.fold([Cleared(at, what)])

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
        before, names = self.policy, list(servers.POLICIES)
        self.policy = names[(names.index(before) + 1) % len(names)]
        try:
            return self.restart()
        except OSError:
            self.policy = before  # whose end is what is to be seen
            raise

    def launch_one(self) -> None:
        """Start a client that stays, a message a second."""
        self.launch(LaunchClients(self.host, self.port, 1, MESSAGES, 0, 1.0, True, self.small_pipes))

    def launch(self, *wishes: LaunchClients) -> None:
        """Start clients, all or none. Raises OSError or ValueError when a host cannot be found, or there is no room.

        Small pipes are small at both ends: the server's, if it is ours, for all that it accepts from now on.
        """
        ours = any(self.serves(wish.host, wish.port) for wish in wishes)
        small = any(wish.small_pipes for wish in wishes)
        self.crowd.launch(wishes, ours, lambda: self.narrow() if ours and small else None)

    def open_by_hand(self, host: str, port: int, *, small_pipes: bool = False) -> int:
        """Open a connection that does what it is told to; answers its number. Raises as `launch` does."""
        ours = self.serves(host, port)
        number = self.crowd.open_by_hand(
            host, port, ours, lambda: self.narrow() if ours and small_pipes else None, small_pipes=small_pipes
        )
        if self.other_sides is None:
            from connscope.byhand.otherside import OtherSides  # not everybody needs it

            self.other_sides = OtherSides()
        return number

    @property
    def conversations(self) -> "Mapping[int, Conversation]":
        """Those of the connections by hand, by the numbers of the clients; as they were at the last tick."""
        return self.crowd.conversations

    def other_side(self, client: int) -> "OtherSide | None":
        """The other end of a connection by hand, call by call, if it is at our server."""
        return self.other_sides.by_client.get(client) if self.other_sides is not None else None

    def serves(self, host: str, port: int) -> bool:
        """Whether it is our own server that listens there."""
        return port == self.port and (host == self.host or (host in LOOPBACK and self.host in (*LOOPBACK, "0.0.0.0")))

    def room(self, host: str, port: int) -> int:
        """How many connections to there can still be made, as far as descriptors go."""
        return self.crowd.most(both_ends_here=self.serves(host, port))

    def narrow(self) -> None:
        """Have the server ask for small kernel buffers from now on, until it is started anew."""
        if self.server is not None:
            servers.narrow(self.server)
            self.narrowed = True

    def do(self, wish: Wish) -> None:
        """What is wished of our own clients, or of the server's side of a connection. ValueError: it cannot be."""
        if not isinstance(wish, ConnectionWish):
            self.crowd.do(wish)
        elif self.server is not None:
            self.server.do(wish)

    def look(self, conn: ConnId) -> None:
        """Have it told what the server's `outb` for that connection holds."""
        if self.server is not None:
            self.server.look(conn)

    def watch(self, visible: Iterable[ConnId], chosen: ConnId) -> None:
        """Have it told (`KernelSampled`) what the kernel holds of these, the chosen one most often, until told anew.

        Either end stands for both. Whoever shows nothing of it watches nothing: `watch((), 0)`.
        """
        self.sampler.watch(visible, chosen)

    def stop(self) -> None:
        """End clients and server; what does not end within a second is abandoned."""
        self.crowd.stop()
        if self.server is not None:
            self.server.stop()
        self.pump.tick()

    @property
    def has_clients(self) -> bool:
        """Whether any client of ours was launched."""
        return self.crowd.next > 1

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
    def source_name(self) -> str:
        """The source that runs, as places name it."""
        return shown_path(str(servers.POLICIES[self.policy].__file__))

    def path_of(self, file: str) -> Path:
        """Where the file stands that a place names so."""
        return source_path(file)
