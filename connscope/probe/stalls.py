"""What a loop is at that does not come back to `select()`: asked from outside by a signal that nobody else minds.

SIGURG does nothing in a program that does not want it, and neither does it in one that is asked: the handler runs
between two of its instructions, or while it waits in a call, which goes on waiting afterwards. It is there only as long
as the program has none of its own, and the program is not told of it.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # `signal` needs an import of its own
from sys import _current_frames
from threading import current_thread, get_ident, main_thread
from time import monotonic_ns
from typing import Any, Callable, Dict

from . import layout as l
from .inplace import Changes
from .places import HERE
from .records import STALL
from .ringed import RingProbe
from .running import what_runs
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
        self.listens = False

    def listen(self, changes: Changes) -> None:
        """Be there to be asked, if the program can be, and leave no trace of that."""
        if not URGENT or current_thread() is not main_thread() or _signal.getsignal(URGENT) != _signal.SIG_DFL:
            return
        _signal.signal(URGENT, self.handler)
        changes.stand_in(_signal, {"signal": self.signal_set(_signal.signal), "getsignal": self.hidden()})
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
        self.probe.ring.memory[l.ASKED_AT] = int(listens)

    def signal_set(self, plain: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap what sets a handler: the program's own has precedence over ours, for ever."""

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
        """Somebody outside has seen that a loop is late."""
        if self.probe.failure or frame is None or frame.f_code.co_filename.startswith(HERE):
            return  # in the middle of writing something down
        try:
            frames: Dict[int, Any] = {**_current_frames(), get_ident(): frame}
            idents = {thread.index: ident for ident, thread in list(self.probe.threads.items())}
            now = monotonic_ns()
            for loop in list(self.probe.loops):
                late = now - loop.awake_since if loop.awake_since and loop.counts[0] > SINGLE else 0
                if late > LATE_NS and not loop.standing:
                    self.tell(loop, late, frames.get(idents.get(loop.thread.index, 0)))
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
