"""What comes from the terminal, read when it comes: whoever waits for it is woken, and asks no clock.

Textual's own reader looks ten times a second whether it is to end. This one sleeps until there is something to read or
a bell rings, but for a moment after an escape that may be a key or the beginning of one. It must not know what a
message is for.
"""

import errno
import os
import select
import threading
from codecs import getincrementaldecoder
from collections.abc import Callable
from contextlib import suppress

from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.message import Message

AT_ONCE = 4096
ESCAPE_SECONDS = 0.1
"""How often it is asked whether an escape was a key."""


class Bell(threading.Event):
    """An event that can be waited for together with a terminal; there is one as long as there is a process."""

    def __init__(self) -> None:
        super().__init__()
        self.reader, self.writer = os.pipe()
        os.set_blocking(self.writer, False)

    def set(self) -> None:
        """Wake whoever waits."""
        if not self.is_set():
            super().set()
            with suppress(BlockingIOError):  # then it rings already
                os.write(self.writer, b"\0")

    def clear(self) -> None:
        """Ring no more."""
        if self.is_set():
            os.read(self.reader, AT_ONCE)
            super().clear()


def read_until(bell: Bell, fd: int, parser: XTermParser, process: Callable[[Message], object]) -> None:
    """Hand on what each piece of input says, until the bell rings. Raises OSError, and UnicodeDecodeError.

    A terminal that has nothing to be read, and says that this is so at once, has been hung up as well.
    """
    as_text = getincrementaldecoder("utf-8")().decode  # which is for the parser alone
    while not bell.is_set():
        in_doubt = parser._timeout_time is not None
        come, _, _ = select.select([fd, bell.reader], [], [], ESCAPE_SECONDS if in_doubt else None)
        data = os.read(fd, AT_ONCE) if fd in come else b""
        if fd in come and not data:
            raise OSError(errno.EIO, "the terminal has ended")
        text = as_text(data)
        for message in parser.feed(text) if text else ():
            process(message)
        for message in parser.tick():
            process(message)
    with suppress(EOFError, ParseError):
        list(parser.feed(""))
