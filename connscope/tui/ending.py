"""The ways out. Whatever ends the screen: the first reason counts, the terminal is as it was, the process gone in time.

Made before anything else, so that no signal is lost while the screen goes up. Textual restores the terminal when it is
given the time; where it is not, the deadline does the least that must be done, and leaves. It must not know what the
screen shows.
"""

import asyncio
import contextlib
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

from connscope.deadline import Deadline, ignore
from connscope.tui.crash import farewell

NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")
NUMBERS = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
CRASHED = 1
HUNG_UP = 129

SECONDS = 1.6
"""Then the process is ended from within: it is to be gone after two, on a busy machine too."""
PATIENCE_SECONDS = 0.5
"""So long a terminal that nobody reads may take to show the last of it."""


class Ending:
    """From the first reason to leave on, the time runs."""

    def __init__(self) -> None:
        self.code: int | None = None
        """What the process ends with; None as long as nothing has ended it."""
        self.words = ""
        self.leave: Callable[[], object] = lambda: None
        self.deadline = Deadline(SECONDS, self.restore)
        self.outlet = None
        if sys.platform != "win32":  # where Textual alone knows the terminal
            from connscope.tui.outlet import Outlet

            self.outlet = Outlet()
        for number in NUMBERS:
            signal.signal(number, self.heed)

    def begin(self, code: int) -> None:
        """There is a reason to leave. Only the first one counts."""
        if self.code is None:
            self.code = code
            if self.outlet is not None:
                self.outlet.patience_ends = time.monotonic() + PATIENCE_SECONDS
            self.deadline.set(code)

    def end(self, code: int) -> None:
        """Leave, whoever asks, from any thread and in a signal handler too."""
        if self.code is None:
            self.begin(code)
            self.leave()

    def heed(self, number: int, _frame: FrameType | None) -> None:
        """The signal handler."""
        self.end(128 + number)

    def crash(self, error: BaseException) -> None:
        """Leave because of an error: it is written down at once, and told when the terminal is the shell's again."""
        self.begin(CRASHED)
        if not self.words:
            self.code = self.code or CRASHED
            self.words = farewell(error)

    def follow(self, leave: Callable[[int], object]) -> None:
        """From now on have `leave(code)` called in the running event loop; at once if it is time already."""
        loop = asyncio.get_running_loop()

        def soon() -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: we are leaving
                loop.call_soon_threadsafe(lambda: leave(self.code or 0))

        self.leave = soon
        if self.outlet is not None:
            gone = (lambda: self.end(HUNG_UP),)
            threading.Thread(target=self.outlet.watch, args=gone, name="connscope hang-up", daemon=True).start()
        if self.code is not None:
            soon()

    def restore(self) -> None:
        """The last that is done to the terminal, with or without Textual's help before."""
        words, self.words = self.words, ""
        if self.outlet is not None:
            self.outlet.restore(words)
        elif words:
            sys.stderr.write(words)

    def over(self) -> int:
        """Only the process itself is left to end; answers its exit code. The deadline stays, and signals are late."""
        self.begin(0)
        self.restore()
        ignore(NUMBERS)
        return self.code or 0
