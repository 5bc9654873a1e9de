"""Our own test clients as a source: one loop in a thread for any number of connections.

What they tell of themselves becomes facts, each beside those of its calls.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

from connscope import events as ev
from connscope import wishes
from connscope.clients.behaviours import BEHAVIOURS, parameters
from connscope.clients.multiconn import MultiConn
from connscope.clients.plans import Began, Froze, Outcome, Thawed
from connscope.events import Fact
from connscope.probe.core import Probe
from connscope.sources.thread import IDS, ThreadSource
from connscope.text import visible
from connscope.wishes import Wish

ERROR_LIMIT = 160


class ClientSource(ThreadSource):
    """Clients that are launched while the loop runs. Their numbers begin after `first`; `ids` are their sockets'."""

    def __init__(self, name: str = "clients", first: int = 0, ids: Iterator[int] = IDS) -> None:
        super().__init__(name, Probe(ids=ids))
        self.first = first
        self.reports: deque[tuple[int, Any]] = deque()
        with ExitStack() as undo:
            undo.callback(self.selector.close)
            # What it prints, its calls say too.
            self.clients = MultiConn(
                sel=self.selector,
                new_socket=self.new_socket,
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
        return [FACTS[type(news)](at, self.first + news.connid, news) for at, news in taken]

    def do(self, wish: Wish) -> None:
        """Have it done soon. Raises OSError where a launch's host cannot be found, ValueError for what cannot be."""
        WISHES[type(wish)](self, wish)

    def launch(self, wish: wishes.LaunchClients) -> None:
        """Start connections."""
        options = {name: getattr(wish, name) for name in OPTIONS}
        kind = BEHAVIOURS[wish.behaviour]
        usual = parameters(kind)
        behaviour = kind(**{name: type(usual[name])(value) for name, value in wish.parameters.items()})
        self.clients.launch(wish.host, wish.port, wish.num_conns, behaviour=behaviour, **options)


OPTIONS = ("messages", "repeat", "every", "stay", "small_pipes", "deadline")
"""What a wish and a plan call alike."""

WISHES: dict[type[Wish], Callable[[ClientSource, Any], None]] = {
    wishes.LaunchClients: ClientSource.launch,
    wishes.EndClient: lambda source, wish: source.clients.end(wish.client - source.first),
    wishes.FreezeClient: lambda source, wish: source.clients.freeze(wish.client - source.first),
    wishes.ThawClient: lambda source, wish: source.clients.thaw(wish.client - source.first),
    wishes.EndClients: lambda source, _: source.clients.end_all(),
}


def began(at: int, client: int, news: Began) -> Fact:
    """It is under way."""
    return ev.ClientBegan(at, client, visible(news.own), visible(news.peer), news.behaviour, news.msg_total)


def ended(at: int, client: int, news: Outcome) -> Fact:
    """It is over."""
    error = visible(news.error, ERROR_LIMIT)
    return ev.ClientEnded(at, client, visible(news.own), news.msg_total, news.sent, news.recv_total, error)


FACTS: dict[type[Any], Callable[[int, int, Any], Fact]] = {
    Began: began,
    Froze: lambda at, client, _: ev.ClientFroze(at, client),
    Thawed: lambda at, client, _: ev.ClientThawed(at, client),
    Outcome: ended,
}
