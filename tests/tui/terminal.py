"""A process on a terminal of its own: what it writes, what a terminal shows of that, and how it ends."""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import socket
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from struct import pack, unpack

import pyte

from tests.tui.emulated import Emulated, Picture

PATIENCE_SECONDS = 10.0
ITS_OWN = "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
"""Makes the terminal the controlling one, so that its end is a SIGHUP."""
PLAIN_CONNSCOPE = "import sys; from connscope.__main__ import main; sys.exit(main())"
CONNSCOPE = ITS_OWN + PLAIN_CONNSCOPE

SWITCHES = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
USUALLY_ON = {b"7", b"25"}
"""Wrapping, and the cursor; every other mode is off."""
KEY_REPORTS = re.compile(rb"\x1b\[([<>])[0-9;]*u")
POINTER = re.compile(rb"\x1b\]22;([a-z]*)\x07")
STYLING = re.compile(rb"\x1b\[[0-9;?]*[a-zA-Z]")


def usual() -> dict[str, str]:
    """What a program finds around itself; it is to ask the terminal for its size."""
    return {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}


class Terminal:
    """Reads only when it is asked to: a terminal that nobody asks is one that nobody reads."""

    def __init__(self, program: str, *arguments: str, size: tuple[int, int], **environment: str) -> None:
        self.master, self.slave = pty.openpty()
        self.resize(*size)
        self.modes = termios.tcgetattr(self.slave)
        self.hung_up = False
        self.raw = bytearray()
        self.emulated = 0
        self.shown = ""
        self.lines: dict[int, str] = {}
        self.screen = Picture(*size)
        self.stream = Emulated(self.screen)
        self.process = subprocess.Popen(
            [sys.executable, "-c", program, *arguments],
            stdin=self.slave, stdout=self.slave, stderr=self.slave, start_new_session=True,
            env={**usual(), "TERM": "xterm-256color", "COLORTERM": "truecolor", **environment},
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
            # A frame comes in pieces, and to look at each takes longer than to wait for the next.
            for patience in (0.1, *[0.003] * 20):
                if not self.read(patience):
                    break

    def until_shown(self, *words: str) -> None:
        """Read until all of them are on the screen."""
        self.until(lambda: all(word in self.text() for word in words))

    def in_colour(self) -> None:
        """Have its picture in colours from now on, for whoever asks for them."""
        self.stream = pyte.ByteStream(self.screen)

    def text(self) -> str:
        """All that is shown; read off the emulator only where there is something new."""
        if self.emulated < len(self.raw) or not self.shown:
            self.stream.feed(bytes(self.raw[self.emulated :]))
            self.emulated = len(self.raw)
            self.lines |= {line: self.line(line) for line in self.screen.dirty}
            self.screen.dirty.clear()
            self.shown = "\n".join(self.lines.get(line) or self.line(line) for line in range(self.screen.lines))
        return self.shown

    def line(self, number: int) -> str:
        """One line, with its blanks. The second cell of a wide character is empty."""
        cells = self.screen.buffer[number]
        return "".join(cells[column].data for column in range(self.screen.columns))

    def connected(self) -> socket.socket:
        """A client: the screen says where its server listens."""
        port = re.search(r"nc 127.0.0.1 (\d+)", self.words())
        assert port
        return socket.create_connection(("127.0.0.1", int(port[1])), timeout=5)

    def type(self, keys: str) -> None:
        """As a person at the keyboard."""
        os.write(self.master, keys.encode())

    def resize(self, columns: int, rows: int) -> None:
        """As somebody who pulls at the window."""
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, pack("HHHH", rows, columns, 0, 0))

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

    def words(self) -> str:
        """All that was ever written, one after the other, without styles and places: less work than `text`."""
        return STYLING.sub(b"", bytes(self.raw)).decode("utf-8", "replace")

    def left_on(self) -> set[bytes]:
        """What was switched and is not as it usually is: modes by their number, keys, pointer."""
        switched = SWITCHES.findall(bytes(self.raw))
        last = {mode: state == b"h" for modes, state in switched for mode in modes.split(b";")}
        wrong = {mode for mode, is_on in last.items() if is_on != (mode in USUALLY_ON)}
        wrong |= {b"keys" for pushed in KEY_REPORTS.findall(bytes(self.raw))[-1:] if pushed == b">"}
        return wrong | {b"pointer" for shape in POINTER.findall(bytes(self.raw))[-1:] if shape != b"default"}

    def is_as_before(self) -> bool:
        """Whether whoever has the terminal next finds it as it was."""
        return not self.left_on() and termios.tcgetattr(self.slave) == self.modes

    def takes_a_line(self) -> bool:
        """Whether what is typed now reaches whoever has the terminal next, and only that does."""
        self.type("typed\n")
        return bool(select.select([self.slave], [], [], 1.0)[0]) and os.read(self.slave, 100) == b"typed\n"

    def signal(self, number: int) -> None:
        """Tell the process to end, or more."""
        self.process.send_signal(number)

    def end(self, seconds: float = PATIENCE_SECONDS, *, reading: bool = True) -> int:
        """Wait for the process to be gone, reading what it writes in the meantime; answers its exit code."""
        deadline = time.monotonic() + seconds
        while not select.select([self.ended], [], [], 0.0 if reading else seconds)[0]:
            assert time.monotonic() < deadline, f"still there after {seconds} s"
            self.read(0.05)
        if reading:
            self.read_all()
        return self.process.wait()

    def until_over(self, seconds: float) -> None:
        """Read for so long."""
        over = time.monotonic() + seconds
        while (left := over - time.monotonic()) > 0:
            self.read(left)

    def read_all(self) -> None:
        """Read what is there to be read, if there is a terminal."""
        while not self.hung_up and self.read(0):
            pass

    def hang_up(self) -> None:
        """The terminal is no more."""
        if not self.hung_up:
            self.hung_up = True
            os.close(self.master)
            os.close(self.slave)

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
