"""The gate's keeper: who is held at a closed gate, for how long, and who may go on.

A held thread waits in here, in its own call, until somebody lets it go on; meanwhile it does what it is asked to do
in its own thread. Everything else goes on: nothing of the program is touched, and whatever the keeper gets wrong, the
gate opens. Time spent here does not count on `clock`.
"""

from __future__ import annotations

import time
from collections import deque
from threading import Condition, get_ident
from types import MemberDescriptorType
from typing import Any, Callable, Deque, Dict, Optional

from .core import Probe
from .foreign import found_in, head_of, number, size_of
from .points import EVERY, ON_SOCKETS, Points
from .records import ANSWER, HELD, MODIFY, REGISTER, RELEASED, SELECT, SEND, SENDALL, UNREGISTER
from .rows import Row

OPEN, CALL, LOOP, SERVICE, PACE_CALLS, PACE_LOOPS = range(6)
"""Hold nobody but at breakpoints; at the next call; at the next return of `select()`; at the next call that is not on
the connection that is served; at each call, or each return of `select()`, for a moment."""

WATCHING = (REGISTER, MODIFY, UNREGISTER)
SENDING = (SEND, SENDALL)


class Keeper:
    """Stands at one probe's gate. Everybody may call its methods; `stop` and `look` are for observed threads."""

    def __init__(self, probe: Probe) -> None:
        self.probe = probe
        self.turn = Condition()
        self.mode = OPEN
        self.pause = 0.0
        """How long each stop lasts while it is paced, in seconds."""
        self.points = Points()
        self.only: Optional[int] = None
        """The thread that may be held; None: any. Nobody else's must wait here, least of all the screen's."""
        self.held: Dict[int, bool] = {}
        """The threads that stand still, by their identifiers, and whether each may go on."""
        self.errands: Deque[Callable[[], None]] = deque()
        self.served: Optional[Row] = None
        self.before: Optional[Row] = None
        """The socket of the call before this one."""
        self.away = 0.0
        """Seconds that the thread has stood still in all."""
        self.retired = False
        probe.gate.stop, probe.gate.look = self.stop, self.look

    # What is wished. From any thread.

    def hold(self) -> None:
        """Hold at the next call. Who is held at a breakpoint or for a moment stays so."""
        self.set(CALL)

    def step(self, mode: int = CALL) -> None:
        """Let whoever is held go on to the next call, return of `select()`, or connection; then hold again."""
        self.set(mode, go_on=True)

    def go(self) -> None:
        """Let everybody go on; hold nobody, but at breakpoints."""
        self.set(OPEN, go_on=True)

    def pace(self, rate: float, *, loops: bool = False) -> None:
        """Let it go on by itself: so many calls a second at most, or so many loops."""
        self.pause = 1.0 / rate
        self.set(PACE_LOOPS if loops else PACE_CALLS, go_on=True)

    def set_points(self, points: Points) -> None:
        """Hold at these from now on."""
        with self.turn:
            self.points = points
            self.close()

    def retire(self) -> None:
        """Let everybody go on, and hold nobody ever again."""
        self.retired = True
        self.points = Points()
        self.go()

    def ask(self, errand: Callable[[], None]) -> bool:
        """Have a held thread do this; answers whether there is one."""
        with self.turn:
            if self.held:
                self.errands.append(errand)
                self.turn.notify_all()
            return bool(self.held)

    def clock(self) -> float:
        """Monotonic seconds, but for those in which the thread stood still."""
        return time.monotonic() - self.away

    def set(self, mode: int, *, go_on: bool = False) -> None:
        """Change whom the gate holds."""
        with self.turn:
            self.mode = OPEN if self.retired else mode
            if go_on:
                self.held = dict.fromkeys(self.held, True)
            self.close()
            self.turn.notify_all()

    def close(self) -> None:
        """Set the flags as mode and breakpoints want them."""
        wanted = {OPEN: frozenset(), LOOP: {ANSWER}, PACE_LOOPS: {ANSWER}}.get(self.mode, EVERY) | self.points.calls
        closed = self.probe.gate.closed
        for call in EVERY:
            closed[call] = int(call in wanted)
        self.probe.gate.looks = self.points.looks

    # What happens at the gate. In the observed thread.

    def stop(self, call: int, row: Any, asked: Any = 0, given: Any = None) -> None:
        """A call is about to be made, or an answer of `select()` to be seen."""
        if self.retired or self.only not in (None, get_ident()):
            return
        on = self.socket_of(call, row, given)
        touched = [each for each in (on, self.before) if each is not None]
        point = self.points.before(call, row, touched, self.probe.places)
        self.before = on
        if point or self.wants(call, on):
            head = head_of(given, size_of(given)) if call in SENDING else b""
            self.wait(call, row, on, number(asked, -1), head, 0, point)

    def look(self, call: int, row: Row, asked: int, size: int, errno: int) -> None:
        """A call has been made, and it was not the usual that came of it."""
        if self.retired or self.only not in (None, get_ident()):
            return
        point = self.points.after(call, asked, size, errno)
        if point:
            self.wait(call, row, row, asked, b"", 1, point)

    def socket_of(self, call: int, row: Any, given: Any) -> Optional[Row]:
        """The socket that a call is on; that which is to be watched, for a call on a selector."""
        if call in WATCHING:
            fd = given if type(given) is int else descriptor_of(given)
            return self.probe.by_fd.get(fd)
        return row if call in ON_SOCKETS else None

    def wants(self, call: int, on: Optional[Row]) -> bool:
        """Whether it is to be held here though no breakpoint is."""
        mode = self.mode
        if mode in (LOOP, PACE_LOOPS):
            return call == ANSWER
        if mode == SERVICE:
            self.served = self.served or on
            return on is None or on is not self.served
        return mode in (CALL, PACE_CALLS)

    def wait(self, call: int, row: Any, on: Optional[Row], asked: int, head: bytes, after: int, point: int) -> None:
        """Stand still until somebody, or time, says go on."""
        after, ident, began = int(after or call == ANSWER), get_ident(), time.monotonic()
        loop = 0 if row is on else row.conn
        conn = on.conn if on is not None else 0
        outb = on.owes() if on is not None else -1
        with self.turn:
            if self.retired or not (point or self.wants(call, on)):  # somebody has just said go
                return
            self.held[ident] = False
            if point or self.mode not in (PACE_CALLS, PACE_LOOPS):
                self.mode = CALL  # at a breakpoint everything stops
                self.close()
            self.tell(on)
            what = (SELECT if call == ANSWER else call) | after << 8 | point << 16
            self.note(HELD, conn, asked, what, loop, outb, head)
            try:
                while not self.held[ident] and not self.retired and self.patience(began) != 0:
                    while self.errands:
                        self.errands.popleft()()
                    self.turn.wait(self.patience(began))
            finally:
                del self.held[ident]
                self.served = on
                self.away += time.monotonic() - began
                self.note(RELEASED)

    def patience(self, began: float) -> Optional[float]:
        """How long it still stands still, in seconds; None: until it is told otherwise."""
        if self.mode not in (PACE_CALLS, PACE_LOOPS):
            return None
        return max(0.0, began + self.pause - time.monotonic())

    def tell(self, on: Optional[Row]) -> None:
        """What the program registered with that socket."""
        if on is not None:
            self.quietly(lambda: self.probe.look(on.conn, everything=True))

    def note(self, call: int, conn: int = 0, asked: int = 0, result: int = 0, took: int = 0, outb: int = -1,
             head: bytes = b"") -> None:  # fmt: skip
        """Write a record that is none of a call: a loop that was idle so far still is."""
        self.quietly(lambda: self.probe.record(call, conn, asked, result, 0, outb, head, took=took))

    def quietly(self, write: Callable[[], None]) -> None:
        """Write something down without counting it as something that the program did."""
        thread = self.probe.threads[get_ident()]
        if thread.run is not None:
            thread.run.write(thread)
        idle = [loop for loop in self.probe.loops if loop.thread is thread and loop.seq == thread.seq]
        write()
        for loop in idle:
            loop.seq = thread.seq


def descriptor_of(given: Any) -> int:
    """The descriptor of a probed socket; -1 of anything else, since asking would run its code."""
    slot = found_in(type(given), "row")
    row = slot.__get__(given) if type(slot) is MemberDescriptorType else None
    return row.fd if type(row) is Row else -1
