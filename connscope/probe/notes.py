"""What the gate writes down of a thread that it holds, and what that thread does meanwhile: none of it is a call.

Nothing here counts as something that the program did: a loop that was idle so far still is.
"""

from __future__ import annotations

from threading import get_ident

from .core import Probe
from .points import Moment
from .records import ANSWER, HELD, RELEASED, SELECT
from .typed import Any, Callable, Tuple


class Notes:
    """All of it is done in the thread that is held."""

    def __init__(self, probe: Probe) -> None:
        self.probe = probe

    def held(self, at: Moment, asked: int, head: bytes, point: int, after: bool) -> None:
        """Where it stands, and before that what the program registered with the socket there, or with the last one."""
        row, on, seen = at.row, at.on, at.on or at.last
        conn, outb = (0, -1) if on is None else (on.conn, on.owes())
        loop = 0 if row is on else row.conn
        call, after = (SELECT, True) if at.call == ANSWER else (at.call, after)
        if seen is not None:
            self.look(seen.conn)
        self.note(HELD, conn, asked, call | after << 8 | point << 16, 0, outb, head, 0, loop)

    def look(self, conn: int) -> None:
        """Tell all that the program registered with it."""
        self.quietly(lambda: self.probe.look(conn, everything=True))

    def released(self) -> None:
        """It goes on."""
        self.note(RELEASED, 0)

    def attend(self) -> None:
        """Do the errands of the loop that is this thread's."""
        thread = self.probe.threads[get_ident()]
        for loop in list(self.probe.loops):
            while loop.thread is thread and loop.errands.waiting:
                self.quietly(loop.errands.waiting.popleft())

    def note(self, *fields: Any) -> None:
        """Write a record, and leave it where it is found by a reader who missed it."""
        self.quietly(lambda: self.leave(self.probe.record(*fields)))

    def leave(self, record: Tuple[Any, ...]) -> None:
        """Keep it as the thread's latest."""
        self.probe.gate.told[self.probe.threads[get_ident()].index] = record

    def quietly(self, errand: Callable[[], None]) -> None:
        """Do it without counting it."""
        thread = self.probe.threads[get_ident()]
        if thread.run is not None:
            thread.run.write(thread)
        idle = [loop for loop in list(self.probe.loops) if loop.thread is thread and loop.seq == thread.seq]
        errand()
        for loop in idle:
            loop.seq = thread.seq
