"""What a person does to a socket of the program, past the program's own calls.

Each deed is an errand: it runs in the program's own thread, between two of its calls, also while that sleeps in
`select()` or stands at the gate. It finds the socket by its row, never by its descriptor, which may be another's by
now; it uses the plain methods, at which no gate stands; and it leaves what the program did, sent and owes as it is.
"""

from __future__ import annotations

import _socket
import sys
from _socket import socket
from errno import EBADF, ENOTCONN, ENOTSUP
from select import select
from socket import AF_UNSPEC, SHUT_RDWR, SHUT_WR, SO_RCVBUF, SO_SNDBUF, SOL_SOCKET

from . import records as r
from .core import Probe
from .masks import can_differ, merge
from .notes import Notes
from .rows import Row
from .typed import Any, Callable, Tuple

Outcome = Tuple[int, bytes, int]
"""For its record: what came of it, the first bytes, and for bytes put in how many they are in all."""

LARGEST = (1 << 30) - 1
"""What the kernel doubles must still be a number to it; what is less than nothing is the least there is."""


QUIETLY = getattr(_socket, "MSG_DONTWAIT", 0) | getattr(_socket, "MSG_NOSIGNAL", 0)
"""How to send without waiting, and without a signal if nobody listens; a system that lacks a flag knows no such."""


class Hands:
    """All that can be done, in the thread of the program whose selector this is. Nothing is once the probe retired."""

    def __init__(self, probe: Probe, selector: Any) -> None:
        self.probe, self.selector = probe, selector
        self.notes = Notes(probe)
        detach = probe.detach

        def leave() -> None:
            detach()
            # With nobody left to resume it a connection must not stay unread.
            if any(row.paused for row in list(probe.rows.values())):
                selector.loop.errands.ask(self.let_all_read)

        probe.detach = leave

    def inject(self, conn: int, data: bytes) -> None:
        """Put bytes in towards the peer, as many as the kernel takes at once."""

        def deed(row: Row, sock: Any) -> Outcome:
            size = push(sock, data)
            row.injected += size
            return size, data[: min(size, r.HEAD)], row.injected

        self.do(r.INJECT, conn, len(data), deed)

    def stop_reading(self, conn: int) -> None:
        """Have the selector not tell that there is something to read."""
        self.do(r.PAUSE, conn, 1, lambda row, _: self.let_read(row, paused=True))

    def resume_reading(self, conn: int) -> None:
        """Have it tell that again, as far as the program wants to know."""
        self.do(r.PAUSE, conn, 0, lambda row, _: self.let_read(row, paused=False))

    def cut(self, conn: int, how: int) -> None:
        """End it, in one of `ENDINGS`. The program notices by itself, and closes its descriptor by itself."""

        def deed(row: Row, sock: Any) -> Outcome:
            WAYS[how](sock)
            row.cut = r.ENDINGS[how]
            return 0, b"", 0

        self.do(r.CUT, conn, how, deed)

    def pipes(self, conn: int, sndbuf: int, rcvbuf: int) -> None:
        """Ask the kernel for buffers of these sizes, 0 for as it is; and how large they are then."""

        def deed(_: Row, sock: Any) -> Outcome:
            for option, size in ((SO_SNDBUF, sndbuf), (SO_RCVBUF, rcvbuf)):
                if size:
                    socket.setsockopt(sock, SOL_SOCKET, option, max(1, min(size, LARGEST)))
            sizes = [socket.getsockopt(sock, SOL_SOCKET, option) for option in (SO_SNDBUF, SO_RCVBUF)]
            return sizes[0] << 32 | sizes[1], b"", 0

        self.do(r.PIPES, conn, 0, deed)

    def do(self, call: int, conn: int, asked: int, deed: Callable[[Row, Any], Outcome]) -> None:
        """Do it, and write down what came of it; none of it counts as something that the program did."""
        if self.probe.failure:
            return
        try:
            self.notes.quietly(lambda: self.done(call, conn, asked, deed))
        except Exception as error:
            self.probe.retire(error)

    def done(self, call: int, conn: int, asked: int, deed: Callable[[Row, Any], Outcome]) -> None:
        """The same, whatever the program is at."""
        errno = 0
        outcome: Outcome = (0, b"", 0)
        try:
            outcome = deed(*self.found(conn))
        except OSError as error:
            errno = error.errno or r.UNNUMBERED
        result, head, total = outcome
        self.probe.record(call, conn, asked, result, errno, head=head, took=total)

    def found(self, conn: int) -> Tuple[Row, Any]:
        """Its row and the socket itself. OSError if it is closed, or no connection."""
        row = self.probe.rows.get(conn)
        sock = row.socket() if row is not None and row.socket is not None else None
        if row is None or sock is None or socket.fileno(sock) == -1:
            raise OSError(EBADF, "it is closed")
        if row.role == "listening":  # a `shutdown` would end it
            raise OSError(ENOTCONN, "it is not connected")
        return row, sock

    def let_read(self, row: Row, *, paused: bool) -> Outcome:
        """Have the kernel watch it as it is to be from now on, if it is registered here, and later when it is."""
        if not can_differ(self.selector):
            raise OSError(ENOTSUP, "this selector has no mask of its own")
        row.paused = paused
        try:
            if self.selector.loop.watched.get(row.fd, 0) >> 2 == row.conn:
                merge(self.selector, self.selector._fd_to_key[row.fd], paused=paused)
        except OSError:
            row.paused = False
            raise
        return 0, b"", 0

    def let_all_read(self) -> None:
        """Undo what still holds: an errand for the time when the probe has retired, and sees no `register` any more."""
        for row in list(self.probe.rows.values()):
            key = self.selector._fd_to_key.get(row.fd) if row.paused else None
            row.paused = False
            if key is not None:
                try:
                    merge(self.selector, key, paused=False)
                except OSError:  # closed meanwhile
                    continue


def push(sock: Any, data: bytes) -> int:
    """How many bytes the kernel takes at once, whatever the socket's own idea of waiting is."""
    try:
        # With a timeout of its own Python would wait for room, whatever the flags.
        if socket.gettimeout(sock) and not has_room(sock):
            return 0
        return socket.send(sock, data, QUIETLY)
    except BlockingIOError:
        return 0


def has_room(sock: Any) -> bool:
    """Whether it could be written to at this moment."""
    try:
        from select import POLLOUT, poll
    except ImportError:  # Windows, whose `select` takes any descriptor
        return bool(select([], [sock], [], 0)[1])
    asked = poll()
    asked.register(socket.fileno(sock), POLLOUT)
    return bool(asked.poll(0))


def reset(sock: Any) -> None:
    """Have the kernel give the connection up, its descriptor staying the program's."""
    if not sys.platform.startswith("linux"):
        raise OSError(ENOTSUP, "only Linux disconnects so")
    try:
        import ctypes  # rarely needed, and not everywhere there
    except ImportError:
        raise OSError(ENOTSUP, "this Python has no ctypes") from None
    libc = ctypes.CDLL(None, use_errno=True)
    nowhere = AF_UNSPEC.to_bytes(2, sys.byteorder) + bytes(14)
    if libc.connect(socket.fileno(sock), nowhere, len(nowhere)):
        raise OSError(ctypes.get_errno(), "connect")


WAYS = (lambda sock: socket.shutdown(sock, SHUT_WR), lambda sock: socket.shutdown(sock, SHUT_RDWR), reset)
"""What ends a connection, in the order of `ENDINGS`."""
