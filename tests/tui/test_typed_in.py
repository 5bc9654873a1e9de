"""Keys as they come from a terminal: each at once, an escape in a moment, and an end at once."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

from connscope.tui.typed_in import Bell, read_until

PATIENCE_SECONDS = 5


class Reading:
    """A thread that reads a pipe as if it were a terminal."""

    def __init__(self) -> None:
        self.bell, self.come = Bell(), threading.Semaphore(0)
        self.keys: list[str] = []
        self.error: Exception | None = None
        self.end, self.start = os.pipe()
        self.thread = threading.Thread(target=self.read)

    def read(self) -> None:
        try:
            read_until(self.bell, self.end, XTermParser(), self.process)
        except (OSError, UnicodeDecodeError) as error:
            self.error = error

    def process(self, message: Message) -> None:
        if isinstance(message, events.Key):
            self.keys.append(message.key)
            self.come.release()

    def typed(self, data: bytes, keys: int) -> list[str]:
        """Those that have come when so many more have."""
        os.write(self.start, data)
        for _ in range(keys):
            assert self.come.acquire(timeout=PATIENCE_SECONDS), self.keys
        return self.keys


@contextmanager
def reading() -> Iterator[Reading]:
    it = Reading()
    it.thread.start()
    try:
        yield it
    finally:
        it.bell.set()
        it.thread.join(PATIENCE_SECONDS)
        assert not it.thread.is_alive()
        for fd in (it.end, it.start, it.bell.reader, it.bell.writer):
            os.close(fd)


def test_keys_come_one_by_one_and_an_escape_is_one_when_nothing_follows() -> None:
    with reading() as it:
        assert it.typed("jü".encode(), 2) == ["j", "ü"]
        assert it.typed(b"\x1b[A", 1) == ["j", "ü", "up"]
        assert it.typed(b"\x1b", 1) == ["j", "ü", "up", "escape"]


def test_a_character_may_come_in_two_pieces() -> None:
    with reading() as it:
        first, second = "ü".encode()[:1], "ü".encode()[1:]
        os.write(it.start, first)
        assert it.typed(second, 1) == ["ü"]


def test_what_is_no_text_is_an_error_and_the_end() -> None:
    with reading() as it:
        os.write(it.start, b"\xff")
        it.thread.join(PATIENCE_SECONDS)
        assert isinstance(it.error, UnicodeDecodeError)


def test_a_terminal_that_gives_an_end_and_no_error_is_an_error_too() -> None:
    with reading() as it:
        assert it.typed(b"j", 1) == ["j"]
        os.close(it.start)
        it.thread.join(PATIENCE_SECONDS)
        assert isinstance(it.error, OSError)
        it.start = os.dup(it.end)  # to be closed like the others


@pytest.mark.parametrize("times", [1, 3])
def test_a_bell_rings_until_it_is_stilled_and_can_be_rung_again(times: int) -> None:
    bell = Bell()
    for _ in range(2):
        for _ in range(times):
            bell.set()
        assert bell.is_set()
        bell.clear()
        bell.clear()
        assert not bell.is_set()
        os.set_blocking(bell.reader, False)
        with pytest.raises(BlockingIOError):
            os.read(bell.reader, 1)
    os.close(bell.reader)
    os.close(bell.writer)
