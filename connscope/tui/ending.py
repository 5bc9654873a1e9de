"""The ways out. Whatever ends the screen, the terminal is as it was, and the process is gone within two seconds.

Textual restores the terminal when it is given the time. When it is not (nobody reads the terminal, or it is gone), the deadline does
the least that must be done and leaves.
"""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
DEADLINE_SECONDS = 2.0

PLAIN_SCREEN = (
    b"\x1b[?1049l\x1b[?25h\x1b[?1000l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1004l\x1b[?2004l\x1b[<u\x1b[0m\r\n"
)
"""Leave the alternate screen, show the cursor, and switch off mouse, focus, paste and key reports."""


class Ending:
    """Made before the screen goes up, so that it knows how the terminal was."""

    def __init__(self) -> None:
        self.saved: list[object] | None = None
        self.deadline: threading.Timer | None = None
        with suppress(ImportError, OSError, ValueError):
            import termios

            self.saved = termios.tcgetattr(sys.__stdin__.fileno()) if sys.__stdin__ else None

    def heed_signals(self, leave: Callable[[int], None]) -> None:
        """Have `leave(exit code)` called in the running event loop when the process is told to end."""
        loop = asyncio.get_running_loop()

        def heed(number: int, _frame: FrameType | None) -> None:
            self.hurry(128 + number)
            loop.call_soon_threadsafe(leave, 128 + number)

        for name in SIGNALS:
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), heed)

    def hurry(self, code: int) -> None:
        """From now on there are two seconds left."""
        if self.deadline is None:
            self.deadline = threading.Timer(DEADLINE_SECONDS, self.leave_now, (code,))
            self.deadline.daemon = True
            self.deadline.start()

    def done(self) -> None:
        """The screen is down in good order."""
        if self.deadline is not None:
            self.deadline.cancel()

    def leave_now(self, code: int) -> None:
        """The terminal as it was, as far as it takes it without waiting; then out."""
        with suppress(Exception):
            import termios

            os.set_blocking(2, False)
            os.write(2, PLAIN_SCREEN)
            if self.saved is not None:
                termios.tcsetattr(0, termios.TCSANOW, self.saved)  # type: ignore[arg-type]
        os._exit(code)
