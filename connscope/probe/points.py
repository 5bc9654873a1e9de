"""Breakpoints: at which calls, and after which outcomes, a thread is to be held though nobody asks it to stop.

Each is a small object with the calls whose flag it needs, and a question. They are asked in the program's own thread,
only while they are set. They know no connection but its row, and no screen.
"""

from __future__ import annotations

from errno import EAGAIN, EWOULDBLOCK
from typing import Any, FrozenSet, Sequence, Tuple

from . import records as r
from .places import Places
from .rows import Row

Line = Tuple[str, int]

EVERY = frozenset(range(len(r.CALLS)))
ON_SOCKETS = EVERY - {r.SELECT, r.IDLE, r.ANSWER, r.CLOSE_SELECTOR}
INCOMING = frozenset({r.RECV, r.RECV_INTO})
OUTGOING = frozenset({r.SEND, r.SENDALL})
FORMS = {r.RECV: INCOMING, r.SEND: OUTGOING, r.CONNECT: frozenset({r.CONNECT, r.CONNECT_EX})}
"""Calls of which a person says the one and means all."""


class Point:
    """Never holds anybody; the others differ in one of its answers."""

    calls: FrozenSet[int] = frozenset()
    """Before these it has to be asked."""
    looks = False
    """Whether it has to be asked after calls."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.hits = 0

    def before(self, call: int, row: Any, touched: Sequence[Row], line: Line) -> bool:  # noqa: ARG002
        """Whether to hold now. Touched: the socket of this call, and that of the thread's call before."""
        return False

    def after(self, call: int, asked: int, size: int, errno: int) -> bool:  # noqa: ARG002
        """Whether to hold, though the call has been made."""
        return False


class AtCall(Point):
    """Before one kind of call; at `select()` when it returns."""

    def __init__(self, number: int, call: int) -> None:
        super().__init__(number)
        self.calls = FORMS.get(call, frozenset({r.ANSWER if call == r.SELECT else call}))

    def before(self, call: int, row: Any, touched: Sequence[Row], line: Line) -> bool:  # noqa: ARG002
        """Each time."""
        return call in self.calls


class OnConnection(Point):
    """Before any call on one connection, and when `select()` has it in its answer."""

    calls = ON_SOCKETS | {r.ANSWER}

    def __init__(self, number: int, conn: int) -> None:
        super().__init__(number)
        self.conn = conn

    def before(self, call: int, row: Any, touched: Sequence[Row], line: Line) -> bool:  # noqa: ARG002
        """When it is the one."""
        if call == r.ANSWER:
            return any(ready >> 2 == self.conn for ready in row.ready)
        return bool(touched) and touched[0].conn == self.conn


class AtLine(Point):
    """Before a call that stands at a line of the source."""

    calls = EVERY - {r.ANSWER}

    def __init__(self, number: int, line: Line) -> None:
        super().__init__(number)
        self.line = line

    def before(self, call: int, row: Any, touched: Sequence[Row], line: Line) -> bool:  # noqa: ARG002
        """When it stands there."""
        return line == self.line


class OutbAbove(Point):
    """Before the first call that finds more than so many bytes in an `outb`. Again, when it was less meanwhile."""

    calls = EVERY

    def __init__(self, number: int, size: int) -> None:
        super().__init__(number)
        self.size = size
        self.above: set[int] = set()

    def before(self, call: int, row: Any, touched: Sequence[Row], line: Line) -> bool:  # noqa: ARG002
        """When it has come to be more."""
        over = {each.conn for each in touched if each.owes() > self.size}
        fresh = over - self.above
        self.above = (self.above - {each.conn for each in touched}) | over
        return bool(fresh)


class IdleLoop(Point):
    """When `select()` answers and nothing was called since it answered the same."""

    calls = frozenset({r.ANSWER})

    def before(self, call: int, row: Any, touched: Sequence[Row], line: Line) -> bool:  # noqa: ARG002
        """When it was for nothing."""
        return bool(row.idled)


class Outcome(Point):
    """After a call that came out in one way."""

    looks = True

    def __init__(self, number: int, kind: str) -> None:
        super().__init__(number)
        self.kind = kind

    def after(self, call: int, asked: int, size: int, errno: int) -> bool:
        """When it is that."""
        return outcome(call, asked, size, errno) == self.kind


def outcome(call: int, asked: int, size: int, errno: int) -> str:
    """What came of a call, if it is one of these; else empty."""
    if errno:
        return "EAGAIN" if errno in (EAGAIN, EWOULDBLOCK) else "error"
    if call in INCOMING and asked and not size:
        return "EOF"
    return "short send" if call in OUTGOING and 0 <= size < asked else ""


OUTCOMES = ("error", "EAGAIN", "short send", "EOF")


class Points:
    """Those that are set, and the calls before which they have to be asked."""

    def __init__(self, points: Sequence[Point] = ()) -> None:
        self.points = tuple(points)
        self.calls: FrozenSet[int] = frozenset().union(*(point.calls for point in self.points))
        self.looks = any(point.looks for point in self.points)
        self.lines = any(isinstance(point, AtLine) for point in self.points)

    def before(self, call: int, row: Any, touched: Sequence[Row], places: Places) -> int:
        """The number of the first that holds; 0 if none does. All that would are counted."""
        if call not in self.calls:
            return 0
        line = places.line(places.here()) if self.lines else ("", 0)
        return self.hit([point for point in self.points if point.before(call, row, touched, line)])

    def after(self, call: int, asked: int, size: int, errno: int) -> int:
        """The same after a call."""
        return self.hit([point for point in self.points if point.after(call, asked, size, errno)])

    def hit(self, points: Sequence[Point]) -> int:
        """Count them; answers the first one's number."""
        for point in points:
            point.hits += 1
        return points[0].number if points else 0
