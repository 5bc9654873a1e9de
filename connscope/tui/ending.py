"""The ways out. Whatever ends the screen, the terminal is as it was, and the process is gone within two seconds.

Textual restores the terminal when it is given the time. When it is not (nobody reads the terminal, or it is gone),
the deadline does the least that must be done and leaves.
"""

import asyncio
import os
import signal
from collections.abc import Callable
from types import FrameType

from connscope.deadline import Deadline

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
SECONDS = 2.0

PLAIN_SCREEN = (
    b"\x1b[?1049l\x1b[?25h\x1b[?1000l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1004l\x1b[?2004l\x1b[<u\x1b[0m\r\n"
)
"""Leave the alternate screen, show the cursor, and switch off mouse, focus, paste and key reports."""


class Ending:
    """Made before the screen goes up, so that it knows how the terminal was."""

    def __init__(self) -> None:
        self.restore = saved_terminal()
        self.deadline = Deadline(SECONDS, self.plain_terminal)

    def heed_signals(self, leave: Callable[[int], None]) -> None:
        """Have `leave(exit code)` called in the running event loop when the process is told to end."""
        loop = asyncio.get_running_loop()

        def heed(number: int, _frame: FrameType | None) -> None:
            self.deadline.set(128 + number)
            loop.call_soon_threadsafe(leave, 128 + number)

        for name in SIGNALS:
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), heed)

    def plain_terminal(self) -> None:
        """The terminal as it was, as far as it takes it without waiting."""
        os.set_blocking(2, False)
        try:
            os.write(2, PLAIN_SCREEN)
        finally:
            self.restore()


def saved_terminal() -> Callable[[], object]:
    """How the terminal is now, as something that brings it back."""
    try:
        import termios
    except ImportError:  # Windows, where Textual alone knows
        return lambda: None
    try:
        modes = termios.tcgetattr(0)
    except termios.error:
        return lambda: None
    return lambda: termios.tcsetattr(0, termios.TCSANOW, modes)
