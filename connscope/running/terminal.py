"""Our end of a program's terminal: what it writes is read ahead, so that it need not wait for whoever looks at it.

The system keeps fifteen kilobytes; what is read ahead is bounded too, and then the program waits, as at any terminal.
"""

import fcntl
import os
import select
import struct
import termios
import threading
from contextlib import suppress

MOST_AHEAD = 1 << 20
"""Bytes that are read ahead; then the program waits until they are taken."""

AT_ONCE = 1 << 16
MOST_TYPED = 1 << 16
"""Bytes that are kept while the program reads nothing."""

ONE_READ = 4096
"""The system gives no more at once. Who got less than this has all that there was, and looks again in a while."""
NAP_MS = 10

CLOSED = -1


class Terminal:
    """Reads ahead in a thread of its own; all methods are for one other thread, and never wait."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self.is_over = False
        """Whether nobody has it open any more: what `read` does not give now will never come."""
        self.left_out = 0
        """Bytes that were thrown away, after `discard` only."""
        self._came = bytearray()
        self._typed = bytearray()
        self._lock = threading.Lock()
        self._is_closed = self._discards = False
        self._bell, self._rope = os.pipe()
        os.set_blocking(self._rope, False)
        os.set_blocking(fd, False)
        self._thread = threading.Thread(target=self._listen, name="connscope terminal", daemon=True)
        self._thread.start()

    def read(self) -> bytes:
        """What the program wrote and nobody took yet, 64 KiB at most; nothing, if that is all so far."""
        self._type()
        if not self._came:
            self._fetch()
        with self._lock:
            was_full = len(self._came) >= MOST_AHEAD
            data = bytes(self._came[:AT_ONCE])
            del self._came[:AT_ONCE]
        if was_full:
            self._ring()
        return data

    def write(self, data: bytes) -> int:
        """Type. What the program does not take now is kept for later, within bounds; answers how much was accepted."""
        accepted = data[: MOST_TYPED - len(self._typed)]
        self._typed += accepted
        self._type()
        return len(accepted)

    def resize(self, columns: int, rows: int) -> None:
        """Make it so large; the program hears of it by SIGWINCH."""
        with suppress(OSError, ValueError):
            fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def interrupt(self) -> None:
        """Type what interrupts, as Ctrl-C does; what was typed and not read is forgotten, as at a terminal."""
        self._typed.clear()
        self._press(termios.VINTR)

    def end_of_input(self) -> None:
        """Type what ends the input, as Ctrl-D does."""
        self._press(termios.VEOF)

    def discard(self) -> None:
        """From now on the program does not wait for us: what is too much is thrown away, the oldest first."""
        self._discards = True
        self._ring()

    def close(self) -> None:
        """Let go of it; if the holder is still there the program will not notice."""
        if self._is_closed:
            return
        self._is_closed = self.is_over = True
        self._ring()
        self._thread.join()
        for descriptor in (self.fd, self._bell, self._rope):
            os.close(descriptor)
        self.fd = self._rope = CLOSED

    def _press(self, key: int) -> None:
        """Type one of the terminal's own characters, which the program may have changed, or turned off."""
        with suppress(OSError, termios.error, ValueError):
            byte = termios.tcgetattr(self.fd)[6][key]
            if byte != b"\0":
                self.write(byte)

    def _type(self) -> None:
        with suppress(OSError):  # no room, or nobody there
            while self._typed:
                del self._typed[: os.write(self.fd, self._typed)]

    def _ring(self) -> None:
        with suppress(OSError):  # it has rung already, or is gone
            os.write(self._rope, b"!")

    def _listen(self) -> None:
        """The life of the thread."""
        while not self._is_closed and not self.is_over:
            has_room = self._discards or len(self._came) < MOST_AHEAD
            self._wait(has_room)
            if not self._is_closed and has_room and self._fetch() < ONE_READ:
                self._wait(False, NAP_MS)  # else a program that prints lines would wake us at every one

    def _wait(self, is_listening: bool, milliseconds: int | None = None) -> None:
        """Until the bell rings, or there is something to read, or the time is over."""
        waiting = select.poll()
        waiting.register(self._bell, select.POLLIN)
        if is_listening:
            waiting.register(self.fd, select.POLLIN)
        if self._bell in dict(waiting.poll(milliseconds)):
            os.read(self._bell, 512)

    def _fetch(self) -> int:
        """Read ahead what there is, in the order in which it was written; answers how much that was."""
        fetched = 0
        with self._lock:
            while fetched < AT_ONCE and not self.is_over and (self._discards or len(self._came) < MOST_AHEAD):
                try:
                    data = os.read(self.fd, AT_ONCE)
                except BlockingIOError:
                    break
                except OSError:  # all have closed it
                    data = b""
                self.is_over = not data
                self._came += data
                fetched += len(data)
            excess = max(0, len(self._came) - MOST_AHEAD) if self._discards else 0
            del self._came[:excess]
            self.left_out += excess
        return fetched
