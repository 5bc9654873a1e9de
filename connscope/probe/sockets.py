"""A socket's life, from its making to its close: which row it has, and what the probe still knows when it is gone."""

from __future__ import annotations

import _socket
from errno import EAGAIN, EWOULDBLOCK
from socket import SOCK_STREAM, getdefaulttimeout, socket

from .core import Probe, telling
from .foreign import NOTHING_HELD
from .records import ACCEPT, CLOSE, OPEN, UNNUMBERED
from .rows import Row
from .transfers import Wrapper
from .typed import Any, Dict, Tuple, Type

# Past the properties of `socket`, which make an enum's member of a number, and past what a program's subclass may say.
family_of: Any = _socket.socket.family.__get__
type_of: Any = _socket.socket.type.__get__
descriptor_of = socket.fileno


def opened(probe: Probe, sock: Any) -> None:
    """A row for a socket that the program has just made."""
    fd = descriptor_of(sock)
    sock.row, sock.held = Row(0, fd, "opened"), NOTHING_HELD
    if probe.failure:
        return
    try:
        sock.row = probe.meet(fd, "opened", sock=sock)
        probe.record(OPEN, sock.row.conn, kind_of(sock), fd)
    except Exception as error:
        probe.retire(error)


def kind_of(sock: Any) -> int:
    """Its family; above that its type, if it is no stream."""
    kind = type_of(sock)
    return int(family_of(sock) | (kind << 16 if kind != SOCK_STREAM else 0))


def refused(probe: Probe, row: Row, error: OSError) -> None:
    """An accept that raised."""
    errno = error.errno or UNNUMBERED
    try:
        if errno not in (EAGAIN, EWOULDBLOCK, UNNUMBERED):
            row.errno = errno
        probe.record(ACCEPT, row.conn, row.conn, 0, errno)
        if probe.gate.looks:
            probe.look_at(ACCEPT, row, 0, 0, errno)
    except Exception as failure:
        probe.retire(failure)


def new_socket(kind: Any, listener: Any, fd: int) -> Any:
    """A socket around a descriptor that `accept` gave, blocking as the plain `accept` would leave it."""
    sock = kind.__new__(kind)
    socket.__init__(sock, family_of(listener), type_of(listener), listener.proto, fd)
    if getdefaulttimeout() is None and socket.gettimeout(listener):
        socket.setblocking(sock, True)
    return sock


def accepting(probe: Probe, kind: Type[Any]) -> Dict[str, Wrapper]:
    """Wrap accept, which answers a socket of this kind, as the plain one answers a plain one."""
    closed, stop, tell, tells = probe.gate.closed, probe.stop, telling(probe), probe.keeps_records

    def accept(self: Any) -> Tuple[Any, Any]:
        row = self.row
        if closed[ACCEPT]:
            stop(ACCEPT, row)
        try:
            fd, address = self._accept()
        except OSError as error:
            refused(probe, row, error)
            raise
        sock = new_socket(kind, self, fd)
        sock.row, sock.held = row, NOTHING_HELD
        try:
            made = sock.row = probe.meet(fd, "accepted", address, sock)
            tell(ACCEPT, made.conn, row.conn, fd, -1, made.address if tells else b"")
        except Exception as error:
            probe.retire(error)
        return sock, address

    return {"accept": accept}


def ending(probe: Probe, plain: Any = socket) -> Dict[str, Wrapper]:
    """Wrap close and detach."""
    closed, stop, find = probe.gate.closed, probe.stop, probe.find
    plain_close, plain_detach = plain.close, plain.detach

    def close(self: Any) -> Any:
        row = find(self)
        if row is None or is_anothers(row, self):
            return plain_close(self)
        outb = row.owes()
        if closed[CLOSE] and row.ended != "closed":
            stop(CLOSE, row)
        give_up(probe, row, descriptor_of(self))
        try:
            plain_close(self)
        finally:
            given_up(probe, self, row, outb, 0)

    def detach(self: Any) -> Any:
        row = find(self)
        if row is None or is_anothers(row, self):
            return plain_detach(self)
        outb = row.owes()
        if closed[CLOSE] and row.ended != "closed":
            stop(CLOSE, row)
        give_up(probe, row, descriptor_of(self))
        try:
            return plain_detach(self)
        finally:
            given_up(probe, self, row, outb, 1)

    return {"close": close, "detach": detach}


def is_anothers(row: Row, sock: Any) -> bool:
    """Whether another object stands for the same socket by now."""
    owner = row.socket and row.socket()
    return owner is not None and owner is not sock


def give_up(probe: Probe, row: Row, fd: int) -> None:
    """The descriptor may be somebody else's the moment that the socket is closed, and is nobody's row from now on."""
    if probe.by_fd.get(fd) is row:
        probe.by_fd.pop(fd, None)


def given_up(probe: Probe, sock: Any, row: Row, outb: int, lost: int) -> None:
    """The socket is closed, or still open for a file that was made of it."""
    try:
        if descriptor_of(sock) != -1:
            probe.by_fd.setdefault(row.fd, row)
        elif probe.part(row):
            probe.record(CLOSE, row.conn, lost, row.fd, 0, outb)
    except Exception as error:
        probe.retire(error)
