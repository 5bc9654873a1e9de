"""The calls in the life of a socket that carry no bytes: from its making to its close.

They come a few times in a connection's life, so one general wrapper serves most of them.
"""

from __future__ import annotations

import _socket
from errno import EAGAIN
from socket import SO_ERROR, SOL_SOCKET, getdefaulttimeout, socket
from typing import Any, Callable, Tuple, Type, cast
from weakref import ref

from . import records
from .core import Probe
from .records import ACCEPT, CLOSE, OPEN
from .rows import Row, outb_length
from .transfers import Wrappers

Story = Tuple[int, int, int, bytes]
"""What was asked, what came of it, the error number, and the head."""


def spelled(address: Any) -> bytes:
    """An address as it is written: `host:port`, `[host]:port`, a path."""
    if type(address) is tuple and len(address) >= 2:
        host, port = str(address[0]), address[1]
        return (f"[{host}]:{port}" if ":" in host else f"{host}:{port}").encode("utf-8", "replace")
    return address if type(address) is bytes else str(address or "").encode("utf-8", "replace")


def own_address(sock: Any) -> bytes:
    """Where this end of it is, as far as the kernel says."""
    try:
        return spelled(sock.getsockname())
    except OSError:
        return b""


def connecting(sock: Any, errno: int, address: Any) -> Story:
    """A connect has begun, or is done, or failed at once."""
    row = sock.row
    row.role, row.address = "connected", own_address(sock) + b" > " + spelled(address)
    return 0, 0, errno, row.address


def binding(sock: Any, *_: Any) -> Story:
    """The socket has an address of its own."""
    sock.row.address = own_address(sock)
    return 0, 0, 0, sock.row.address


def listening(sock: Any, _: None, backlog: int = 0) -> Story:
    """The socket takes connections from now on."""
    sock.row.role = "listening"
    sock.row.address = own_address(sock)
    return backlog, 0, 0, sock.row.address


def option_set(_: Any, __: None, level: int, name: int, value: Any = None, *___: Any) -> Story:
    """An option has a new value; one that is not a number is told as 0."""
    return level << 32 | name, value if type(value) is int else 0, 0, b""


def general(probe: Probe, call: int, name: str, tell: Callable[..., Story]) -> Callable[..., Any]:
    """Wrap a call that carries no bytes. `tell` says afterwards what happened."""
    gate, closed, plain = probe.gate, probe.gate.closed, getattr(socket, name)

    def wrapper(self: Any, *args: Any) -> Any:
        row = self.row
        outb = outb_length(row.held)
        if closed[call]:
            gate.stop(call, row)
        try:
            answer = plain(self, *args)
        except OSError as error:
            row.errno = error.errno or -1
            probe.record(call, row.conn, 0, 0, row.errno, outb)
            raise
        try:
            asked, result, errno, head = tell(self, answer, *args)
            probe.record(call, row.conn, asked, result, errno, outb, head)
        except Exception as error:
            probe.retire(error)
        return answer

    wrapper.__name__ = name
    return wrapper


def settings(probe: Probe) -> Wrappers:
    """Wrap what prepares, connects and half-closes a socket, and its own question how its connect went."""
    plain_getsockopt, closed = socket.getsockopt, probe.gate.closed

    def getsockopt(self: Any, level: int, name: int, *size: int) -> Any:
        if level != SOL_SOCKET or name != SO_ERROR:
            return plain_getsockopt(self, level, name, *size)
        if closed[records.SO_ERROR]:
            probe.gate.stop(records.SO_ERROR, self.row)
        errno = plain_getsockopt(self, level, name, *size)
        try:
            self.row.errno = errno
            probe.record(records.SO_ERROR, self.row.conn, 0, 0, errno)
        except Exception as error:
            probe.retire(error)
        return errno

    return {
        "bind": general(probe, records.BIND, "bind", binding),
        "listen": general(probe, records.LISTEN, "listen", listening),
        "connect": general(probe, records.CONNECT, "connect", lambda s, _, to: connecting(s, 0, to)),
        "connect_ex": general(probe, records.CONNECT_EX, "connect_ex", connecting),
        "shutdown": general(probe, records.SHUTDOWN, "shutdown", lambda _, __, how: (int(how), 0, 0, b"")),
        "setblocking": general(probe, records.SETBLOCKING, "setblocking", lambda _, __, on: (bool(on), 0, 0, b"")),
        "setsockopt": general(probe, records.SETSOCKOPT, "setsockopt", option_set),
        "getsockopt": getsockopt,
    }


def lifetime(probe: Probe) -> Wrappers:
    """Wrap accept and close."""
    gate, closed, plain_close = probe.gate, probe.gate.closed, socket.close

    def accept(self: Any) -> Tuple[Any, Any]:
        row = self.row
        if closed[ACCEPT]:
            gate.stop(ACCEPT, row)
        try:
            fd, address = self._accept()
        except OSError as error:
            refused(probe, row, error)
            raise
        # The plain accept() answers a plain socket: it is made again by its descriptor, as one that is probed.
        sock = new_socket(type(self), self, fd)
        sock.row = adopt(probe, sock, fd, address, row)
        return sock, address

    def close(self: Any) -> None:
        row, fd = self.row, self.fileno()
        outb = outb_length(row.held)
        if closed[CLOSE]:
            gate.stop(CLOSE, row)
        plain_close(self)
        try:
            if self.fileno() == -1 and row.ended != "closed":
                probe.part(row)
                probe.record(CLOSE, row.conn, 0, fd, 0, outb)
        except Exception as error:
            probe.retire(error)

    return {"accept": accept, "close": close}


def refused(probe: Probe, row: Row, error: OSError) -> None:
    """Note an accept that raised."""
    errno = error.errno or -1
    try:
        if errno != EAGAIN:
            row.errno = errno
        probe.record(ACCEPT, row.conn, row.conn, 0, errno, depth=3)
    except Exception as failure:
        probe.retire(failure)


def new_socket(kind: Type[Any], listener: Any, fd: int) -> Any:
    """A socket around a descriptor that `accept` gave, blocking as the plain `accept` would leave it."""
    sock = cast(Any, kind).__new__(kind)
    family, kind_of_socket = _socket.socket.family, _socket.socket.type
    socket.__init__(sock, family.__get__(listener), kind_of_socket.__get__(listener), listener.proto, fileno=fd)
    if getdefaulttimeout() is None and listener.gettimeout():
        socket.setblocking(sock, True)
    return sock


def adopt(probe: Probe, sock: Any, fd: int, address: Any, listener: Row) -> Any:
    """A row for an accepted socket, and the record of its arrival."""
    row = Row(0, fd, "accepted")
    try:
        row = probe.meet(fd, "accepted", spelled(address))
        row.socket = ref(sock)
        probe.record(ACCEPT, row.conn, listener.conn, fd, 0, -1, row.address, depth=3)
    except Exception as error:
        probe.retire(error)
    return row


def opened(probe: Probe, sock: Any) -> Row:
    """A row for a socket that the program has just made."""
    row = probe.meet(sock.fileno(), "opened")
    row.socket = ref(sock)
    probe.record(OPEN, row.conn, int(sock.family), row.fd, depth=3)
    return row
