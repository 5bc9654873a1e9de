"""recv, recv_into and send once more, for a thread of which enough was told for now: they count, and record nothing.

A thread's records are numbered. From the number `until` on its plain calls are only counted, which costs it a third of
what it costs to record them; the numbers go on, so that a reader knows how many it was not told of. Whoever reads says
how far; the change is made between two answers of `select()`, in the thread itself. What is unusual goes to the full
wrappers as ever, and is recorded: flags, errors, the end of a stream, a short send, a call at which the gate is closed.
Of a thread that has stood still each call is recorded up to its next answer, and on as long as it is held at answers.
"""

from __future__ import annotations

from socket import socket
from threading import get_ident

from .core import Probe
from .foreign import size_of
from .records import ANSWER, RECV, RECV_INTO, SEND
from .rows import Thread
from .transfers import Transfers, Wrapper
from .typed import Any, Dict, Type


class Counting:
    """Both sets of wrappers of a probed socket class, and which is on."""

    def __init__(self, probe: Probe, sockets: Type[Any]) -> None:
        self.probe = probe
        self.sockets = sockets
        self.is_on = False
        probe.gate.stands = self.tell_all
        makers = {"recv": recv, "recv_into": recv_into, "send": send}
        self.full: Dict[str, Wrapper] = {name: vars(sockets)[name] for name in makers}
        self.lean = {name: make(probe, self.full[name]) for name, make in makers.items()}

    def is_enough(self, thread: Thread) -> bool:
        """Whether this thread's plain calls are only counted from now on, until it is asked again."""
        enough = thread.seq >= thread.until and not self.probe.gate.closed[ANSWER]
        if enough is not self.is_on:
            self.is_on = enough
            self.put_on(self.lean if enough else self.full)
        return enough

    def tell_all(self) -> None:
        """The thread stands still: each call up to the next answer is told, and more while it is held there."""
        if self.is_on:
            self.is_on = False
            self.put_on(self.full)

    def put_on(self, wrappers: Dict[str, Wrapper]) -> None:
        """Set these."""
        for name, wrapper in wrappers.items():
            if name in vars(self.sockets):  # the probe may have taken all of its own off
                setattr(self.sockets, name, wrapper)


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
