"""Breakpoints: at which calls, and after which outcomes, a thread is to be held though nobody asks it to stop.

Each is a small object with the calls whose flag it needs, and a question. They are asked in the program's own thread,
only while they are set. They know no connection but its row, and no screen.
"""

from __future__ import annotations

from errno import EAGAIN, EWOULDBLOCK

from . import records as r
from .rows import Row
from .typed import Any, Callable, Dict, FrozenSet, List, NamedTuple, Optional, Sequence, Set, Tuple

Line = Tuple[str, int]

EVERY = frozenset(range(len(r.CALLS))) - {
    *(r.IDLE, r.PEEK, r.RECV_URGENT, r.SEND_URGENT, r.OUTB, r.LOG, r.DATA, r.HELD, r.RELEASED),
    *(r.INJECT, r.PAUSE, r.CUT, r.PIPES, r.SECURE, r.AWAIT, r.STALL),
}
"""All that the gate stands before; a call that peeks is a `recv` until it has been made."""

ON_SOCKETS = EVERY - {r.SELECT, r.ANSWER, r.CLOSE_SELECTOR}
INCOMING = frozenset({r.RECV, r.RECV_INTO})
OUTGOING = frozenset({r.SEND, r.SENDALL})
FORMS = {
    r.SELECT: frozenset({r.ANSWER}),
    r.RECV: INCOMING,
    r.SEND: OUTGOING,
    r.CONNECT: frozenset({r.CONNECT, r.CONNECT_EX}),
}
"""Calls of which a person says the one and means all; of `select()`, its return."""


class Moment(NamedTuple):
    """A call that is about to be made, or an answer of `select()` that is about to be seen."""

    call: int
    row: Any
    """The socket's, or the loop's."""
    on: Optional[Row]
    """The socket that it is on, or that is to be watched; None where there is none."""
    last: Optional[Row] = None
    """The socket of the thread's call before."""
    line: Line = ("", 0)
    """Where it stands, if somebody wants to know."""


class Point:
    """Never holds anybody; the others differ in one of its answers."""

    calls: FrozenSet[int] = frozenset()
    """Before these it has to be asked, and before no others."""
    looks = False
    """Whether it has to be asked after calls."""

    def __init__(self, number: int, about: Any = None) -> None:
        self.number = number
        self.about = about
        """The call, connection, line, size or outcome."""
        self.hits = 0

    def same_as(self, point: Point) -> bool:
        """Whether they hold at the same, and it has the same number."""
        return (type(self), self.number, self.about) == (type(point), point.number, point.about)

    def before(self, at: Moment) -> bool:  # noqa: ARG002
        """Whether to hold now."""
        return False

    def after(self, call: int, asked: int, size: int, errno: int) -> bool:  # noqa: ARG002
        """Whether to hold, though the call has been made."""
        return False


class AtCall(Point):
    """Before one kind of call; at `select()` when it returns."""

    def __init__(self, number: int, call: int) -> None:
        super().__init__(number, call)
        self.calls = FORMS.get(call, frozenset({call}))

    def before(self, at: Moment) -> bool:  # noqa: ARG002
        """Each time."""
        return True


class OnConnection(Point):
    """Before any call on one connection, and when `select()` has it in its answer."""

    calls = ON_SOCKETS | {r.ANSWER}

    def before(self, at: Moment) -> bool:
        """When it is the one."""
        if at.call == r.ANSWER:
            return any(ready >> 2 == self.about for ready in at.row.ready)
        return at.on is not None and at.on.conn == self.about


class AtLine(Point):
    """Before a call that stands at a line of the source."""

    calls = EVERY - {r.ANSWER}

    def before(self, at: Moment) -> bool:
        """When it stands there."""
        return bool(at.line == self.about)


class OutbAbove(Point):
    """Before the first call that finds more than so many bytes in an `outb`. Again, when it was less meanwhile."""

    calls = EVERY

    def __init__(self, number: int, size: int) -> None:
        super().__init__(number, size)
        self.above: Set[int] = set()
        """The connections that had more when they were seen last."""

    def before(self, at: Moment) -> bool:
        """When it has come to be more."""
        touched = [row for row in (at.on, at.last) if row is not None]
        over = {row.conn for row in touched if row.ended != "closed" and row.owes() > self.about}
        fresh = over - self.above
        self.above = self.above.difference(row.conn for row in touched) | over
        return bool(fresh)


class IdleLoop(Point):
    """When `select()` answers and nothing was called since its answer before."""

    calls = frozenset({r.ANSWER})

    def before(self, at: Moment) -> bool:
        """When that was for nothing."""
        return bool(at.row.idled)


class Outcome(Point):
    """After a call that came out in one way."""

    looks = True

    def after(self, call: int, asked: int, size: int, errno: int) -> bool:
        """When it is that."""
        return bool(outcome(call, asked, size, errno) == self.about)


def outcome(call: int, asked: int, size: int, errno: int) -> str:
    """What came of a call, if it is one of these; else empty."""
    if errno:
        return "EAGAIN" if errno in (EAGAIN, EWOULDBLOCK) else "error"
    if call in INCOMING and asked and not size:
        return "EOF"
    return "short send" if call in OUTGOING and 0 <= size < asked else ""


OUTCOMES = ("error", "EAGAIN", "short send", "EOF")

KINDS: Dict[str, Callable[[int, Any], Point]] = {
    kind.__name__: kind for kind in (AtCall, OnConnection, AtLine, OutbAbove, IdleLoop, Outcome)
}
"""By the names by which a point is called in another process. Each is made of its number and what it is about."""


class Points:
    """Those that are set, and the calls before which they have to be asked."""

    def __init__(self, points: Sequence[Point] = ()) -> None:
        self.points = tuple(points)
        self.calls: FrozenSet[int] = frozenset().union(*(point.calls for point in self.points))
        self.looks = any(point.looks for point in self.points)
        self.lines = any(isinstance(point, AtLine) for point in self.points)

    def before(self, at: Moment) -> int:
        """The number of the first that holds; 0 if none does. All that would are counted."""
        return self.hit([point for point in self.points if at.call in point.calls and point.before(at)])

    def after(self, call: int, asked: int, size: int, errno: int) -> int:
        """The same after a call."""
        return self.hit([point for point in self.points if point.after(call, asked, size, errno)])

    def hit(self, points: List[Point]) -> int:
        """Count them; answers the first one's number."""
        for point in points:
            point.hits += 1
        return points[0].number if points else 0
