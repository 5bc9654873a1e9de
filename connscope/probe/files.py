"""What goes past a socket's methods, by its descriptor: `os.read`, `os.write`, `os.sendfile`, `os.close` and their kin.

Of a descriptor that is no socket's they are what they are, at the price of one question.
"""

from __future__ import annotations

import os
from errno import EBADF

from .foreign import first_of, number, size_of, total_of
from .inplace import Changes
from .looped import quietly
from .records import CLOSE, RECV, RECV_INTO, SEND, SETBLOCKING
from .ringed import RingProbe
from .rows import FOREIGN
from .shared import SharedRow
from .sockets import give_up
from .transfers import Kind, Transfers, Wrapper, asked_and_given
from .typed import Any, Callable, Dict, Optional

UNKNOWN = -1
"""How much a file has for `sendfile`, before it is asked."""

KINDS = {
    "read": Kind(RECV, lambda _, n: (n, 0), lambda data, *_: (len(data), data)),
    "readv": Kind(
        RECV_INTO, lambda _, buffers: (total_of(buffers), 0), lambda size, _, buffers: (size, first_of(buffers))
    ),
    "write": Kind(SEND, lambda _, data: (size_of(data), 0), lambda size, _, data: (size, data)),
    "writev": Kind(SEND, lambda _, buffers: (total_of(buffers), 0), lambda size, _, buffers: (size, first_of(buffers))),
    "sendfile": Kind(SEND, lambda *_, **__: (UNKNOWN, 0), lambda size, *_, **__: (size, b"")),
}


def finder(probe: RingProbe) -> Callable[[Any], Optional[SharedRow]]:
    """Looks up the socket that has a descriptor."""
    rows = probe.by_fd

    def known(fd: Any) -> Optional[SharedRow]:
        row = rows.get(fd) if type(fd) is int else None
        return None if row is None or row.role in FOREIGN else row

    return known


def moving(probe: RingProbe, kind: Kind, plain: Any) -> Wrapper:
    """Wrap a call that carries bytes."""
    closed, stop, known, transfers = probe.gate.closed, probe.stop, finder(probe), Transfers(probe)

    def wrapper(*args: Any, **kwargs: Any) -> Any:
        row = known(args[0] if args else kwargs.get("out_fd"))
        if row is None:
            return plain(*args, **kwargs)
        outb = row.owes()
        if closed[kind.call]:
            stop(kind.call, row, *asked_and_given(kind, args, kwargs))
        try:
            answer = plain(*args, **kwargs)
        except OSError as error:
            transfers.note(kind, row, outb, args, kwargs, None, error)
            raise
        transfers.note(kind, row, outb, args, kwargs, answer, None)
        return answer

    return wrapper


def closing(probe: RingProbe) -> Dict[str, Wrapper]:
    """Wrap what closes a descriptor behind its socket's back."""
    closed, stop, known = probe.gate.closed, probe.stop, finder(probe)
    plain_close, plain_range, plain_dup2 = os.close, os.closerange, os.dup2

    def close(fd: Any) -> None:
        row = known(fd)
        if row is None:
            return plain_close(fd)
        outb = row.owes()
        if closed[CLOSE]:
            stop(CLOSE, row)
        give_up(probe, row, fd)
        try:
            plain_close(fd)
        except OSError as error:
            if error.errno != EBADF:
                probe.by_fd.setdefault(fd, row)
                raise
            quietly(probe, over, probe, row, outb)
            raise
        quietly(probe, over, probe, row, outb)
        return None

    def closerange(fd_low: Any, fd_high: Any, /) -> None:
        plain_range(fd_low, fd_high)
        quietly(probe, over_in, probe, number(fd_low), number(fd_high))

    def dup2(fd: Any, fd2: Any, inheritable: Any = True) -> Any:
        row = known(fd2) if fd != fd2 else None
        outb = -1 if row is None else row.owes()
        answer = plain_dup2(fd, fd2, inheritable)
        if row is not None:
            give_up(probe, row, fd2)
            quietly(probe, over, probe, row, outb)
        return answer

    return {"close": close, "closerange": closerange, "dup2": dup2}


def over(probe: RingProbe, row: SharedRow, outb: int) -> None:
    """The descriptor is closed."""
    if probe.part(row):
        probe.record(CLOSE, row.conn, 0, row.fd, 0, outb)


def over_in(probe: RingProbe, low: int, high: int) -> None:
    """All descriptors from here to there are closed."""
    for fd in [fd for fd in list(probe.by_fd) if low <= fd < high]:
        row = probe.by_fd.pop(fd, None)
        if row is not None:
            over(probe, row, row.outb)


def waiting(probe: RingProbe) -> Dict[str, Wrapper]:
    """Wrap what says whether calls on a descriptor wait."""
    closed, stop, known, plain = probe.gate.closed, probe.stop, finder(probe), os.set_blocking

    def set_blocking(fd: Any, blocking: Any, /) -> None:
        row = known(fd)
        if row is not None and closed[SETBLOCKING]:
            stop(SETBLOCKING, row)
        plain(fd, blocking)
        if row is not None:
            row.waits = os.get_blocking(fd)
            quietly(probe, probe.record, SETBLOCKING, row.conn, int(row.waits))

    return {"set_blocking": set_blocking}


def watch_files(probe: RingProbe, changes: Changes) -> None:
    """Set wrappers in the module, where this system has such a function."""
    carrying = {name: moving(probe, kind, getattr(os, name)) for name, kind in KINDS.items() if hasattr(os, name)}
    changes.stand_in(os, {**carrying, **closing(probe), **(waiting(probe) if hasattr(os, "set_blocking") else {})})
