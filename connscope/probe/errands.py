"""Errands: what has to be done in the program's own thread, also while it sleeps in `select()`.

A pair of sockets of ours is added to what the selector waits for, but not to what it knows: when an errand is asked for the wait ends
with an empty answer, the wrapper does the errand and goes back to sleep for the time that is left. The program notices nothing.
"""

from __future__ import annotations

import socket
from collections import deque
from contextlib import suppress
from selectors import EVENT_READ
from typing import Any, Callable, Deque


class Errands:
    """The errands of one selector, in the order in which they were asked for."""

    def __init__(self, selector: Any, register: Callable[..., Any]) -> None:
        self.waiting: Deque[Callable[[], None]] = deque()
        self.reader, self.writer = socket.socketpair()
        self.reader.setblocking(False)
        self.writer.setblocking(False)
        key = register(selector, self.reader, EVENT_READ)
        # The kernel watches the reader from now on; without a key the selector skips it in its answers.
        selector._fd_to_key.pop(key.fd)

    def ask(self, errand: Callable[[], None]) -> None:
        """Have this done in the program's thread, at the latest when its `select()` returns. From any thread."""
        self.waiting.append(errand)
        with suppress(OSError):  # full: it is awake already; closed: nobody will come
            self.writer.send(b"\0")

    def run(self) -> None:
        """Do what waits. Runs in the program's thread; what an errand raises, the program gets out of `select()`."""
        with suppress(OSError):  # asked, but not yet written
            self.reader.recv(4096)
        while self.waiting:
            self.waiting.popleft()()

    def close(self) -> None:
        """Give the two descriptors back."""
        self.reader.close()
        self.writer.close()
