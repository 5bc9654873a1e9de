"""A few calls once more, for a program of which nobody wants to know each: recv and send only count.

What is done once for each connection is kept in mind, and not recorded either. They are put on and taken off while the
program runs. What is unusual goes to the wrappers that they stand for: flags, errors, the end of a stream, a short
send. The gate is not asked: whoever wants to close it takes these off first. They are for a program of one thread.
"""

from __future__ import annotations

from socket import socket
from threading import get_ident

from .core import Probe
from .foreign import size_of
from .records import RECV, REGISTER, SEND
from .transfers import Transfers, Wrapper
from .typed import Any, Dict, List, Tuple, Type
from .watching import missed, watched


class Lean:
    """Both sets of wrappers of a probed socket class and a probed selector class."""

    def __init__(self, probe: Probe, sockets: Type[Any], selectors: Type[Any]) -> None:
        self.probe = probe
        self.lean: List[Tuple[Type[Any], str, Wrapper]] = [
            (sockets, "recv", recv(probe, vars(sockets)["recv"])),
            (sockets, "send", send(probe, vars(sockets)["send"])),
            (sockets, "setblocking", socket.setblocking),
            (selectors, "register", register(probe, sockets, selectors.__mro__[1])),
            (selectors, "modify", modify(probe, selectors.__mro__[1], vars(selectors)["modify"])),
        ]
        self.full = [(kind, name, vars(kind)[name]) for kind, name, _ in self.lean]

    def put_on(self) -> None:
        """Count only."""
        self.set(self.lean)

    def take_off(self) -> None:
        """Record each call."""
        self.set(self.full)

    def set(self, wrappers: List[Tuple[Type[Any], str, Wrapper]]) -> None:
        """Put these on, unless the probe has taken all of its own off."""
        for kind, name, wrapper in wrappers:
            if name in vars(kind) and not self.probe.failure:
                setattr(kind, name, wrapper)


def recv(probe: Probe, full: Wrapper) -> Wrapper:
    """Wrap `recv(bufsize)`."""
    plain, transfers = socket.recv, Transfers(probe)

    def wrapper(self: Any, bufsize: int, flags: int = 0, /) -> Any:
        if flags != 0 or type(bufsize) is not int:
            return full(self, bufsize, flags)
        row = self.row
        try:
            data = plain(self, bufsize)
        except OSError as error:
            transfers.refused(RECV, row, row.owes(), bufsize, error)
            raise
        if not data:
            transfers.done(RECV, row, row.owes(), bufsize, 0, 0, data)
            return data
        seq, total, calls, rare = row.into
        row.into = (seq, total + len(data), calls + 1, rare)
        return data

    return wrapper


def send(probe: Probe, full: Wrapper) -> Wrapper:
    """Wrap `send(data)`."""
    plain, transfers = socket.send, Transfers(probe)

    def wrapper(self: Any, data: Any, flags: int = 0, /) -> Any:
        if flags != 0:
            return full(self, data, flags)
        row, asked = self.row, size_of(data)
        try:
            size = plain(self, data)
        except OSError as error:
            transfers.refused(SEND, row, row.owes(), asked, error)
            raise
        if size < asked:
            transfers.done(SEND, row, row.owes(), asked, size, 0, data)
            return size
        seq, total, calls, rare = row.out
        row.out = (seq, total + size, calls + 1, rare)
        return size

    return wrapper


def register(probe: Probe, sockets: Type[Any], plain: Type[Any]) -> Wrapper:
    """Wrap `register(fileobj, events, data)`."""
    plain_register = plain.register

    def wrapper(self: Any, fileobj: Any, events: int, data: Any = None) -> Any:
        loop = self.loop
        key = plain_register(self, fileobj, events, data)
        if loop.modifying == get_ident():
            return key
        row = fileobj.row if type(fileobj) is sockets else None
        if row is None or row.paused:
            watched(probe, REGISTER, self, key)
        else:
            loop.watched[key.fd] = row.conn << 2
            row.watch, row.outb = events, row.hold(self, data)
        return key

    return wrapper


def modify(probe: Probe, plain: Type[Any], full: Wrapper) -> Wrapper:
    """Wrap `modify(fileobj, events, data)`."""
    plain_modify = plain.modify
    rows: Dict[int, Any] = probe.by_fd

    def wrapper(self: Any, fileobj: Any, events: int, data: Any = None) -> Any:
        loop = self.loop
        loop.modifying = get_ident()  # some unregister and register
        try:
            key = plain_modify(self, fileobj, events, data)
        except Exception:
            missed(probe, loop, self)
            raise
        finally:
            loop.modifying = 0
        row = rows.get(key.fd)
        if row is None or row.paused:
            return full(self, fileobj, events, data)
        row.watch = events
        return key

    return wrapper
