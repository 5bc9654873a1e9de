"""What the loop of connections by hand has told and nobody has taken: a tick comes when it can, a flood does not wait.

Every byte is counted, whatever has to go. It must know no conversation.
"""

import threading
from collections import deque
from typing import Any

from connscope.clients import tidings

MOST_BYTES = 16 << 20
"""Of which the content waits to be taken, of each connection and direction;"""
MOST_TIDINGS = 10_000
"""of so many tidings in all each call waits by itself, and then they are told together."""


class Carried:
    """What waits of one connection and direction: of the last bytes the content."""

    def __init__(self) -> None:
        self.full: deque[tidings.Moved] = deque()
        self.length = 0
        self.last: tidings.Moved | None = None

    def add(self, news: tidings.Moved) -> None:
        """Keep what it carries, and let go of what is too much."""
        self.last = news
        self.full.append(news)
        self.length += news.size
        while self.length > MOST_BYTES and len(self.full) > 1:
            oldest = self.full.popleft()
            self.length -= oldest.size
            oldest.data = b""


class Waiting:
    """What was told and nobody has taken, bounded: of too much the content goes, and of too many calls the number."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.begin()

    def begin(self) -> None:
        """With nothing."""
        self.tidings: list[tuple[int, Any]] = []
        self.carried: dict[tuple[int, bool], Carried] = {}
        """By connection and direction."""

    def add(self, at: int, news: Any) -> None:
        """Keep it until it is taken."""
        with self.lock:
            if isinstance(news, tidings.Moved) and self.carry(news):
                return
            self.tidings.append((at, news))

    def carry(self, news: tidings.Moved) -> bool:
        """Make room for what it carries; whether it was counted to the call before, since there was none."""
        carried = self.carried.setdefault((news.connid, news.outgoing), Carried())
        if len(self.tidings) >= MOST_TIDINGS and carried.last is not None:
            last = carried.last
            last.size, last.calls, last.data = last.size + news.size, last.calls + news.calls, b""
            return True
        carried.add(news)
        return False

    def take(self) -> list[tuple[int, Any]]:
        """All of it."""
        with self.lock:
            taken = self.tidings
            self.begin()
        return taken
