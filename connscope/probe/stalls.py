"""What a loop is at that does not come back to `select()`: asked from outside by a signal that nobody else minds.

SIGURG does nothing in a program that does not want it, and neither does it in one that is asked: the handler runs
between two of its instructions, or while it waits in a call, which goes on waiting afterwards. It is there only as long
as the program has none of its own, and the program is not told of it.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # `signal` needs an import of its own
from socket import AF_UNIX
from sys import _current_frames
from threading import current_thread, get_ident, main_thread
from time import monotonic_ns

from . import layout as l
from .foreign import number
from .inplace import Changes
from .places import HERE
from .records import STALL
from .ringed import RingProbe
from .running import what_runs
from .typed import Any, Callable, Dict
from .whose import GuestPlaces

URGENT: int = getattr(_signal, "SIGURG", 0)
LATE_NS = 40_000_000
"""Whoever was asked by mistake is not late, and says nothing."""

SINGLE = 1
"""What called `select()` no more often is no loop."""

HEAD = 64


class Stalls:
    """Answers, in the main thread, what the loops of all threads are at."""

    def __init__(self, probe: RingProbe, places: GuestPlaces) -> None:
        self.probe, self.places = probe, places
        self.handler: Any = self.asked
        self.listens = self.pauses = False
        self.way = l.ASKABLE
        probe.hush = self.hush
        self.errand: Callable[[], None] = lambda: None
        """What is to be done besides, when somebody asks."""

    def listen(self, changes: Changes) -> None:
        """Be there to be asked, if the program can be, and leave no trace of that."""
        if not URGENT or current_thread() is not main_thread() or _signal.getsignal(URGENT) != _signal.SIG_DFL:
            return
        _signal.signal(URGENT, self.handler)
        wrappers = {"signal": self.signal_set(), "getsignal": self.hidden(), "set_wakeup_fd": self.wakeup_set()}
        changes.stand_in(_signal, {**wrappers, "pause": self.paused()})
        self.say(listens=True)
        detach = self.probe.detach

        def leave() -> None:
            self.say(listens=False)
            detach()
            if get_ident() == main_thread().ident and _signal.getsignal(URGENT) is self.handler:
                _signal.signal(URGENT, _signal.SIG_DFL)

        self.probe.detach = leave

    def say(self, *, listens: bool) -> None:
        """Say whether it makes sense to ask."""
        self.listens = listens
        self.probe.ring.memory[l.ASKED_AT] = self.way if listens and not self.pauses else l.DEAF

    def paused(self) -> Callable[..., Any]:
        """Wrap what comes back at any signal that is handled: nobody is to ask meanwhile."""
        plain = _signal.pause

        def pause() -> None:
            self.pauses = True
            self.say(listens=self.listens)
            try:
                plain()
            finally:
                self.pauses = False
                self.say(listens=self.listens)

        return pause

    def wakeup_set(self) -> Callable[..., Any]:
        """Wrap what has a descriptor written to at every signal."""
        plain = _signal.set_wakeup_fd

        def set_wakeup_fd(fd: Any, /, *args: Any, **kwargs: Any) -> Any:
            before = plain(fd, *args, **kwargs)
            self.writes_to(number(fd))
            return before

        return set_wakeup_fd

    def writes_to(self, fd: int) -> None:
        """At every signal something is written to this one. Once it is closed that would be an error, and be told.

        So nobody is to ask from the moment on that either end of the pair is let go of.
        """
        row, rows = self.probe.by_fd.get(fd), self.probe.rows
        near = [] if row is None else [row, rows.get(row.conn - 1), rows.get(row.conn + 1)]
        self.probe.wakers = {each.conn for each in near if each is not None and each.family == AF_UNIX}
        self.way = l.ASKABLE if fd == -1 else l.WOKEN if self.probe.wakers else l.DEAF
        self.say(listens=self.listens)

    def hush(self) -> None:
        """It is let go of."""
        self.probe.wakers, self.way = set(), l.DEAF
        self.say(listens=self.listens)

    def signal_set(self) -> Callable[..., Any]:
        """Wrap what sets a handler: the program's own has precedence over ours, for ever."""
        plain = _signal.signal

        def signal(signalnum: Any, handler: Any, /) -> Any:
            before = plain(signalnum, handler)
            if before is not self.handler:
                return before
            self.say(listens=False)
            return _signal.SIG_DFL

        return signal

    def hidden(self) -> Callable[..., Any]:
        """Wrap what tells of a handler: ours is none."""
        plain = _signal.getsignal

        def getsignal(signalnum: Any, /) -> Any:
            found = plain(signalnum)
            return _signal.SIG_DFL if found is self.handler else found

        return getsignal

    def asked(self, _: int, frame: Any) -> None:
        """Somebody outside has seen that a loop is late, or wants to know more of a connection."""
        if self.probe.failure or frame is None or is_busy(frame):
            return
        try:
            frames: Dict[int, Any] = {**_current_frames(), get_ident(): frame}
            idents = {thread.index: ident for ident, thread in list(self.probe.threads.items())}
            now = monotonic_ns()
            for loop in list(self.probe.loops):
                late = now - loop.awake_since if loop.awake_since and loop.counts[0] > SINGLE else 0
                # Who is in `select()` may be asked too, who waits for a connection: that is no stall.
                if late > LATE_NS and not loop.standing and not loop.asleep_since:
                    self.tell(loop, late, frames.get(idents.get(loop.thread.index, 0)))
            self.errand()
        except Exception as error:
            self.probe.retire(error)

    def tell(self, loop: Any, late: int, frame: Any) -> None:
        """Write down what it is at."""
        if frame is None:
            return
        while frame.f_lasti < 0:  # it is about to begin
            frame = frame.f_back
        place, what = self.places.here(frame), what_runs(self.places, frame, loop.code)
        head = what.encode("utf-8", "replace")[:HEAD]
        self.probe.aside(STALL, loop.thread, loop.conn, place, 0, late, head=head)


def is_busy(frame: Any) -> bool:
    """Whether it is one of ours, or was called by us, that is in the middle of something."""
    while frame is not None:
        if frame.f_code.co_filename.startswith(HERE):
            return True
        frame = frame.f_back
    return False
