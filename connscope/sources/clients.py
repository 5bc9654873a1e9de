"""Our own test clients as a source: one loop in a thread for any number of connections.

What they tell of themselves becomes facts, each beside those of its calls.
"""

import time
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from operator import itemgetter
from typing import Any

from connscope import events as ev
from connscope import wishes
from connscope.clients.behaviours import BEHAVIOURS, Behaviour, parameters
from connscope.clients.multiconn import MultiConn
from connscope.clients.plans import Acted, Addresses, Began, Froze, Outcome, Thawed
from connscope.events import OURS_FROM, Fact
from connscope.probe.core import Probe
from connscope.sources.gate import GATE_WISHES, at_the_gate
from connscope.sources.thread import ThreadSource
from connscope.text import visible
from connscope.wishes import Wish

ERROR_LIMIT = 160
IDS = count(OURS_FROM)


class ClientSource(ThreadSource):
    """Clients that are launched while the loop runs; `ids` are their sockets'."""

    def __init__(self, name: str = "clients", ids: Iterator[int] = IDS) -> None:
        super().__init__(name, Probe(ids=ids))
        self.launches: list[tuple[int, int]] = []
        """Of each launch the first connid, as the clients count, and its number for everybody else."""
        self.asked = self.begun = self.ended = 0
        self.reports: deque[tuple[int, Any]] = deque()
        with ExitStack() as undo:
            undo.callback(self.selector.close)
            # What it prints, its calls say too.
            self.clients = MultiConn(
                sel=self.selector,
                new_socket=self.new_socket,
                clock=self.keeper.clock,
                log=lambda *_: None,
                report=self.report,
                tell=self.report,
            )
            undo.callback(self.clients.close)
            self.run(lambda: self.clients.run(forever=True), stop=self.clients.stop)
            undo.pop_all()

    def report(self, news: Any) -> None:
        """Take down what a client says; called in the loop's thread."""
        self.reports.append((time.monotonic_ns(), news))

    def beside(self) -> list[Fact]:
        """What the clients have told of themselves."""
        taken = [self.reports.popleft() for _ in range(len(self.reports))]
        self.begun = max([self.begun, *(news.connid for _, news in taken)])
        self.ended += sum(type(news) is Outcome for _, news in taken)
        return [FACTS[type(news)](at, self.number(news.connid), news) for at, news in taken]

    @property
    def to_come(self) -> int:
        """Clients that were asked for and have not begun."""
        return self.asked - self.begun

    @property
    def there(self) -> int:
        """Those that are not over, also if they have not begun."""
        return self.asked - self.ended

    def number(self, connid: int) -> int:
        """What everybody else calls it."""
        first_connid, first = self.launches[bisect_right(self.launches, connid, key=itemgetter(0)) - 1]
        return first + connid - first_connid

    def connid(self, number: int) -> int:
        """What the clients call it; 0 for one that does not live here."""
        at = bisect_right(self.launches, number, key=itemgetter(1))
        first_connid, first = self.launches[at - 1] if at else (0, number)
        return first_connid + number - first

    def do(self, wish: Wish) -> None:
        """Have it done soon. Raises OSError where a launch's host cannot be found, ValueError for what cannot be."""
        WISHES[type(wish)](self, wish)

    def launch(self, wish: wishes.LaunchClients, addresses: Addresses | None = None) -> None:
        """Start connections; to these addresses, if the host was resolved already."""
        known = {} if addresses is None else {"addresses": addresses}
        options = {name: getattr(wish, name) for name in OPTIONS}
        behaviours = [made(*each) for each in wish.behaviours]
        # First, for the first of them may tell of itself before this is over.
        self.launches.append((self.asked + 1, wish.first))
        self.asked += wish.num_conns
        try:
            self.clients.launch(wish.host, wish.port, wish.num_conns, behaviours=behaviours, **options, **known)
        except (OSError, ValueError):
            self.launches.pop()
            self.asked -= wish.num_conns
            raise


def made(name: str, values: dict[str, float]) -> Behaviour:
    """A behaviour by its name. Raises KeyError if there is none, ValueError for what cannot be set, or not so."""
    kind = BEHAVIOURS[name]
    if unknown := values.keys() - parameters(kind):
        raise ValueError(f"{name} has no {min(unknown)!a:.40}")
    return kind(**values)


OPTIONS = ("messages", "repeat", "every", "stay", "small_pipes", "deadline", "echo")
"""What a wish and a plan call alike."""

WISHES: dict[type[Wish], Callable[[ClientSource, Any], None]] = {
    wishes.LaunchClients: ClientSource.launch,
    wishes.EndClient: lambda source, wish: source.clients.end(source.connid(wish.client)),
    wishes.FreezeClient: lambda source, wish: source.clients.freeze(source.connid(wish.client)),
    wishes.ThawClient: lambda source, wish: source.clients.thaw(source.connid(wish.client)),
    wishes.EndClients: lambda source, _: source.clients.end_all(),
    wishes.SuspendDeadlines: lambda source, _: source.clients.suspend_deadlines(),
    wishes.ResumeDeadlines: lambda source, _: source.clients.resume_deadlines(),
    **dict.fromkeys(GATE_WISHES, lambda source, wish: at_the_gate(source.keeper, wish)),
}


def began(at: int, client: int, news: Began) -> Fact:
    """It is under way."""
    return ev.ClientBegan(at, client, visible(news.own), visible(news.peer), news.behaviour, news.msg_total)


def ended(at: int, client: int, news: Outcome) -> Fact:
    """It is over."""
    error, note = visible(news.error, ERROR_LIMIT), visible(news.note, ERROR_LIMIT)
    return ev.ClientEnded(at, client, visible(news.own), news.msg_total, news.sent, news.recv_total, error, note)


FACTS: dict[type[Any], Callable[[int, int, Any], Fact]] = {
    Began: began,
    Acted: lambda at, client, news: ev.ClientActed(at, client, news.behaviour, news.times),
    Froze: lambda at, client, _: ev.ClientFroze(at, client),
    Thawed: lambda at, client, _: ev.ClientThawed(at, client),
    Outcome: ended,
}
