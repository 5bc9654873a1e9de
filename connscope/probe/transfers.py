"""The calls that carry bytes, in all their forms, from recv to sendmsg.

One general wrapper serves them all. `fast.py` has the plain forms of three of them once more, written for speed.
What goes past the methods of a socket, such as `os.read` on its descriptor, is seen in place only: `files.py`.
"""

from __future__ import annotations

from errno import EAGAIN, EWOULDBLOCK
from socket import MSG_OOB, MSG_PEEK, socket
from threading import get_ident

from .core import Probe
from .foreign import first_of, head_of, number, size_of, total_of
from .records import PEEK, RECV, RECV_INTO, RECV_URGENT, SEND, SEND_URGENT, SENDALL, UNNUMBERED
from .rows import Row, Tally, Thread
from .typed import Any, Callable, Dict, NamedTuple, Tuple

Wrapper = Callable[..., Any]

INCOMING = (RECV, RECV_INTO)
OUTGOING = (SEND, SENDALL)

# Plain numbers: `&` with an enum's member runs Python code, 2 µs of it.
PEEKING, URGENT = int(MSG_PEEK), int(MSG_OOB)


class Kind(NamedTuple):
    """How to read one kind of call: its record, and from arguments and answer what it asked for and what it carried."""

    call: int
    asked: Callable[..., Tuple[Any, Any]]
    """How much, and the flags."""
    carried: Callable[..., Tuple[int, Any]]
    """How much, and where its beginning is."""


KINDS = {
    "recv": Kind(RECV, lambda bufsize, flags=0: (bufsize, flags), lambda data, *_: (len(data), data)),
    "recvfrom": Kind(RECV, lambda bufsize, flags=0: (bufsize, flags), lambda answer, *_: (len(answer[0]), answer[0])),
    "recvmsg": Kind(
        RECV, lambda bufsize, _=0, flags=0: (bufsize, flags), lambda answer, *_: (len(answer[0]), answer[0])
    ),
    "recv_into": Kind(
        RECV_INTO,
        lambda buffer, nbytes=0, flags=0: (nbytes or size_of(buffer), flags),
        lambda size, buffer, *_, **__: (size, buffer),
    ),
    "recvfrom_into": Kind(
        RECV_INTO,
        lambda buffer, nbytes=0, flags=0: (nbytes or size_of(buffer), flags),
        lambda answer, buffer, *_, **__: (answer[0], buffer),
    ),
    "recvmsg_into": Kind(
        RECV_INTO,
        lambda buffers, _=0, flags=0: (total_of(buffers), flags),
        lambda answer, buffers, *_: (answer[0], first_of(buffers)),
    ),
    "send": Kind(SEND, lambda data, flags=0: (size_of(data), flags), lambda size, data, *_: (size, data)),
    "sendall": Kind(SENDALL, lambda data, flags=0: (size_of(data), flags), lambda _, data, *__: (size_of(data), data)),
    "sendto": Kind(
        SEND,
        lambda data, *rest: (size_of(data), rest[0] if len(rest) > 1 else 0),
        lambda size, data, *_: (size, data),
    ),
    "sendmsg": Kind(
        SEND,
        lambda buffers, _=(), flags=0, *__: (total_of(buffers), flags),
        lambda size, buffers, *_: (size, first_of(buffers)),
    ),
}


class Transfers:
    """Counts and records transfers. One for a probe; its methods run in the program's threads."""

    def __init__(self, probe: Probe) -> None:
        self.probe = probe

    def tally(self, row: Row) -> Tuple[Tally, Thread]:
        """What this thread has done with the socket; its record of idle loops, if any, is written first."""
        thread = self.probe.threads[get_ident()]
        if thread.run is not None:
            thread.run.write(thread)
        if row.thread is thread:
            return row, thread
        tally = row.others.get(thread.index)
        if tally is None:
            tally = self.probe.new_tally(row, thread)
            row.others = {**row.others, thread.index: tally}
        return tally, thread

    def note(self, kind: Kind, row: Row, outb: int, args: Any, kwargs: Any, answer: Any, error: Any) -> None:
        """Note a call of this kind with these arguments, which came back or raised."""
        try:
            asked, flags = kind.asked(*args, **kwargs)
            if error is not None:
                self.refused(kind.call, row, outb, asked, error)
            else:
                size, data = kind.carried(answer, *args, **kwargs)
                self.done(kind.call, row, outb, asked, size, flags, data)
        except Exception as failure:
            self.probe.retire(failure)

    def done(self, call: int, row: Row, outb: int, asked: Any, size: int, flags: Any, data: Any) -> None:
        """Note a call that came back. A peek receives nothing, and urgent data counts apart."""
        try:
            tally, thread = self.tally(row)
            seq, asked, flags = thread.next(), number(asked, -1), number(flags)
            if call in INCOMING and flags & PEEKING:
                call = PEEK
            elif flags & URGENT and call in INCOMING:
                call = RECV_URGENT
                tally.received(seq, 0, calls=0, urgent=size)
            elif flags & URGENT:
                call = SEND_URGENT
                tally.sent(seq, 0, calls=0, urgent=size)
            elif call in INCOMING:
                row.ended = row.ended if size or not asked else "done"
                tally.received(seq, size)
            else:
                asked = row.offers() if asked < 0 else asked
                tally.sent(seq, size, shorts=int(size < asked))
            row.outb = outb - size if call in OUTGOING and asked >= outb > size else outb
            self.probe.record(call, row.conn, asked, size, 0, outb, head_of(data, size), seq)
            if self.probe.gate.looks:
                self.probe.look_at(call, row, asked, size, 0)
        except Exception as error:
            self.probe.retire(error)

    def refused(self, call: int, row: Row, outb: int, asked: Any, error: OSError) -> None:
        """Note a call that raised. EAGAIN is counted; anything else but the socket's own timeout is what ails it."""
        try:
            tally, thread = self.tally(row)
            seq, errno = thread.next(), error.errno or UNNUMBERED
            if errno in (EAGAIN, EWOULDBLOCK):
                (tally.received if call in INCOMING else tally.sent)(seq, 0, calls=0, eagains=1)
            elif errno != UNNUMBERED:
                row.errno = errno
            row.outb = outb
            self.probe.record(call, row.conn, number(asked, -1), 0, errno, outb, b"", seq)
            if self.probe.gate.looks:
                self.probe.look_at(call, row, number(asked, -1), 0, errno)
        except Exception as failure:
            self.probe.retire(failure)


def asked_and_given(kind: Kind, args: Any, kwargs: Any) -> Tuple[Any, Any]:
    """What a call that is about to be made asks for, and what it sends first; what cannot be read it will refuse."""
    try:
        asked, _ = kind.asked(*args, **kwargs)
        return asked, kind.carried(asked, *args, **kwargs)[1] if kind.call in OUTGOING else None
    except Exception:
        return -1, None


def transfer(probe: Probe, name: str, kind: Kind) -> Wrapper:
    """Wrap one of these calls."""
    closed, stop, find, plain = probe.gate.closed, probe.stop, probe.find, getattr(socket, name)
    transfers = Transfers(probe)

    def wrapper(self: Any, *args: Any, **kwargs: Any) -> Any:
        row = find(self)
        if row is None:
            return plain(self, *args, **kwargs)
        outb = row.outb = row.owes()
        if closed[kind.call]:
            stop(kind.call, row, *asked_and_given(kind, args, kwargs))
        try:
            answer = plain(self, *args, **kwargs)
        except OSError as error:
            transfers.note(kind, row, outb, args, kwargs, None, error)
            raise
        transfers.note(kind, row, outb, args, kwargs, answer, None)
        return answer

    return wrapper


def carrying(probe: Probe) -> Dict[str, Wrapper]:
    """Wrap those that this platform has."""
    return {name: transfer(probe, name, kind) for name, kind in KINDS.items() if hasattr(socket, name)}
