"""The calls that carry bytes: recv, recv_into, send, sendall. Every echo pays for these, so they are written for speed.

A wrapper reads the length of the program's `outb`, asks the gate, makes the plain call, counts, and appends one record. What the
program's call raises passes unchanged; what we get wrong ourselves retires the probe.
"""

from __future__ import annotations

from errno import EAGAIN
from socket import MSG_OOB, MSG_PEEK, socket
from sys import _getframe
from threading import get_ident
from time import monotonic_ns
from typing import Any, Callable, Dict

from .core import Probe
from .places import OFFSET_BITS
from .records import HEAD, PEEK, RECV, RECV_INTO, RECV_URGENT, SEND, SEND_URGENT, SENDALL
from .rows import NOTHING_YET, Row, Totals, outb_length

# Plain numbers: `&` with an enum's member runs Python code, 2 µs of it.
PEEKING, URGENT = int(MSG_PEEK), int(MSG_OOB)

Wrappers = Dict[str, Callable[..., Any]]


def head_of(data: Any, size: int) -> bytes:
    """A copy of the first bytes; never a view, which would keep the program from resizing its buffer."""
    kind = type(data)
    size = min(size, HEAD)
    if kind is bytes or kind is bytearray:
        return bytes(data[:size])
    if kind is memoryview and data.ndim == 1:
        return data[:HEAD].tobytes()[:size]  # type: ignore[no-any-return]
    return b""


def size_of(data: Any) -> int:
    """Bytes in what the program hands to a call; -1 where asking could run its code."""
    kind = type(data)
    if kind is memoryview:
        return data.nbytes  # type: ignore[no-any-return]
    return len(data) if kind is bytes or kind is bytearray else -1


def added(
    totals: Totals,
    seq: int,
    into: int = 0,
    out: int = 0,
    recvs: int = 0,
    sends: int = 0,
    shorts: int = 0,
    eagains: int = 0,
) -> Totals:
    """The totals with one call more, which is the thread's record number `seq`."""
    _, a, b, c, d, e, f = totals
    return (seq, a + into, b + out, c + recvs, d + sends, e + shorts, f + eagains)


class Transfers:
    """Counts transfers and appends their records. One for a probe; its methods run in the program's threads."""

    def __init__(self, probe: Probe) -> None:
        self.probe = probe
        self.numbers = probe.places.numbers
        self.append = probe.channel.append

    def note(
        self, call: int, row: Row, incoming: bool, asked: int, size: int, flags: int, outb: int, data: Any
    ) -> None:
        """Count bytes that moved and append the record; everything unusual goes the slow way."""
        try:
            thread, code = row.thread, _getframe(2).f_code
            number = self.numbers.get(id(code))
            if number is None or thread is None or row.ident != get_ident() or thread.run or flags or not size:
                self.note_unusual(call, row, incoming, asked, size, flags, outb, data)
                return
            seq = thread.seq = thread.seq + 1
            _, into, out, recvs, sends, shorts, eagains = row.totals
            if incoming:
                row.totals = (seq, into + size, out, recvs + 1, sends, shorts, eagains)
            else:
                row.totals = (seq, into, out + size, recvs, sends + 1, shorts + (size < asked), eagains)
            head = data if type(data) is bytes and size <= HEAD >= asked else head_of(data, size)
            place = number << OFFSET_BITS | _getframe(2).f_lasti
            self.append((seq, monotonic_ns(), call, row.conn, thread.index, place, asked, size, 0, 0, outb, head))
        except Exception as error:
            self.probe.retire(error)

    def note_unusual(
        self, call: int, row: Row, incoming: bool, asked: int, size: int, flags: int, outb: int, data: Any
    ) -> None:
        """The first call of a thread, the end of a stream, a peek (nothing is received), urgent data (counts apart)."""
        head = head_of(data, size)
        if flags & PEEKING:
            call = PEEK
        elif flags & URGENT:
            call = RECV_URGENT if incoming else SEND_URGENT
        elif incoming:
            row.ended = row.ended if size or not asked else "done"
            self.count(row, into=size, recvs=1)
        else:
            self.count(row, out=size, sends=1, shorts=int(size < asked))
        self.probe.record(call, row.conn, asked, size, 0, outb, head, depth=4)

    def count(self, row: Row, **more: int) -> None:
        """Add to what this thread has done with the socket, up to the record that comes next."""
        thread = self.probe.threads[get_ident()]
        if row.thread is None:
            row.thread, row.ident = thread, get_ident()
        mine = row.thread is thread
        totals = added(row.totals if mine else row.others.get(thread, NOTHING_YET), self.probe.next_seq(thread), **more)
        if mine:
            row.totals = totals
        else:
            row.others[thread] = totals

    def refused(self, call: int, row: Row, asked: int, error: OSError, outb: int) -> None:
        """Note a call that raised: EAGAIN is counted, anything else is what ails the socket."""
        try:
            errno = error.errno or -1
            if errno == EAGAIN:
                self.count(row, eagains=1)
            else:
                row.errno = errno
            self.probe.record(call, row.conn, asked, 0, errno, outb, depth=3)
        except Exception as failure:
            self.probe.retire(failure)


def reading(probe: Probe) -> Wrappers:
    """Wrap the calls that bring bytes in."""
    gate, closed, transfers = probe.gate, probe.gate.closed, Transfers(probe)
    note, refused, plain_recv, plain_recv_into = (
        transfers.note,
        transfers.refused,
        socket.recv,
        socket.recv_into,
    )

    def recv(self: Any, bufsize: int, flags: int = 0) -> bytes:
        row = self.row
        outb = outb_length(row.held)
        if closed[RECV]:
            gate.stop(RECV, row)
        try:
            data = plain_recv(self, bufsize, flags)
        except OSError as error:
            refused(RECV, row, bufsize, error, outb)
            raise
        note(RECV, row, True, bufsize, len(data), flags, outb, data)
        return data

    def recv_into(self: Any, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        row = self.row
        outb = outb_length(row.held)
        if closed[RECV_INTO]:
            gate.stop(RECV_INTO, row)
        try:
            size = plain_recv_into(self, buffer, nbytes, flags)
        except OSError as error:
            refused(RECV_INTO, row, nbytes or size_of(buffer), error, outb)
            raise
        note(RECV_INTO, row, True, nbytes or size_of(buffer), size, flags, outb, buffer)
        return size

    return {"recv": recv, "recv_into": recv_into}


def sending(probe: Probe) -> Wrappers:
    """Wrap the calls that send bytes."""
    gate, closed, transfers = probe.gate, probe.gate.closed, Transfers(probe)
    note, refused, plain_send, plain_sendall = transfers.note, transfers.refused, socket.send, socket.sendall

    def send(self: Any, data: Any, flags: int = 0) -> int:
        row = self.row
        outb = outb_length(row.held)
        if closed[SEND]:
            gate.stop(SEND, row)
        try:
            size = plain_send(self, data, flags)
        except OSError as error:
            refused(SEND, row, size_of(data), error, outb)
            raise
        note(SEND, row, False, size_of(data), size, flags, outb, data)
        return size

    def sendall(self: Any, data: Any, flags: int = 0) -> None:
        row = self.row
        outb = outb_length(row.held)
        if closed[SENDALL]:
            gate.stop(SENDALL, row)
        try:
            plain_sendall(self, data, flags)
        except OSError as error:
            refused(SENDALL, row, size_of(data), error, outb)
            raise
        note(SENDALL, row, False, size_of(data), size_of(data), flags, outb, data)

    return {"send": send, "sendall": sendall}
