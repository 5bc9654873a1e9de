"""Errands: what has to be done in the program's own thread, also while it sleeps in `select()`.

A pair of sockets of ours is added to what the selector waits for, but not to what it knows: when an errand is asked
for, the wait ends with an empty answer, the wrapper does the errand and goes back to sleep for the time that is
left. The program notices nothing.
"""

from __future__ import annotations

import socket
from collections import deque
from selectors import EVENT_READ
from time import monotonic_ns

from .typed import Any, Callable, Deque, Optional


class Errands:
    """The errands of one selector, in the order in which they were asked for."""

    def __init__(self) -> None:
        self.waiting: Deque[Callable[[], None]] = deque()
        self.rings: Deque[None] = deque()
        """One for each byte that is on its way to the reader, or about to be."""
        self.reader: Optional[socket.socket] = None
        self.writer: Optional[socket.socket] = None

    def listen(self, selector: Any, register: Callable[..., Any]) -> None:
        """Have errands wake this selector; until then, and without, they are done when it wakes by itself."""
        self.reader, self.writer = socket.socketpair()
        self.reader.setblocking(False)
        self.writer.setblocking(False)
        key = register(selector, self.reader, EVENT_READ)
        # The kernel watches the reader from now on; without a key the selector skips it in its answers.
        selector._fd_to_key.pop(key.fd)

    def ask(self, errand: Callable[[], None]) -> None:
        """Have this done in the program's thread, at the latest when its `select()` returns. From any thread."""
        self.waiting.append(errand)
        if self.writer is None:
            return
        self.rings.append(None)
        try:
            self.writer.send(b"\0")
        except OSError:  # full: it is awake already; closed: nobody will come
            self.rings.pop()

    def attend(self, plain_select: Callable[..., Any], selector: Any, answer: Any, timeout: Any, started: int) -> Any:
        """Do what waits, and ask again for an answer if there is none, unless the time is up.

        Runs in the program's thread, within its `select(timeout)`; what an errand raises comes out of that.
        """
        while self.waiting or (self.rings and not answer):
            self.hear()
            selector.loop.stir()
            while self.waiting:
                self.waiting.popleft()()
            answer = selector.loop.still_told(answer)
            if answer:
                break
            left = timeout
            if timeout is not None:
                left = max(0.0, timeout - (monotonic_ns() - started) / 1_000_000_000)
            answer = plain_select(selector, left)
        return answer

    def hear(self) -> None:
        """Take the bytes that have come."""
        try:
            come = self.reader.recv(4096) if self.reader is not None else b""
        except OSError:
            return
        for _ in come:
            self.rings.pop()

    def close(self) -> None:
        """Give the two descriptors back."""
        for end in (self.reader, self.writer):
            if end is not None:
                end.close()
