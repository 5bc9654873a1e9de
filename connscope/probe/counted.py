"""recv, recv_into and send once more, for a thread of which enough was told for now: they count, and record nothing.

What is unusual goes to the full wrappers as ever, and is recorded: flags, errors, the end of a stream, a short send, a
call at which the gate is closed, or of another thread.
"""

from __future__ import annotations

from socket import socket
from threading import get_ident

from .core import Probe
from .foreign import size_of
from .records import RECV, RECV_INTO, SEND
from .transfers import Transfers, Wrapper
from .typed import Any, Dict


def recv(probe: Probe, full: Wrapper) -> Wrapper:
    """Count `recv(bufsize)`."""
    closed, plain, transfers = probe.gate.closed, socket.recv, Transfers(probe)

    def wrapper(self: Any, bufsize: int, flags: int = 0, /) -> Any:
        row = self.row
        thread = row.thread
        if flags != 0 or type(bufsize) is not int or closed[RECV] or thread.ident != get_ident():
            return full(self, bufsize, flags)
        try:
            data = plain(self, bufsize)
        except OSError as error:
            transfers.refused(RECV, row, row.owes(), bufsize, error)
            raise
        if not data:
            transfers.done(RECV, row, row.owes(), bufsize, 0, 0, data)
            return data
        seq = thread.seq = thread.seq + 1
        _, total, calls, rare = row.into
        row.into = (seq, total + len(data), calls + 1, rare)
        return data

    return wrapper


def recv_into(probe: Probe, full: Wrapper) -> Wrapper:
    """Count `recv_into(buffer)`."""
    closed, plain, transfers = probe.gate.closed, socket.recv_into, Transfers(probe)

    def wrapper(self: Any, buffer: Any, nbytes: int = 0, flags: int = 0) -> Any:
        row = self.row
        thread = row.thread
        if nbytes != 0 or flags != 0 or closed[RECV_INTO] or thread.ident != get_ident():
            return full(self, buffer, nbytes, flags)
        try:
            size = plain(self, buffer)
        except OSError as error:
            transfers.refused(RECV_INTO, row, row.owes(), size_of(buffer), error)
            raise
        if not size:
            transfers.done(RECV_INTO, row, row.owes(), size_of(buffer), 0, 0, buffer)
            return size
        seq = thread.seq = thread.seq + 1
        _, total, calls, rare = row.into
        row.into = (seq, total + size, calls + 1, rare)
        return size

    return wrapper


def send(probe: Probe, full: Wrapper) -> Wrapper:
    """Count `send(data)`."""
    closed, plain, transfers = probe.gate.closed, socket.send, Transfers(probe)

    def wrapper(self: Any, data: Any, flags: int = 0, /) -> Any:
        row = self.row
        thread = row.thread
        if flags != 0 or closed[SEND] or thread.ident != get_ident():
            return full(self, data, flags)
        asked = size_of(data)
        try:
            size = plain(self, data)
        except OSError as error:
            transfers.refused(SEND, row, row.owes(), asked, error)
            raise
        if size < asked or not size:
            transfers.done(SEND, row, row.owes(), asked, size, 0, data)
            return size
        seq = thread.seq = thread.seq + 1
        _, total, calls, rare = row.out
        row.out = (seq, total + size, calls + 1, rare)
        return size

    return wrapper


def sparing(probe: Probe, full: Dict[str, Wrapper]) -> Dict[str, Wrapper]:
    """Wrap these three, with what records those of their calls that are unusual."""
    return {name: wrap(probe, full[name]) for name, wrap in (("recv", recv), ("recv_into", recv_into), ("send", send))}
