"""When calls are told, and when they are only counted: of a thread of which enough was told for now.

A thread's records are numbered. From the number `until` on its plain calls are only counted (`counted.py`), which costs
a third of what it costs to record them; the numbers go on, so that a reader knows how many it was not told of. Whoever
reads says how far; the change is made between two answers of `select()`, in the thread itself. Of a thread that has
stood still each call is recorded up to its next answer, and on as long as it is held at answers.
"""

from __future__ import annotations

from .accelerated import DIRECTIONS, counting_only
from .core import Probe
from .records import ANSWER
from .rows import Thread
from .transfers import Wrapper
from .typed import Any, Dict, Type


class Counting:
    """Both sets of wrappers of a probed socket class, and which is on."""

    def __init__(self, probe: Probe, sockets: Type[Any]) -> None:
        self.probe = probe
        self.sockets = sockets
        self.is_on = False
        probe.gate.stands = self.tell_all
        self.full: Dict[str, Wrapper] = {name: vars(sockets)[name] for name in DIRECTIONS}
        self.lean = counting_only(probe, sockets, self.full)
        for name, wrapper in self.lean.items():
            full = self.full[name]
            wrapper.__name__, wrapper.__qualname__, wrapper.__doc__ = full.__name__, full.__qualname__, full.__doc__

    def is_enough(self, thread: Thread) -> bool:
        """Whether this thread's plain calls are only counted from now on, until it is asked again."""
        enough = thread.seq >= thread.until and not self.probe.gate.closed[ANSWER]
        if enough is not self.is_on:
            self.is_on = enough
            self.put_on(self.lean if enough else self.full)
        return enough

    def tell_all(self) -> None:
        """The thread stands still: each call up to the next answer is told, and more while it is held there."""
        if self.is_on:
            self.is_on = False
            self.put_on(self.full)

    def put_on(self, wrappers: Dict[str, Wrapper]) -> None:
        """Set these."""
        for name, wrapper in wrappers.items():
            if name in vars(self.sockets):  # the probe may have taken all of its own off
                setattr(self.sockets, name, wrapper)
