"""What one connection by hand has to say, piece by piece and at its pace. Knows neither socket nor clock.

Nothing is built before its turn: a million repetitions are a number, and one piece is in `outb` at a time.
"""

import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

MOST_DATA = 16 << 20
"""Bytes of one saying,"""
MOST_WAITING_DATA = 64 << 20
"""and of all that wait; what is said again and again counts once."""
MOST_WAITING = 100
MOST_TIMES = 1_000_000
MOST_SECONDS = 3600.0


class NoRoom(ValueError):
    """Too much waits to be said."""


@dataclass(frozen=True)
class Saying:
    """Bytes that go out whole or, with `piece`, so many at a time; `every` so many seconds, and all of it `times`."""

    data: bytes
    piece: int = 0
    every: float = 0.0
    times: int = 1

    def __post_init__(self) -> None:
        if not 0 < len(self.data) <= MOST_DATA:
            raise ValueError(f"{len(self.data):,} bytes: say 1 to {MOST_DATA:,}")
        if self.piece < 0:
            raise ValueError(f"pieces of {self.piece:,} bytes: give 1 or more, or 0 for all in one")
        if not 0 <= self.every <= MOST_SECONDS:
            raise ValueError(f"every {self.every:g} s: give 0 to {MOST_SECONDS:,g}")
        if not 1 <= self.times <= MOST_TIMES:
            raise ValueError(f"{self.times:,} times: give 1 to {MOST_TIMES:,}")

    @property
    def total(self) -> int:
        """Bytes in all."""
        return len(self.data) * self.times

    def pieces(self) -> Iterator[bytes]:
        """What goes out one after the other."""
        size = self.piece or len(self.data)
        for _ in range(self.times):
            for start in range(0, len(self.data), size):
                yield self.data[start : start + size]


class Speech:
    """The sayings of one connection, in their order. Any thread may add to it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sayings: deque[Saying] = deque()
        self._pieces: Iterator[bytes] = iter(())
        self._every = 0.0
        self._next = b""
        self._speaks_at = -inf
        self.left = 0
        """Bytes that were not taken,"""
        self.said = 0
        """and bytes that were added and not taken back."""
        self.finished = False
        """Whether nothing is to be added any more."""

    def add(self, saying: Saying) -> None:
        """To be said when all before it is. ValueError if nothing more may be said; `NoRoom` if it is too much."""
        with self._lock:
            if self.finished:
                raise ValueError("it has said its last: its sending was shut down")
            if len(self._sayings) >= MOST_WAITING:
                raise NoRoom(f"{MOST_WAITING} things wait to be said: let some of it go out, or take it back")
            if len(saying.data) + sum(len(each.data) for each in self._sayings) > MOST_WAITING_DATA:
                raise NoRoom(f"{MOST_WAITING_DATA >> 20} MiB wait to be said: let some of it go out, or take it back")
            self._sayings.append(saying)
            self.left += saying.total
            self.said += saying.total
            self._advance()

    def finish(self) -> None:
        """Have nothing added any more."""
        with self._lock:
            self.finished = True

    def hush(self) -> None:
        """Say none of it."""
        with self._lock:
            self._sayings.clear()
            self.said -= self.left
            self._pieces, self._next, self._speaks_at, self.left = iter(()), b"", -inf, 0

    def take(self, now: float) -> bytes:
        """The next piece; empty if it is not its time, or there is none."""
        with self._lock:
            if not self._next or now < self._speaks_at:
                return b""
            piece, self._next, self._speaks_at = self._next, b"", now + self._every
            self.left -= len(piece)
            self._advance()
            return piece

    def due_at(self) -> float:
        """When there is something to say."""
        with self._lock:
            return self._speaks_at if self._next else inf

    def _advance(self) -> None:
        """Have the next piece ready. A pace holds within one saying, and not between two."""
        while not self._next:
            self._next = next(self._pieces, b"")
            if not self._next:
                if not self._sayings:
                    return
                saying = self._sayings.popleft()
                self._pieces, self._every, self._speaks_at = saying.pieces(), saying.every, -inf
