"""gevent's sockets, once they are imported: each has one of the interpreter's inside, and the calls on that are seen.

The wrappers that call what is written in C are those of everybody's sockets. What the class in Python does besides is
done here: how a socket comes about, how one is accepted, how it is closed.
"""

from __future__ import annotations

from .foreign import spelled
from .inplace import Changes, describe, made
from .looped import quietly
from .records import ACCEPT, OPEN
from .ringed import RingProbe
from .shared import SharedRow
from .sockets import descriptor_of, ending, refused
from .transfers import Wrapper
from .typed import Any, Callable, Dict

INHERITED = (
    *("recv", "recv_into", "recvfrom", "recvfrom_into", "recvmsg", "recvmsg_into", "send", "sendall", "sendto"),
    *("sendmsg", "bind", "listen", "connect", "connect_ex", "shutdown", "setsockopt", "getsockopt"),
)
"""Written in C, also for everybody's sockets."""


def accepted(probe: RingProbe, listener: SharedRow, fd: int, address: Any) -> None:
    """A row for a descriptor that `_accept` gave; what is made around it comes next."""
    row: Any = probe.meet(fd, "accepted", spelled(address))
    row.listener, row.family, row.kind = listener.conn, listener.family, listener.kind
    probe.record(ACCEPT, row.conn, listener.conn, fd, head=row.address)


def adopted(probe: RingProbe, sock: Any, given: bool) -> None:
    """A socket has come about, perhaps around a descriptor that was accepted."""
    row = probe.by_fd.get(descriptor_of(sock)) if given else None
    if row is not None and row.role == "accepted" and row.socket is None:
        probe.take_over(row, sock)
        describe(row, sock)
    else:
        made(probe, sock, given=given)


def greening(probe: RingProbe, plain: Any) -> Dict[str, Wrapper]:
    """Wrap how a socket comes about, and `_accept`."""
    closed, stop, find = probe.gate.closed, probe.stop, probe.find
    plain_init: Callable[..., None] = plain.__init__
    plain_accept = plain._accept

    def __init__(self: Any, family: Any = -1, type: Any = -1, proto: Any = -1, fileno: Any = None) -> None:  # noqa: A002, N807
        if fileno is None and closed[OPEN]:
            stop(OPEN, None)
        plain_init(self, family, type, proto, fileno)
        quietly(probe, adopted, probe, self, fileno is not None)

    def _accept(self: Any) -> Any:
        row = find(self)
        if row is None:
            return plain_accept(self)
        if closed[ACCEPT]:
            stop(ACCEPT, row)
        try:
            fd, address = plain_accept(self)
        except OSError as error:
            refused(probe, row, error)
            raise
        quietly(probe, accepted, probe, row, fd, address)
        return fd, address

    return {"__init__": __init__, "_accept": _accept}


def watch_green(probe: RingProbe, changes: Changes, everybodys: Dict[str, Wrapper], module: Any) -> None:
    """Set wrappers on the class that gevent has inside of its sockets, which has no methods of its own."""
    kind = getattr(module, "_wrefsocket", None)
    plain = kind.__mro__[1] if kind is not None else None
    if plain is None or not hasattr(plain, "_accept"):
        return
    shared = {name: everybodys[name] for name in INHERITED if name in everybodys and hasattr(plain, name)}
    changes.put(kind, {**shared, **ending(probe, plain), **greening(probe, plain)})
