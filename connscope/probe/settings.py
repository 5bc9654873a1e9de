"""The calls that prepare, connect and half-close a socket, and its own question how its connect went.

They come a few times in a connection's life, so one general wrapper serves them.
"""

from __future__ import annotations

import sys
from errno import EALREADY, EINPROGRESS, EISCONN, EWOULDBLOCK
from socket import SO_ERROR, SOL_SOCKET, SOMAXCONN, socket

from . import records
from .core import Probe
from .foreign import number, outb_length, spelled
from .records import UNNUMBERED
from .rows import Row
from .transfers import Wrapper
from .typed import Any, Callable, Dict, Tuple

Story = Tuple[int, int, bytes]
"""What was asked, what came of it, and the head."""

UNDER_WAY = (0, EINPROGRESS, EWOULDBLOCK, EALREADY, EISCONN)
"""What a connect answers that has not failed."""

BACKLOG = min(SOMAXCONN, 128)
"""What `listen()` takes when the program names no number."""


def own_address(sock: Any) -> bytes:
    """Where this end of it is, as far as the kernel says."""
    try:
        return spelled(socket.getsockname(sock))
    except OSError:
        return b""


def connecting(sock: Any, row: Row, address: Any) -> Story:
    """A connect has begun, or is done, or failed at once."""
    row.role, row.address = "connected", own_address(sock) + b" > " + spelled(address)
    return 0, 0, row.address


def binding(sock: Any, row: Row, _: Any) -> Story:
    """The socket has an address of its own."""
    row.address = own_address(sock)
    return 0, 0, row.address


def listening(sock: Any, row: Row, backlog: Any = BACKLOG) -> Story:
    """The socket takes connections from now on."""
    row.role, row.address = "listening", own_address(sock)
    return max(0, number(backlog)), 0, row.address


def shutting(_: Any, __: Row, how: Any) -> Story:
    """The program is done with one direction, or with both."""
    return number(how), 0, b""


def waiting(sock: Any, row: Row, _: Any) -> Story:
    """Whether its calls wait is asked of the socket itself: the program's word could be any object."""
    waits = socket.getblocking(sock)
    row.does_wait(waits)
    return int(waits), 0, b""


def option_set(_: Any, __: Row, level: Any, name: Any, value: Any = None, *___: Any) -> Story:
    """An option has a new value."""
    return number(level) << 32 | number(name), number(value), b""


GENERAL: Dict[str, Tuple[int, Callable[..., Story]]] = {
    "bind": (records.BIND, binding),
    "listen": (records.LISTEN, listening),
    "connect": (records.CONNECT, connecting),
    "connect_ex": (records.CONNECT_EX, connecting),
    "shutdown": (records.SHUTDOWN, shutting),
    "setblocking": (records.SETBLOCKING, waiting),
    "settimeout": (records.SETBLOCKING, waiting),
    "setsockopt": (records.SETSOCKOPT, option_set),
}


def noting(probe: Probe, call: int, tell: Callable[..., Story]) -> Callable[..., None]:
    """What notes a call. `tell` says afterwards what happened; of a failed call only a connect's is of interest."""

    def noted(sock: Any, row: Row, errno: int, outb: int, args: Tuple[Any, ...]) -> None:
        try:
            if errno not in UNDER_WAY:
                row.errno = errno
            asked, result, head = tell(sock, row, *args) if not errno or tell is connecting else (0, 0, b"")
            probe.record(call, row.conn, asked, result, errno, outb, head)
            if errno not in UNDER_WAY and probe.gate.looks:
                probe.look_at(call, row, 0, 0, errno)
        except Exception as error:
            probe.retire(error)

    return noted


def general(probe: Probe, name: str, call: int, tell: Callable[..., Story]) -> Wrapper:
    """Wrap one of them."""
    closed, stop, find, plain = probe.gate.closed, probe.stop, probe.find, getattr(socket, name)
    noted = noting(probe, call, tell)

    def wrapper(self: Any, *args: Any) -> Any:
        row = find(self)
        if row is None:
            return plain(self, *args)
        outb = outb_length(row.held())
        if closed[call]:
            stop(call, row, args[0] if args else 0)
        try:
            answer = plain(self, *args)
        except OSError as error:
            noted(self, row, error.errno or UNNUMBERED, outb, args)
            raise
        noted(self, row, answer or 0, outb, args)
        return answer

    return wrapper


def settings(probe: Probe) -> Dict[str, Wrapper]:
    """Wrap them all."""
    plain, closed, find = socket.getsockopt, probe.gate.closed, probe.find

    def getsockopt(self: Any, level: Any, name: Any, *size: Any) -> Any:
        row = find(self) if number(level) == SOL_SOCKET and number(name) == SO_ERROR else None
        if row is None:
            return plain(self, level, name, *size)
        outb = outb_length(row.held())
        if closed[records.SO_ERROR]:
            probe.stop(records.SO_ERROR, row)
        answer = plain(self, level, name, *size)
        try:
            errno = answer if isinstance(answer, int) else int.from_bytes(answer, sys.byteorder)
            row.errno = errno
            probe.record(records.SO_ERROR, row.conn, 0, 0, errno, outb)
            if errno and probe.gate.looks:
                probe.look_at(records.SO_ERROR, row, 0, 0, errno)
        except Exception as error:
            probe.retire(error)
        return answer

    return {"getsockopt": getsockopt, **{name: general(probe, name, *how) for name, how in GENERAL.items()}}
