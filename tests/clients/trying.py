"""Ways to run the client under test, and to ask what came of it."""

import selectors
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple

import pytest

from connscope.clients.multiconn import MESSAGES, MultiConn, Outcome
from connscope.clients.plans import Acted, News
from tests.clients.far_end import PATIENCE, Address

TOTAL = sum(len(message) for message in MESSAGES)


def quiet(_: str) -> None:
    pass


def run(address: Address, num_conns: int = 1, **options: Any) -> list[Outcome]:
    client = MultiConn(log=quiet)
    client.start_connections(*address, num_conns, **options)
    return client.run()


def errors(outcomes: list[Outcome]) -> list[str]:
    return [outcome.error for outcome in outcomes]


class Running(NamedTuple):
    """A client that runs for ever in a thread of its own."""

    client: MultiConn
    reports: SimpleQueue[Outcome]
    received: SimpleQueue[str]
    """A line for each piece of echo that came."""
    ended: list[Outcome]
    """All reports, in turn."""
    news: SimpleQueue[News]
    acted: SimpleQueue[Acted]
    """What is told of its behaviours, apart from the rest."""

    def outcome(self) -> Outcome:
        """The next one."""
        return self.reports.get(timeout=PATIENCE)

    def told(self) -> News:
        """The next thing that is told."""
        return self.news.get(timeout=PATIENCE)

    def until(self, news: News) -> None:
        """Wait for it to be told."""
        while self.told() != news:
            pass


@contextmanager
def running(**tools: Any) -> Iterator[Running]:
    """Stopped in the end, and all that time it may sleep."""
    reports: SimpleQueue[Outcome] = SimpleQueue()
    received: SimpleQueue[str] = SimpleQueue()
    news: SimpleQueue[News] = SimpleQueue()
    acted: SimpleQueue[Acted] = SimpleQueue()
    ended: list[Outcome] = []

    def log(line: str) -> None:
        if line.startswith("received"):
            received.put(line)

    def tell(each: News) -> None:
        (acted if isinstance(each, Acted) else news).put(each)

    def report(outcome: Outcome) -> None:
        ended.append(outcome)
        reports.put(outcome)

    client = MultiConn(log=log, report=report, tell=tell, **tools)
    thread = threading.Thread(target=lambda: client.run(forever=True))
    thread.start()
    try:
        yield Running(client, reports, received, ended, news, acted)
    finally:
        client.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


class Watching(selectors.DefaultSelector):
    """Calls `look` at every trip of the loop, with the data of all connections."""

    def __init__(self, look: Callable[[list[Any]], object]) -> None:
        super().__init__()
        self.look = look

    def select(self, timeout: float | None = None) -> list[Any]:
        self.look([key.data for key in self.get_map().values() if key.data])
        return super().select(timeout)


def open_descriptors() -> int:
    fds = Path("/proc/self/fd")
    if not fds.exists():
        pytest.skip("descriptors are counted on Linux")
    return len(list(fds.iterdir()))
