"""What a person does to a socket of another process, done from here: on a duplicate that is given back at once.

The program's thread has no part in it, also while it is held or sleeps. What is done and how it is told is as in
`probe/hands.py`; what only the program's own selector can do cannot be done from here.
"""

import time
from collections.abc import Callable
from errno import EBADF, ENOTCONN, ENOTSUP
from socket import SO_RCVBUF, SO_SNDBUF, SOL_SOCKET, socket
from typing import Any, TypeVar

from msgspec.structs import replace

from connscope import events as ev
from connscope import wishes
from connscope.borrowed import Borrower
from connscope.events import ConnId, Fact
from connscope.events.hands import HandFact
from connscope.probe.foreign import spelled
from connscope.probe.hands import LARGEST, WAYS, push
from connscope.probe.records import ENDINGS, HEAD, UNNUMBERED
from connscope.sources.theirs import TheirProcess, TheirRow, still_has
from connscope.sources.translate import error_name
from connscope.wishes import ConnectionWish

T = TypeVar("T")

NOT_FROM_HERE = "reading cannot be stopped in a program of your own: its select() is its alone"


class Outside:
    """All that can be done to the sockets of one process."""

    def __init__(self, process: TheirProcess) -> None:
        self.process = process
        self.borrower: Borrower | None = None
        """From when somebody first does something, which is rare."""
        self.injected: dict[ConnId, int] = {}
        """Bytes put in so far: no count of the program's has them."""
        self.cut: dict[ConnId, str] = {}
        """How it was ended, last."""

    def do(self, wish: ConnectionWish, row: TheirRow | None) -> HandFact:
        """Do it now, and tell what came of it. ValueError, with a sentence, for what cannot be done at all."""
        deed = DEEDS.get(type(wish))
        if deed is None:
            raise ValueError(NOT_FROM_HERE)
        return deed(self, wish, row)

    def inject(self, wish: wishes.Inject, row: TheirRow | None) -> ev.Injected:
        """As many as the kernel takes at once."""
        size, error = self.done(row, lambda sock: push(sock, wish.data))
        size = size or 0
        if size:
            self.injected[wish.conn] = self.injected.get(wish.conn, 0) + size
        head, total = wish.data[: min(size, HEAD)], self.injected.get(wish.conn, 0)
        return ev.Injected(time.monotonic_ns(), wish.conn, len(wish.data), size, error, head, total)

    def end(self, wish: wishes.EndConnection, row: TheirRow | None) -> ev.EndedByHand:
        """The program notices by itself."""
        way: Callable[[Any], object] = WAYS[ENDINGS.index(wish.how)]
        _, error = self.done(row, way)
        if not error:
            self.cut[wish.conn] = wish.how
        return ev.EndedByHand(time.monotonic_ns(), wish.conn, wish.how, error)

    def set_pipes(self, wish: wishes.SetPipes, row: TheirRow | None) -> ev.PipesSet:
        """And how big they are then."""
        sizes, error = self.done(row, lambda sock: pipes(sock, wish))
        return ev.PipesSet(time.monotonic_ns(), wish.conn, *(sizes or (0, 0)), error)

    def done(self, row: TheirRow | None, deed: Callable[[socket], T]) -> tuple[T | None, str]:
        """What came of it, or the name of the error."""
        try:
            return self.on_socket(row, deed), ""
        except OSError as error:
            return None, (error.errno == ENOTSUP and error.strerror) or error_name(error.errno or UNNUMBERED)

    def on_socket(self, row: TheirRow | None, deed: Callable[[socket], T]) -> T:
        """Do it to the socket of this row. OSError if that is closed, or no connection, or cannot be had."""
        if row is None or not still_has(self.process, row.conn, row.fd):
            raise OSError(EBADF, "it is closed")
        if row.role == "listening":  # a `shutdown` would end it
            raise OSError(ENOTCONN, "it is not connected")
        self.borrower = self.borrower or Borrower(self.process.pid)
        with self.borrower.borrow(row.fd) as sock:
            if self.borrower.why_not:
                raise OSError(ENOTSUP, self.borrower.why_not)
            if sock is None or not still_has(self.process, row.conn, row.fd) or not is_of(sock, row):
                raise OSError(EBADF, "it is closed")
            return deed(sock)

    def completed(self, facts: list[Fact]) -> list[Fact]:
        """These, with what was done from here where an exact total speaks of it; of what is closed nothing is kept."""
        if not self.injected and not self.cut:
            return facts
        complete = []
        for fact in facts:
            if isinstance(fact, ev.Known):
                total, cut = self.injected.get(fact.conn, 0), self.cut.get(fact.conn, "")
                fact = replace(fact, injected=fact.injected + total, cut=cut or fact.cut)
            elif isinstance(fact, ev.Closed):
                self.injected.pop(fact.conn, None)
                self.cut.pop(fact.conn, None)
            complete.append(fact)
        return complete

    def close(self) -> None:
        """Do nothing more."""
        if self.borrower is not None:
            self.borrower.close()


def is_of(sock: socket, row: TheirRow) -> bool:
    """Whether it is between the ends that the row says, if it says any: a probe hears of a close after the system."""
    end, between, _ = row.address.partition(b" > ")
    if between:  # the peer may be called by its name there
        return not end or end == spelled(sock.getsockname())
    return not end or end == spelled(sock.getpeername())


def pipes(sock: socket, wish: wishes.SetPipes) -> tuple[int, int]:
    """Ask for buffers of these sizes, 0 for as it is; and what they are then."""
    for option, size in ((SO_SNDBUF, wish.sndbuf), (SO_RCVBUF, wish.rcvbuf)):
        if size:
            sock.setsockopt(SOL_SOCKET, option, max(1, min(size, LARGEST)))
    return sock.getsockopt(SOL_SOCKET, SO_SNDBUF), sock.getsockopt(SOL_SOCKET, SO_RCVBUF)


DEEDS: dict[type[ConnectionWish], Callable[[Outside, Any, TheirRow | None], HandFact]] = {
    wishes.Inject: Outside.inject,
    wishes.EndConnection: Outside.end,
    wishes.SetPipes: Outside.set_pipes,
}
