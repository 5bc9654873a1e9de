"""A process on a terminal of its own: what it writes, what a terminal shows of that, and how it ends."""

import contextlib
import fcntl
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from struct import pack, unpack

import pyte

PATIENCE_SECONDS = 10.0
ITS_OWN = "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
"""Makes the terminal the controlling one, so that its end is a SIGHUP."""
CONNSCOPE = ITS_OWN + "import sys; from connscope.__main__ import main; sys.exit(main())"


class Terminal:
    """Reads only when it is asked to: a terminal that nobody asks is one that nobody reads."""

    def __init__(self, program: str, *arguments: str, size: tuple[int, int], **environment: str) -> None:
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, pack("HHHH", size[1], size[0], 0, 0))
        self.modes = termios.tcgetattr(self.slave)
        self.raw = bytearray()
        self.emulated = 0
        self.screen = pyte.Screen(*size)
        self.stream = pyte.ByteStream(self.screen)
        self.process = subprocess.Popen(
            [sys.executable, "-c", program, *arguments],
            stdin=self.slave, stdout=self.slave, stderr=self.slave, start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **environment},
        )  # fmt: skip
        self.ended = os.pidfd_open(self.process.pid)

    def read(self, seconds: float) -> bool:
        """Take in what has been written, or wait so long for it; answers whether anything was."""
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        written = os.read(self.master, 65536)
        self.raw += written
        return True

    def until(self, condition: Callable[[], object]) -> None:
        """Read until it is so."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < deadline, "waited in vain; the screen:\n" + self.text()
            self.read(0.1)

    def until_shown(self, *words: str) -> None:
        """Read until all of them are on the screen."""
        self.until(lambda: all(word in self.text() for word in words))

    def text(self) -> str:
        """All that is shown."""
        self.stream.feed(bytes(self.raw[self.emulated :]))
        self.emulated = len(self.raw)
        return "\n".join(self.screen.display)

    def type(self, keys: str) -> None:
        """As a person at the keyboard."""
        os.write(self.master, keys.encode())

    def unread(self) -> int:
        """Bytes that were written and that nobody has read."""
        return int(unpack("i", fcntl.ioctl(self.master, termios.FIONREAD, pack("i", 0)))[0])

    def until_unread_stays(self) -> None:
        """Read no more, until what is unread has not become more for a while: then its writer waits."""
        deadline, unread, since = time.monotonic() + PATIENCE_SECONDS, -1, 0.0
        while unread != self.unread() or time.monotonic() < since + 0.6:
            assert time.monotonic() < deadline
            if unread != self.unread():
                unread, since = self.unread(), time.monotonic()
            select.select([self.ended], [], [], 0.1)

    def signal(self, number: int) -> None:
        """Tell the process to end, or more."""
        self.process.send_signal(number)

    def end(self, seconds: float = PATIENCE_SECONDS, *, reading: bool = True) -> int:
        """Wait for the process to be gone, reading what it writes in the meantime; answers its exit code."""
        deadline = time.monotonic() + seconds
        while not select.select([self.ended], [], [], 0.0 if reading else seconds)[0]:
            assert time.monotonic() < deadline, f"still there after {seconds} s"
            self.read(0.05)
        while reading and self.read(0):
            pass
        return self.process.wait()

    def hang_up(self) -> None:
        """The terminal is no more."""
        for side in (self.master, self.slave):
            with contextlib.suppress(OSError):
                os.close(side)

    def close(self) -> None:
        """Leave nothing behind."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        self.hang_up()
        os.close(self.ended)


@contextlib.contextmanager
def terminal(
    *arguments: str, program: str = CONNSCOPE, size: tuple[int, int] = (80, 24), **environment: str
) -> Iterator[Terminal]:
    """A terminal with a process on it, both gone in the end."""
    it = Terminal(program, *arguments, size=size, **environment)
    try:
        yield it
    finally:
        it.close()
