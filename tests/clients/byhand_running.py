"""The loop of connections by hand in a thread, bare sockets and all, and everything that it tells."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from connscope.clients.byhand import ByHand
from connscope.clients.plans import Outcome
from connscope.clients.tidings import Moved
from tests.clients.far_end import PATIENCE


class Running:
    """The loop and its tidings."""

    def __init__(self) -> None:
        self.told: list[Any] = []
        self.sent_at: list[float] = []
        self.forgets = False
        """Whether it keeps nothing of what was moved."""
        self.news = threading.Condition()
        self.client = ByHand(log=lambda _: None, tell=self.tell)

    def tell(self, news: Any) -> None:
        with self.news:
            if isinstance(news, Moved) and news.outgoing:
                self.sent_at.append(time.monotonic())
            if not (self.forgets and isinstance(news, Moved)):
                self.told.append(news)
            self.news.notify_all()

    def until(self, condition: Callable[[], object]) -> None:
        """Wait for what is told."""
        with self.news:
            assert self.news.wait_for(condition, PATIENCE), self.told[-3:]

    def moved(self, *, outgoing: bool, connid: int = 1) -> list[bytes]:
        """What each call carried."""
        moves = [news for news in list(self.told) if isinstance(news, Moved)]
        return [news.data for news in moves if (news.connid, news.outgoing) == (connid, outgoing)]

    def sends(self, count: int) -> list[bytes]:
        """What the first so many carried, once there are as many."""
        self.until(lambda: len(self.moved(outgoing=True)) >= count)
        return self.moved(outgoing=True)

    def of(self, kind: type[Any]) -> list[Any]:
        """The tidings of this kind."""
        return [news for news in list(self.told) if isinstance(news, kind)]

    def outcome(self, connid: int = 1) -> Outcome:
        """How it ended, once it has."""
        self.until(lambda: any(news.connid == connid for news in self.of(Outcome)))
        (outcome,) = (news for news in self.of(Outcome) if news.connid == connid)
        return outcome


@contextmanager
def running() -> Iterator[Running]:
    """Stopped at the end."""
    it = Running()
    thread = threading.Thread(target=lambda: it.client.run(forever=True))
    thread.start()
    try:
        yield it
    finally:
        it.client.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()
