"""Setting wrappers on classes as they are, in a program that is not ours: whoever holds such a class keeps what it is.

Each set is remembered, so that all can be taken off again. A function that is set has the file name `<connscope>`, of
which a traceback shows one line and no source.
"""

from __future__ import annotations

import gc
from socket import AF_UNIX, SO_ACCEPTCONN, SOCK_STREAM, SOL_SOCKET, socket
from threading import get_ident

from .foreign import mro_of, spelled
from .layout import ROLES
from .places import OURS
from .records import ACCEPT, OPEN
from .ringed import RingProbe
from .settings import own_address
from .shared import SharedRow
from .sockets import descriptor_of, family_of, kind_of, refused, type_of
from .standin import stand_in
from .transfers import Wrapper
from .typed import Any, Callable, Dict, List, Tuple

MISSING: Any = object()

Saved = Tuple[Any, str, Any, Any]
"""Whose attribute, its name, what it was before, and what was set."""


class Changes:
    """All that was set in this process, and what was there before."""

    def __init__(self) -> None:
        self.made: List[Saved] = []

    def put(self, kind: Any, wrappers: Dict[str, Wrapper]) -> None:
        """Set these on a class, or a module."""
        for name, wrapper in wrappers.items():
            before = vars(kind).get(name, MISSING)
            plain = getattr(kind, name, None)
            dress(wrapper, name, plain, getattr(kind, "__module__", None))
            self.made.append((kind, name, before, wrapper))
            write(kind, name, wrapper)

    def stand_in(self, module: Any, wrappers: Dict[str, Wrapper]) -> None:
        """Set these in a module in place of its functions that are written in C, and where it has them from."""
        for name, wrapper in wrappers.items():
            plain = getattr(module, name)
            ours = stand_in(plain, wrapper)
            for each in {id(each): each for each in (module, plain.__self__)}.values():
                if vars(each).get(name) is plain:
                    self.made.append((each, name, plain, ours))
                    setattr(each, name, ours)

    def undo(self) -> None:
        """Take all of it off, the last first; what the program has set since, or taken off, is its own."""
        while self.made:
            try:
                kind, name, before, ours = self.made.pop()
            except IndexError:  # another thread was faster
                return
            if vars(kind).get(name) is ours:
                write(kind, name, before)


def write(kind: Any, name: str, value: Any) -> None:
    """Set an attribute of a class or a module, or take it off; also of a class that does not let that be done."""
    try:
        if value is MISSING:
            delattr(kind, name)
        else:
            setattr(kind, name, value)
    except TypeError:
        import ctypes

        own = gc.get_referents(vars(kind))[0]
        if value is MISSING:
            own.pop(name, None)
        else:
            own[name] = value
        ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))


def dress(wrapper: Any, name: str, plain: Any, module: Any) -> None:
    """Have a function look like what it stands for, also when it is pickled, and be from nowhere in a traceback."""
    wrapper = getattr(wrapper, "__func__", wrapper)
    wrapper.__name__, wrapper.__qualname__ = name, getattr(plain, "__qualname__", name)
    wrapper.__module__ = getattr(plain, "__module__", None) or module
    wrapper.__doc__, wrapper.__annotations__ = getattr(plain, "__doc__", None), {}
    code = wrapper.__code__
    wrapper.__code__ = code.replace(co_filename=OURS, co_name=name)


# The life of a socket, as it is seen in place.


def opening(probe: RingProbe) -> Dict[str, Wrapper]:
    """Wrap `__init__`, by which every socket of Python's comes about, and accept."""
    closed, stop, plain_init, plain_accept = probe.gate.closed, probe.stop, socket.__init__, socket.accept
    accepting: Dict[int, int] = {}
    threads, find = probe.threads, probe.find

    def __init__(self: Any, family: int = -1, type: int = -1, proto: int = -1, fileno: Any = None) -> None:  # noqa: A002, N807
        if fileno is None and closed[OPEN]:
            stop(OPEN, None)
        plain_init(self, family, type, proto, fileno)
        if fileno is None or not accepting.get(get_ident()):  # a handler may make one while its thread is in accept
            made(probe, self, given=fileno is not None)

    def accept(self: Any) -> Any:
        row = find(self)
        if row is None:
            return plain_accept(self)
        if closed[ACCEPT]:
            stop(ACCEPT, row)
        ident = get_ident()
        waiting = threads[ident] if row.waits else None
        accepting[ident] = accepting.get(ident, 0) + 1
        if waiting is not None:
            probe.waits(waiting, ACCEPT, row)
        try:
            answer = plain_accept(self)
        except OSError as error:
            refused(probe, row, error)
            raise
        finally:
            accepting[ident] -= 1
            if waiting is not None:
                probe.waits(waiting, 0, row)
        accepted(probe, row, answer)
        return answer

    return {"__init__": __init__, "accept": accept}


def made(probe: RingProbe, sock: Any, *, given: bool) -> None:
    """A row for a socket that has just come about; one around a given descriptor may be what another was before."""
    try:
        fd = descriptor_of(sock)
        before = probe.by_fd.get(fd) if given else None
        if before is not None and is_same(before, fd):
            probe.take_over(before, sock)
            return
        row: Any = probe.meet(fd, "opened", sock=sock)
        row.made = place = probe.maker(row.made)
        describe(row, sock)
        if given:
            row.role, row.address = found_to_be(probe, sock)
        role = ROLES.index(row.role)
        probe.record(OPEN, row.conn, kind_of(sock), fd, head=row.address if role else b"", took=role, place=place)
    except Exception as error:
        probe.retire(error)


def is_same(row: SharedRow, fd: int) -> bool:
    """Whether the socket that had this descriptor has it still: then another object was made around the same one."""
    sock = row.socket and row.socket()
    return sock is not None and bool(descriptor_of(sock) == fd)


def describe(row: SharedRow, sock: Any) -> None:
    """What kind of a socket it is."""
    kind = kind_of(sock)
    row.family, row.kind, row.waits = kind & 0xFFFF, kind >> 16 or int(type_of(sock)), bool(socket.getblocking(sock))


def found_to_be(probe: RingProbe, sock: Any) -> Tuple[str, bytes]:
    """The role of a socket that was there before, and its addresses, as the kernel says."""
    if type_of(sock) != SOCK_STREAM:
        return "opened", own_address(sock)
    try:
        if socket.getsockopt(sock, SOL_SOCKET, SO_ACCEPTCONN):
            return "listening", own_address(sock)
    except OSError:
        pass
    try:
        peer = spelled(socket.getpeername(sock))
    except OSError:
        return "opened", own_address(sock)
    own = own_address(sock)
    if family_of(sock) == AF_UNIX and not peer and not own:
        return "opened", b"a pair's other end"
    ends = own + b" > " + peer
    twins = (row.role for row in list(probe.rows.values()) if row.address == ends)
    return next(twins, "accepted"), ends


def accepted(probe: RingProbe, listener: SharedRow, answer: Any) -> None:
    """A row for what `accept` gave."""
    try:
        sock, address = answer
        row: Any = probe.meet(descriptor_of(sock), "accepted", spelled(address) or own_address(sock), sock)
        describe(row, sock)
        row.listener = listener.conn
        probe.record(ACCEPT, row.conn, listener.conn, row.fd, head=row.address)
    except Exception as error:
        probe.retire(error)


def row_in_place(probe: RingProbe) -> Callable[[Any], Any]:
    """Looks up the row of anything that may be a socket, without running code of the program's."""

    def row_of(given: Any) -> Any:
        return probe.by_fd.get(descriptor_of(given)) if socket in mro_of(type(given)) else None

    return row_of
