"""The connections of one loop: what each is watched for, when it is looked at, and one place where each ends.

The housekeeping of the clients' loop. It must not know how connections are made, nor what they say.
"""

import selectors
import time
from collections.abc import Callable
from contextlib import suppress
from math import inf

from .connection import Connection
from .endpoint import WRITE
from .plans import News, Outcome, reason
from .wakeups import Timetable


class Roster:
    """All connections from their beginning to their end. Their outcomes it reports, and keeps none."""

    def __init__(
        self,
        sel: selectors.BaseSelector,
        *,
        send: Callable[[Connection], object],
        clock: Callable[[], float] = time.monotonic,
        log: Callable[[str], object] = print,
        report: Callable[[Outcome], object] = lambda _: None,
        tell: Callable[[News], object] = lambda _: None,
    ) -> None:
        self._sel, self._send, self._clock = sel, send, clock
        self._log, self._report, self._tell = log, report, tell
        self._timetable = Timetable()
        self.open: dict[int, Connection] = {}

    def settle(self, conn: Connection) -> None:
        """See to what it needs next; whoever has done something to it calls this."""
        now = self._clock()
        try:
            verdict = conn.verdict(now)
            if verdict is None and (message := conn.talk.next_message(now)):
                self._say(conn, message)
                if conn.talk.is_one_sided and not conn.misbehaves:  # nothing comes back after the last that it says
                    verdict = conn.verdict(now)
        except OSError as error:
            verdict = reason(error)
        if verdict is not None:
            self.end(conn, verdict)
            return
        conn.watch(self._sel, conn.events(now))
        if turn := conn.turn():
            self._tell(turn)
        if conn.misbehaves:
            self._tell_acts(conn, now)
        self._timetable.put(conn.connid, conn.due_at(now))

    def _say(self, conn: Connection, message: bytes) -> None:
        conn.messages.append(message)
        # To ask for WRITE first costs three calls more; who waits for it already is told soon.
        if not (conn.watched & WRITE or conn.misbehaves or not conn.address):
            with suppress(BlockingIOError):
                self._send(conn)

    def end(self, conn: Connection, error: str) -> None:
        """It is over, and only itself; `error` is empty if it went well."""
        self._log(f"closing connection {conn.connid}")
        conn.let_go(self._sel)
        self._timetable.remove(conn.connid)
        self.open.pop(conn.connid, None)
        self._tell_acts(conn, inf)
        self._report(conn.outcome(error))

    def _tell_acts(self, conn: Connection, now: float) -> None:
        for news in conn.acts(now):
            self._tell(news)

    # Time: when does one speak or read again, and what has to be back by when?

    def patience(self) -> float | None:
        """How long `select()` may sleep, in seconds."""
        return self._timetable.patience(self._clock())

    def look_at_the_clock(self) -> None:
        """See to all whose time has come."""
        for connid in self._timetable.due(self._clock()):
            self.settle(self.open[connid])

    def look_anew(self) -> None:
        """Deadlines have changed for all: see to each when its time comes now."""
        now = self._clock()
        for connid, conn in self.open.items():
            self._timetable.put(connid, conn.due_at(now))

    def close(self) -> None:
        """Let go of all at once, without outcomes."""
        for conn in self.open.values():
            conn.let_go(self._sel)
        self.open.clear()
