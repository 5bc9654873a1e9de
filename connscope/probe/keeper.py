"""The gate's keeper: who is held at a closed gate, for how long, and who may go on.

A held thread waits in here, in its own call, until somebody lets it go on; meanwhile it does the errands of its loop.
Everything else goes on: nothing of the program is touched, and whatever the keeper gets wrong, the gate opens. Time
spent here does not count on `clock`.
"""

from __future__ import annotations

import time
from threading import TIMEOUT_MAX, Condition, get_ident

from .core import Probe
from .foreign import head_of, number, size_of
from .notes import Notes
from .points import EVERY, ON_SOCKETS, Moment, Points
from .records import ANSWER, MODIFY, REGISTER, SEND, SENDALL, UNREGISTER
from .rows import Row
from .typed import Any, Dict, FrozenSet, Optional

OPEN, CALL, LOOP, SERVICE, PACE_CALLS, PACE_LOOPS = range(6)
"""Hold nobody but at breakpoints; at the next call; at the next return of `select()`; at the next call that is not on
the connection that is served; at each call, or each return of `select()`, for a moment."""

PACES = (PACE_CALLS, PACE_LOOPS)
AT_ANSWERS = (LOOP, PACE_LOOPS)
WATCHING = (REGISTER, MODIFY, UNREGISTER)
SENDING = (SEND, SENDALL)

NOBODY = 0
"""No thread has this identifier."""


class Visitor:
    """One thread that comes to the gate."""

    __slots__ = ("away", "last", "may_go", "served", "since")

    def __init__(self) -> None:
        self.since = 0.0
        """Since when it stands still; 0 while it does not."""
        self.away = 0.0
        """Seconds that it has stood still before that."""
        self.may_go = False
        self.last: Optional[Row] = None
        """The socket of its latest call; None if that was on none."""
        self.served: Optional[Row] = None
        """The socket that it is to be done with before it is held again."""


class Visitors(Dict[int, Visitor]):
    """All threads that have come, by their identifiers."""

    def __missing__(self, ident: int) -> Visitor:
        visitor = self[ident] = Visitor()
        return visitor


class Keeper:
    """Stands at one probe's gate. Everybody may call its methods; `stop` and `look` are for observed threads.

    `only` is the thread that may be held; None: any. Nobody else's must wait here, least of all the screen's.
    """

    def __init__(self, probe: Probe, only: Optional[int] = None) -> None:
        self.probe, self.only = probe, only
        self.notes = Notes(probe)
        self.turn = Condition()
        self.mode = OPEN
        self.pause = 0.0
        """How long each stop lasts while it is paced, in seconds."""
        self.points = Points()
        self.visitors = Visitors()
        self.retired = False
        self.wanted: FrozenSet[int] = frozenset()
        """The calls before which a thread has to come."""
        probe.gate.stop, probe.gate.look = self.stop, self.look
        detach = probe.detach

        def leave() -> None:
            self.retire()
            detach()

        probe.detach = leave

    # What is wished. From any thread.

    def hold(self) -> None:
        """Hold at the next call. Who is held at a breakpoint or for a moment stays so."""
        self.change(CALL)

    def step(self, mode: int = CALL) -> None:
        """Let whoever is held go on to the next call, return of `select()`, or connection; then hold again."""
        self.change(mode, go_on=True)

    def go(self) -> None:
        """Let everybody go on; hold nobody, but at breakpoints."""
        self.change(OPEN, go_on=True)

    def pace(self, rate: float, *, loops: bool = False) -> None:
        """Let it go on by itself: so many calls a second at most, or so many loops. ValueError if that is none."""
        if not rate > 0:
            raise ValueError(f"{rate} a second is no pace")
        mode = PACE_LOOPS if loops else PACE_CALLS
        with self.turn:
            self.pause = min(1.0 / rate, TIMEOUT_MAX)
            # Who stands for a moment stands on, for a longer or shorter one: else each change would be a step.
            self.change(mode, go_on=self.mode != mode)

    def set_points(self, points: Points) -> None:
        """Hold at these from now on."""
        with self.turn:
            self.points = Points() if self.retired else points
            self.close()

    def retire(self) -> None:
        """Let everybody go on, and hold nobody ever again."""
        with self.turn:
            self.retired, self.points = True, Points()
            self.go()

    def nudge(self) -> None:
        """Have whoever is held see to the errands of its loop."""
        with self.turn:
            self.turn.notify_all()

    def clock(self) -> float:
        """Monotonic seconds, but for those in which the thread stood still: the only one, or that which asks."""
        visitor = self.visitors[get_ident() if self.only is None else self.only]
        return (visitor.since or time.monotonic()) - visitor.away

    def change(self, mode: int, *, go_on: bool = False) -> None:
        """Change whom the gate holds, and perhaps let go of those whom it holds now."""
        with self.turn:
            self.mode = OPEN if self.retired else mode
            for visitor in list(self.visitors.values()):
                visitor.may_go = visitor.may_go or go_on
                visitor.served = visitor.last if visitor.since else None
            self.close()
            self.turn.notify_all()

    def close(self) -> None:
        """Set the flags as mode and breakpoints want them."""
        by_mode = frozenset({ANSWER}) if self.mode in AT_ANSWERS else EVERY if self.mode != OPEN else frozenset()
        self.wanted = by_mode | self.points.calls
        closed = self.probe.gate.closed
        for call in EVERY:
            closed[call] = int(call in self.wanted)
        self.probe.gate.looks = self.points.looks

    # What happens at the gate. In the observed thread.

    def stop(self, call: int, row: Any, asked: Any = 0, given: Any = None) -> None:
        """A call is about to be made, or an answer of `select()` to be seen."""
        visitor = self.visitor()
        if visitor is None:
            return
        points, places = self.points, self.probe.places
        line = places.line(places.here()) if points.lines else ("", 0)
        at = Moment(call, row, self.socket_of(call, row, given), visitor.last, line)
        point = points.before(at)
        visitor.last = at.on
        if point or self.wants(visitor, at):
            head = head_of(given, size_of(given)) if call in SENDING else b""
            self.wait(visitor, at, number(asked, -1), head, point)

    def look(self, call: int, row: Row, asked: int, size: int, errno: int) -> None:
        """A call has been made, and it was not the usual that came of it."""
        visitor = self.visitor()
        if visitor is None:
            return
        visitor.last = row
        point = self.points.after(call, asked, size, errno)
        if point:
            self.wait(visitor, Moment(call, row, row), asked, b"", point, after=True)

    def visitor(self) -> Optional[Visitor]:
        """The thread that has come, if it may be held. One that is held may come again: to clean up what is garbage."""
        ident = get_ident()
        if self.retired or self.only not in (None, ident):
            return None
        visitor = self.visitors[ident]
        return None if visitor.since else visitor

    def socket_of(self, call: int, row: Any, given: Any) -> Optional[Row]:
        """The socket that a call is on; that which is to be watched, for a call on a selector."""
        if call in WATCHING:
            return self.probe.by_fd.get(given) if type(given) is int else self.probe.row_of(given)
        return row if call in ON_SOCKETS else None

    def wants(self, visitor: Visitor, at: Moment) -> bool:
        """Whether it is to be held here though no breakpoint is."""
        mode = self.mode
        if mode in AT_ANSWERS:
            return at.call == ANSWER
        if mode == SERVICE:
            visitor.served = visitor.served or at.on
            return at.on is None or at.on is not visitor.served
        return mode in (CALL, PACE_CALLS)

    def wait(self, visitor: Visitor, at: Moment, asked: int, head: bytes, point: int, *, after: bool = False) -> None:
        """Stand still until somebody, or time, says go on."""
        with self.turn:
            if not self.begins(visitor, at, point):
                return
            try:
                self.probe.gate.stands()
                self.notes.held(at, asked, head, point, after)
                self.notes.attend()
                while not visitor.may_go and self.patience(visitor) != 0:
                    self.turn.wait(self.patience(visitor))
                    self.notes.attend()
            finally:
                visitor.away += time.monotonic() - visitor.since
                visitor.since = 0.0
                self.notes.released()

    def begins(self, visitor: Visitor, at: Moment, point: int) -> bool:
        """Whether it has to stand still now; from then on it does."""
        if self.retired or not (point or self.wants(visitor, at)):  # somebody has just said go
            return False
        if point or self.mode not in PACES:
            self.mode = CALL  # at a breakpoint everything stops
            self.close()
        visitor.may_go = False
        visitor.since = time.monotonic()
        return True

    def patience(self, visitor: Visitor) -> Optional[float]:
        """How long it still stands still, in seconds; None: until it is told otherwise."""
        if self.mode not in PACES:
            return None
        return max(0.0, visitor.since + self.pause - time.monotonic())
