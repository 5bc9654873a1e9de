"""Closes that linger, off the loop: the kernel has them wait, also on a socket that never waits.

What waits is the close of a second descriptor of the connection. The first is closed by the loop, and at once, since it
is not the last: its number may be somebody else's meanwhile. It must know neither the loop nor the connections.
"""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from .options import set_option, value_of

MOST_LINGERING = 100
"""So many at once; the next is closed as if nobody had asked it to linger. On the wire that is the same."""


class Lingering:
    """The closes that wait. `post` has the loop call what it is handed, from any thread."""

    def __init__(self, post: Callable[[Callable[[], None]], object]) -> None:
        self._post = post
        self._waiting: set[Callable[[], object]] = set()

    def __bool__(self) -> bool:
        """Whether any of them waits."""
        return bool(self._waiting)

    def close(self, sock: Any, let_go: Callable[[], object], over: Callable[[], object]) -> bool:
        """Have `let_go` close the socket without waiting; `over` is called now or, if its close lingers, after that.

        Answers whether it lingers.
        """
        twin = self._twin_of(sock) if sock else None
        let_go()
        if twin is None:
            over()
        else:
            self._waiting.add(over)
            self._close_apart(twin, lambda: self._post(lambda: self._is_over(over)))
        return twin is not None

    def give_up(self) -> None:
        """Wait for none of them any more: each is over, though the kernel may still be at it."""
        for over in list(self._waiting):
            self._is_over(over)

    def _is_over(self, over: Callable[[], object]) -> None:
        if over in self._waiting:
            self._waiting.remove(over)
            over()

    def _twin_of(self, sock: Any) -> socket.socket | None:
        with suppress(OSError):
            if value_of(sock, "LINGER") > 0:
                with suppress(OSError):  # no descriptor is left
                    if len(self._waiting) < MOST_LINGERING:
                        return socket.socket(fileno=socket.dup(sock.fileno()))
                set_option(sock, "LINGER", -1)
        return None

    def _close_apart(self, twin: socket.socket, over: Callable[[], object]) -> None:
        def close() -> None:
            twin.close()
            over()

        try:
            threading.Thread(target=close, name="connscope lingering", daemon=True).start()
        except RuntimeError:  # no thread is left
            with suppress(OSError):
                set_option(twin, "LINGER", -1)
            close()
