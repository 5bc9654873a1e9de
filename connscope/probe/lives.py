"""What every client that comes and goes asks for: setblocking, register, modify, unregister and close, for speed.

Each does what its general form does (`settings.py`, `watching.py`, `sockets.py`), and hands to that what is unusual:
other arguments, a closed gate, files that are no probed sockets, descriptors that are another's by now. They are for
classes of our own, whose sockets know their rows.
"""

from __future__ import annotations

from socket import socket
from threading import get_ident
from types import SimpleNamespace

from .core import Probe, telling
from .foreign import NOTHING_HELD, attributes, outb_length
from .records import CLOSE, MODIFY, REGISTER, SETBLOCKING, UNNUMBERED, UNREGISTER
from .rows import NOTHING_SELDOM
from .settings import GENERAL, noting
from .sockets import descriptor_of
from .traces import one_line
from .transfers import Wrapper
from .typed import Any, Callable, Dict, Type
from .watching import missed, unwatched, watched


def hold(sock: Any, data: Any) -> int:
    """Have it know what was registered with it; answers how many bytes are in the `outb` of that."""
    held = sock.held = data.__dict__ if type(data) is SimpleNamespace else attributes(data)
    return outb_length(held)


def setblocking(probe: Probe, general: Wrapper) -> Wrapper:
    """Wrap `setblocking(flag)`."""
    closed, plain, tell, retire = probe.gate.closed, socket.setblocking, telling(probe), probe.retire
    noted = noting(probe, *GENERAL["setblocking"])

    def wrapper(self: Any, flag: Any, /) -> None:
        if type(flag) is not bool or closed[SETBLOCKING]:
            general(self, flag)
            return
        outb = outb_length(self.held)
        try:
            plain(self, flag)
        except OSError as error:
            noted(self, self.row, error.errno or UNNUMBERED, outb, (flag,))
            raise
        try:
            tell(SETBLOCKING, self.row.conn, int(flag), 0, outb)
        except Exception as error:
            retire(error)

    return wrapper


def close(probe: Probe, general: Wrapper) -> Wrapper:
    """Wrap `close()`."""
    closed, tell, retire, plain = probe.gate.closed, telling(probe), probe.retire, socket.close
    rows = probe.by_fd
    known: Callable[[int], Any] = rows.get

    def wrapper(self: Any) -> None:
        row, fd = self.row, descriptor_of(self)
        if closed[CLOSE] or known(fd) is not row or row.socket is None or row.socket() is not self:
            general(self)
            return
        outb = row.outb if self.held is NOTHING_HELD else outb_length(self.held)
        del rows[fd]  # it may be somebody else's the moment that the socket is closed
        try:
            plain(self)
        finally:
            try:
                if descriptor_of(self) != -1:  # still open for a file that was made of it
                    rows.setdefault(fd, row)
                elif probe.part(row):
                    tell(CLOSE, row.conn, 0, fd, outb)
            except Exception as error:
                retire(error)

    return wrapper


def register(probe: Probe, plain: Type[Any], general: Wrapper) -> Wrapper:
    """Wrap `register(fileobj, events, data)`."""
    closed, tell, retire, plain_register = probe.gate.closed, telling(probe), probe.retire, plain.register
    known: Callable[[int], Any] = probe.by_fd.get

    def wrapper(self: Any, fileobj: Any, events: int, data: Any = None) -> Any:
        loop = self.loop
        if type(fileobj) is not probe.sockets or type(events) is not int or closed[REGISTER] or loop.modifying:
            return general(self, fileobj, events, data)
        try:
            key = plain_register(self, fileobj, events, data)
        except Exception as error:
            one_line(error)
            raise
        fd, row = key.fd, fileobj.row
        if known(fd) is not row or row.seldom is not NOTHING_SELDOM:
            watched(probe, REGISTER, self, key)
            return key
        try:
            loop.watched[fd] = row.conn << 2
            row.watch, row.outb = events, hold(fileobj, data)
            tell(REGISTER, row.conn, loop.conn, events, row.outb)
        except Exception as error:
            retire(error)
        return key

    return wrapper


def modify(probe: Probe, plain: Type[Any], general: Wrapper) -> Wrapper:
    """Wrap `modify(fileobj, events, data)`."""
    closed, tell, retire, plain_modify = probe.gate.closed, telling(probe), probe.retire, plain.modify
    known: Callable[[int], Any] = probe.by_fd.get

    def wrapper(self: Any, fileobj: Any, events: int, data: Any = None) -> Any:
        loop = self.loop
        if type(fileobj) is not probe.sockets or type(events) is not int or closed[MODIFY]:
            return general(self, fileobj, events, data)
        loop.modifying = get_ident()  # some unregister and register
        try:
            key = plain_modify(self, fileobj, events, data)
        except Exception as error:
            missed(probe, loop, self)
            one_line(error)
            raise
        finally:
            loop.modifying = 0
        row = fileobj.row
        if known(key.fd) is not row or row.seldom is not NOTHING_SELDOM:
            watched(probe, MODIFY, self, key)
            return key
        try:
            row.watch, row.outb = events, hold(fileobj, data)
            tell(MODIFY, row.conn, loop.conn, events, row.outb)
        except Exception as error:
            retire(error)
        return key

    return wrapper


def unregister(probe: Probe, plain: Type[Any], general: Wrapper) -> Wrapper:
    """Wrap `unregister(fileobj)`."""
    closed, tell, retire, plain_unregister = probe.gate.closed, telling(probe), probe.retire, plain.unregister

    def wrapper(self: Any, fileobj: Any) -> Any:
        loop = self.loop
        if type(fileobj) is not probe.sockets or closed[UNREGISTER] or loop.modifying:
            return general(self, fileobj)
        try:
            key = plain_unregister(self, fileobj)
        except Exception as error:
            one_line(error)
            raise
        fd, row = key.fd, fileobj.row
        if loop.watched.get(fd) != row.conn << 2 or row.socket is None or row.socket() is not fileobj:
            unwatched(probe, loop, fd)
            return key
        try:
            del loop.watched[fd]
            row.watch, held = 0, fileobj.held
            if held is not NOTHING_HELD:
                row.outb, fileobj.held = outb_length(held), NOTHING_HELD
            tell(UNREGISTER, row.conn, loop.conn, 0, row.outb)
        except Exception as error:
            retire(error)
        return key

    return wrapper


def of_sockets(probe: Probe, general: Dict[str, Wrapper]) -> Dict[str, Wrapper]:
    """Wrap these two, with what does the same in all cases."""
    return {name: wrap(probe, general[name]) for name, wrap in (("setblocking", setblocking), ("close", close))}


def of_selectors(probe: Probe, plain: Type[Any], general: Dict[str, Wrapper]) -> Dict[str, Wrapper]:
    """Wrap the other three."""
    three = (("register", register), ("modify", modify), ("unregister", unregister))
    return {name: wrap(probe, plain, general[name]) for name, wrap in three}
