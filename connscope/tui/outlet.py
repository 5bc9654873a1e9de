"""The terminal as something to write to: never waiting in a write for a reader, and in the end as it was found.

Textual's own output waits in the kernel when nobody reads the terminal, and holds it, so that nothing else gets
through, not even what would restore it. This one waits beside the terminal, and can be told to stop waiting. It must
not know what is drawn.
"""

import math
import os
import select
import sys
import termios
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

IN, OUT = 0, 2
"""Textual reads stdin and draws on stderr."""

PLAIN = (
    "\x18\x1b\\"  # end what was cut off in the middle
    "\x1b[?2026l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l\x1b[?1004l\x1b[?2004l\x1b[?2048l"
    "\x1b]22;default\x07\x1b[?7h\x1b[0m\x1b[<u\x1b[?1049l\x1b[?25h\r"
)
"""No reports of mouse, focus, pastes and sizes; the usual pointer, wrapping, style and keys (which each of the two
screens has of its own: so before the other is left); the shell's screen, with a cursor."""

LOOK_AGAIN_MS = 100


class Outlet:
    """What Textual's writer thread takes for a file. Made before the screen goes up: it knows how all was."""

    def __init__(self) -> None:
        self.fd = opened_anew(OUT)
        self.gives_way = not os.get_blocking(self.fd)
        """Whether a write takes what there is room for, and returns."""
        self.room = select.poll()
        self.room.register(self.fd, select.POLLOUT)
        self.modes = modes_of(IN)
        self.written: list[str] = []
        self.left = b""
        """What the terminal did not take at once; it goes before all that is written after it."""
        self.turn = threading.Lock()
        self.waiting = 0
        """Texts that are left to the writer thread, and that it has not written."""
        self.in_use = False
        """Whether the terminal may be other than it was."""
        self.lost = False
        """Whether something was thrown away: what the terminal shows, and in which mode, is unknown."""
        self.patience_ends = math.inf

    def write_at_once(self, text: str) -> str | None:
        """Write it if nothing waits before it and the terminal has room; answers what the writer thread is to get.

        From one thread to the next it would wait for the server's thread, which gives way every 5 ms.
        """
        with self.turn:
            if self.waiting or self.lost or not self.gives_way:
                self.waiting += 1
                return text
            data = encoded(text)
            with suppress(OSError):  # whoever waits for room finds out what is the matter
                data = data[os.write(self.fd, data) :]
            if not data:
                return None
            self.left, self.waiting = data, 1
            return ""

    def write(self, text: str) -> int:
        """Keep it for the next `flush`."""
        self.written.append(text)
        return len(text)

    def flush(self) -> None:
        """Write as the terminal takes it; when patience ends, throw away what it has not taken."""
        texts, self.written = self.written, []
        with self.turn:
            left, self.left = self.left, b""
        self.write_all(left + encoded("".join(texts)))
        with self.turn:
            self.waiting = max(0, self.waiting - len(texts))

    def write_all(self, data: bytes) -> None:
        """However long that takes."""
        left = memoryview(data)
        while left and not self.lost:
            try:
                if self.room.poll(LOOK_AGAIN_MS):
                    left = left[os.write(self.fd, left) :]
                else:
                    self.lost = time.monotonic() > self.patience_ends
            except BlockingIOError:
                continue
            except OSError:  # it is gone
                self.lost = True

    def fileno(self) -> int:
        """The terminal's descriptor."""
        return self.fd

    def restore(self, words: str) -> None:
        """The terminal as it was, with these words on it, as far as it takes that at once."""
        if not self.in_use and not self.lost:
            self.write(words)
            self.flush()
        elif in_foreground():
            self.in_use, self.lost = False, True  # from here on nobody else writes
            with suppress(OSError, termios.error):
                termios.tcflush(self.fd, termios.TCOFLUSH)  # makes room where nobody reads
                if self.room.poll(0):
                    os.write(self.fd, (PLAIN + words.replace("\n", "\r\n")).encode())
            with suppress(termios.error):
                termios.tcflush(IN, termios.TCIFLUSH)
                if self.modes is not None:
                    termios.tcsetattr(IN, termios.TCSANOW, self.modes)

    def watch(self, gone: Callable[[], object]) -> None:
        """Return, and call this, when the terminal is no more; not everybody is told so by a SIGHUP."""
        end = select.poll()
        end.register(self.fd, 0)
        while True:
            if any(what & (select.POLLHUP | select.POLLERR) for _, what in end.poll()):
                gone()
                return


def encoded(text: str) -> bytes:
    """As the terminal is to get it."""
    return text.encode(sys.__stderr__.encoding if sys.__stderr__ else "utf-8", "replace")


def opened_anew(fd: int) -> int:
    """The same terminal, with no-wait set for us alone: whoever shares `fd`, like the shell, would have it too."""
    try:
        return os.open(os.ttyname(fd), os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError:  # another user's terminal, after `su`: then a write may wait
        return os.dup(fd)


def modes_of(fd: int) -> list[Any] | None:
    """How a terminal is set; None where that cannot be known."""
    try:
        return termios.tcgetattr(fd)
    except termios.error:
        return None


def in_foreground() -> bool:
    """Whether the terminal is ours; to touch another's would stop this process."""
    try:
        return os.tcgetpgrp(IN) == os.getpgrp()
    except OSError:  # not our controlling terminal: nobody minds
        return True
