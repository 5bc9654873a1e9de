"""One sitting: the program that is observed, the clients launched at it, and the pump that drains them all.

Here is what every sitting has; what only some have, such as a policy, is said in `serving.py` and `programs.py`. It
decides nothing about how things look, and it knows no screen; a screen or a test tells it what is wanted.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from connscope.connections import Connection, Program
from connscope.events import Cleared, ConnId
from connscope.journal import Journal
from connscope.ledger import Ledger
from connscope.picture import Picture
from connscope.pump import Pump
from connscope.running.keyboard import NoTerminal
from connscope.sources import Observed
from connscope.sources.crowd import Crowd
from connscope.sources.gate import source_path
from connscope.sources.kernel import Sampler
from connscope.stepping import CLIENTS, Stepping
from connscope.wishes import ConnectionWish, GateWish, LaunchClients, ResumeDeadlines, SuspendDeadlines, Wish

if TYPE_CHECKING:
    from connscope.byhand.conversation import Conversation
    from connscope.byhand.otherside import OtherSide, OtherSides


AT_ONCE = 2_000
"""Facts that a tick takes in: some 5 ms of work, or 10 beside a busy server. A burst may be a hundred thousand."""
MUCH = 1_000
"""So many at a tick are much: a beat later they would be more than can be taken in at once."""


class Session(NoTerminal):
    """What is observed, under its name. `tick` whenever news is wanted; `stop` in the end."""

    is_ours = False
    """Whether the program is a server of ours, which serves by a policy, and could serve by another."""
    can_stop_reading = False
    """Whether its selector can be kept from telling that there is something to read."""

    def __init__(self, name: str, host: str = "", port: int = 0) -> None:
        self.name = name
        self.host = host
        self.port = port
        """Where it listens; 0 where it does not, or that is not known."""
        self.small_pipes = False
        self.narrowed = False
        """Whether whoever is accepted from now on gets small pipes."""
        self.ledger = Ledger()
        self.journal = Journal()
        self.pump = Pump(self.ledger, self.journal)
        self.observed: Observed | None = None
        """What runs the program; None as long as it was not begun."""
        self.crowd = Crowd(self.pump.sources)
        self.sampler = Sampler(self.pump.sources)
        self.other_sides: OtherSides | None = None
        """What the program received and sent on connections by hand; None as long as there was none."""
        self.stepping = Stepping(self.ledger, self.at_the_gate, self.processes, name)
        self.deadlines_hold = True
        """Whether our clients expect what they said to be back in time."""

    def tick(self, at_most: int | None = AT_ONCE) -> set[ConnId]:
        """Take in the news, but no more at once than a key can wait for; answers the connections that changed."""
        changed = self.pump.tick(at_most)
        if not self.pump.waiting:  # samples come after what they were taken after
            changed |= self.pump.fold(self.sampler.samples(self.ledger))
        self.stepping.notice()
        self.be_patient()
        if self.other_sides is not None:
            self.other_sides.take(self.conversations.values(), self.ledger, self.journal)
        return changed

    @property
    def is_hard_pressed(self) -> bool:
        """Whether the program could use the time that this process takes to look at it."""
        return False

    @property
    def is_between(self) -> bool:
        """Whether the program is about to end and begin anew."""
        return False

    @property
    def is_behind(self) -> bool:
        """Whether there is more to take in than the last tick has taken."""
        return self.pump.is_behind

    @property
    def has_much_news(self) -> bool:
        """Whether the last tick has brought so much that the next had better come soon."""
        return self.pump.taken >= MUCH

    @property
    def has_news(self) -> bool:
        """Whether the last tick brought anything but the time that passes."""
        return self.pump.has_news or self.sampler.has_news

    @property
    def kernels_stir(self) -> bool:
        """Whether what kernels hold of those that are watched may change though all is asleep."""
        return self.sampler.may_stir

    def wake_once(self, wake: Callable[[], None]) -> bool:
        """Have this called when anything goes on, in whatever thread that does; answers whether all is asleep by now.

        Then nobody needs to `tick` more than now and then, until it is called: what is to be known till then is there
        at the next tick. It must not raise, and not wait.
        """
        return not (self.is_behind or self.stepping.stands) and self.pump.wake_once(wake)

    def be_patient(self) -> None:
        """Have our clients hold no server to the time while it does not have its own."""
        if self.deadlines_hold is self.stepping.stands:
            self.deadlines_hold = not self.stepping.stands
            self.crowd.do(ResumeDeadlines() if self.deadlines_hold else SuspendDeadlines())

    def at_the_gate(self, wish: GateWish) -> None:
        """What is wished of the program that is stepped."""
        if self.stepping.whose == CLIENTS:
            self.crowd.do(wish)
        elif self.observed is not None:
            self.observed.do(wish)

    def clear(self, what: str, at: int) -> None:
        """Take away the rows of what is over: of connections (`closed`), or of our own clients (`ended`)."""
        self.pump.fold([Cleared(at, what)])

    # Our own clients.

    def launch_one(self) -> None:
        """Start a client that stays, a message a second."""
        from connscope.clients.plans import MESSAGES  # no start waits for what clients are

        self.launch(LaunchClients(self.host, self.port, 1, MESSAGES, 0, 1.0, True, self.small_pipes))

    def launch(self, *wishes: LaunchClients) -> None:
        """Start clients, all or none. Raises OSError or ValueError when a host cannot be found, or there is no room.

        Small pipes are small at both ends: the server's, if it is ours, for all that it accepts from now on.
        """
        ours = any(self.lives_here(wish.host, wish.port) for wish in wishes)
        small = any(wish.small_pipes for wish in wishes)
        self.crowd.launch(wishes, ours, lambda: self.narrow() if ours and small else None)

    def open_by_hand(self, host: str, port: int, *, small_pipes: bool = False) -> int:
        """Open a connection that does what it is told to; answers its number. Raises as `launch` does."""
        ours = self.lives_here(host, port)
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
        """The other end of a connection by hand, call by call, if it is at the program."""
        return self.other_sides.by_client.get(client) if self.other_sides is not None else None

    def serves(self, host: str, port: int) -> bool:
        """Whether it is the program that listens there."""
        return bool(port) and (host, port) == (self.host, self.port)

    def lives_here(self, host: str, port: int) -> bool:  # noqa: ARG002 - of the program that does
        """Whether it does so in this very process: then both ends of a connection take a descriptor of ours."""
        return False

    def room(self, host: str, port: int) -> int:
        """How many connections to there can still be made, as far as descriptors go."""
        return self.crowd.most(both_ends_here=self.lives_here(host, port))

    def narrow(self) -> None:
        """Have small kernel buffers asked for from now on, where the program is one that can be told to."""

    # What is wished of the program, and known of it.

    def do(self, wish: Wish) -> None:
        """What is wished of our own clients, or of the program's side of a connection. ValueError: it cannot be."""
        if not isinstance(wish, ConnectionWish):
            self.crowd.do(wish)
        elif self.observed is not None:
            self.observed.do(wish)

    def look(self, conn: ConnId) -> None:
        """Have it told what the program's `outb` for that connection holds."""
        if self.observed is not None:
            self.observed.look(conn)

    def has_more(self, conn: Connection) -> bool:
        """Whether there is more to be told of a connection than calls tell, if somebody looks."""
        return conn.outb > 0

    def watch(self, visible: Iterable[ConnId], chosen: ConnId) -> None:
        """Have it told (`KernelSampled`) what the kernel holds of these, the chosen one most often, until told anew.

        Either end stands for both. Whoever shows nothing of it watches nothing: `watch((), 0)`.
        """
        self.sampler.watch(visible, chosen)

    def stop(self) -> None:
        """End clients and program; what does not end within a second is abandoned."""
        self.crowd.stop()
        if self.observed is not None:
            self.observed.stop()
        self.sampler.close()
        self.pump.tick()

    @property
    def has_clients(self) -> bool:
        """Whether any client of ours was launched."""
        return self.crowd.next > 1

    def open_clients(self) -> int:
        """Connections that the program has accepted and that are not over."""
        return sum(1 for conn in self.ledger.connections.values() if conn.role == "accepted" and not conn.over)

    @property
    def address(self) -> str:
        """Where the program listens; empty where it does not."""
        return f"{self.host}:{self.port}" if self.port else ""

    @property
    def loop(self) -> ConnId:
        """The id of the program's loop, of several the one that comes first; 0 where none is known."""
        return 0

    def observed_in(self, picture: Picture) -> list[Program]:
        """What ran of it by that picture, as far as it is kept: all processes, or one server after the other."""
        program = picture.programs.get(self.name)
        return [program] if program is not None else []

    def latest_in(self, picture: Picture) -> str:  # noqa: ARG002 - of the one that goes by several names
        """The name of the program that ran last by that picture."""
        return self.name

    def processes(self, picture: Picture, name: str) -> Sequence[str]:  # noqa: ARG002 - of the one that has several
        """The names of all processes of that program."""
        return (name,)

    def high_water_of(self, name: str) -> int:  # noqa: ARG002 - of the one that knows
        """How much `outb` the program of that name lets grow; 0 where it sets no bound, or nobody knows."""
        return 0

    @property
    def source_name(self) -> str:
        """The source that runs, as places name it."""
        return ""

    def path_of(self, file: str) -> Path:
        """Where the file stands that a place names so."""
        return source_path(file)

    def text_of(self, file: str) -> str | None:  # noqa: ARG002 - of the program that has such
        """What stands there, where that is in no file; else None."""
        return None
