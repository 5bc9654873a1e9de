"""recv, recv_into and send for speed once more, for a process of its own: each packs its record straight into the ring.

They do all forms of these calls, so that a traceback has one line more and not two. The same lines stand here three
times on purpose: in a function of their own they would cost a tenth more.
"""

from __future__ import annotations

from socket import socket
from sys import _getframe
from threading import get_ident
from time import monotonic_ns

from . import layout as l
from .foreign import FIRST, number, size_of
from .records import HEAD, RECV, RECV_INTO, SEND
from .ringed import RingProbe
from .transfers import Transfers, Wrapper
from .typed import Any, Dict

PLAIN = (bytes, bytearray)


def recv(probe: RingProbe, *, payload: bool) -> Wrapper:
    """Wrap `recv(bufsize, flags)`."""
    closed, stop, retire, fileno = probe.gate.closed, probe.stop, probe.retire, socket.fileno
    rows: Dict[int, Any] = probe.by_fd
    part, here, most = probe.places.part, probe.places.here, HEAD if payload else 0
    plain, transfers, ring = socket.recv, Transfers(probe), probe.ring
    memory, pack, way, fresh = ring.memory, l.HOT.pack_into, l.WAY.pack_into, ring.fresh.__next__
    first, mask, step = ring.places.records, ring.mask, l.RECORD_SIZE

    def recv(self: Any, bufsize: int, flags: int = 0, /) -> Any:
        row = rows.get(fileno(self))
        if row is None:
            return plain(self, bufsize, flags)
        outb = row.owes() if row.owing else row.outb
        if closed[RECV]:
            stop(RECV, row, bufsize)
        try:
            data = plain(self, bufsize, flags)
        except OSError as error:
            transfers.refused(RECV, row, outb, bufsize, error)
            raise
        if not data or flags or type(bufsize) is not int:
            transfers.done(RECV, row, outb, bufsize, len(data), flags, data)
            return data
        try:
            tally, thread, size = row, row.thread, len(data)
            if thread.ident != get_ident():
                tally, thread = transfers.tally(row)
            frame = _getframe(1)
            if frame.f_code is not thread.in_code:
                thread.in_code, thread.in_part = frame.f_code, part(frame.f_code)
            place = thread.in_part + frame.f_lasti if thread.in_part else here(frame)
            n = thread.seq = fresh()
            _, total, calls, rare = tally.into
            total, calls = total + size, calls + 1
            tally.into = (n, total, calls, rare)
            way(memory, tally.at + 16, n, total, calls)
            pack(
                memory, first + (n & mask) * step, n, monotonic_ns(), row.conn, place, bufsize, size, outb,
                thread.word + RECV, size if size < most else most, data if most else b"", n,
            )  # fmt: skip
        except Exception as error:
            retire(error)
        return data

    return recv


def recv_into(probe: RingProbe, *, payload: bool) -> Wrapper:
    """Wrap `recv_into(buffer, nbytes, flags)`."""
    closed, stop, retire, fileno = probe.gate.closed, probe.stop, probe.retire, socket.fileno
    rows: Dict[int, Any] = probe.by_fd
    part, here, most = probe.places.part, probe.places.here, HEAD if payload else 0
    plain, transfers, ring = socket.recv_into, Transfers(probe), probe.ring
    memory, pack, way, fresh = ring.memory, l.HOT.pack_into, l.WAY.pack_into, ring.fresh.__next__
    first, mask, step = ring.places.records, ring.mask, l.RECORD_SIZE

    def recv_into(self: Any, buffer: Any, nbytes: int = 0, flags: int = 0) -> Any:
        row = rows.get(fileno(self))
        if row is None:
            return plain(self, buffer, nbytes, flags)
        kind = type(buffer)
        try:
            asked = buffer.nbytes if kind is memoryview else len(buffer) if kind is bytearray else 0
        except ValueError:  # a view that was released
            asked = 0
        outb = row.owes() if row.owing else row.outb
        if closed[RECV_INTO]:
            stop(RECV_INTO, row, nbytes or asked)
        try:
            size = plain(self, buffer, nbytes, flags)
        except OSError as error:
            transfers.refused(RECV_INTO, row, outb, nbytes or asked, error)
            raise
        if not size or flags or nbytes or asked < HEAD:
            transfers.done(RECV_INTO, row, outb, number(nbytes) or size_of(buffer), size, flags, buffer)
            return size
        try:
            tally, thread = row, row.thread
            if thread.ident != get_ident():
                tally, thread = transfers.tally(row)
            frame = _getframe(1)
            if frame.f_code is not thread.in_code:
                thread.in_code, thread.in_part = frame.f_code, part(frame.f_code)
            place = thread.in_part + frame.f_lasti if thread.in_part else here(frame)
            n = thread.seq = fresh()
            _, total, calls, rare = tally.into
            total, calls = total + size, calls + 1
            tally.into = (n, total, calls, rare)
            way(memory, tally.at + 16, n, total, calls)
            pack(
                memory, first + (n & mask) * step, n, monotonic_ns(), row.conn, place, asked, size, outb,
                thread.word + RECV_INTO, size if size < most else most, FIRST(buffer)[0] if most else b"", n,
            )  # fmt: skip
        except Exception as error:
            retire(error)
        return size

    return recv_into


def send(probe: RingProbe, *, payload: bool) -> Wrapper:
    """Wrap `send(data, flags)`."""
    closed, stop, retire, fileno = probe.gate.closed, probe.stop, probe.retire, socket.fileno
    rows: Dict[int, Any] = probe.by_fd
    part, here, most = probe.places.part, probe.places.here, HEAD if payload else 0
    plain, transfers, ring = socket.send, Transfers(probe), probe.ring
    memory, pack, way, fresh = ring.memory, l.HOT.pack_into, l.WAY.pack_into, ring.fresh.__next__
    first, mask, step = ring.places.records, ring.mask, l.RECORD_SIZE

    def send(self: Any, data: Any, flags: int = 0, /) -> Any:
        row = rows.get(fileno(self))
        if row is None:
            return plain(self, data, flags)
        try:
            asked = data.nbytes if type(data) is memoryview else len(data) if type(data) in PLAIN else 0
        except ValueError:  # a view that was released
            asked = 0
        outb = row.owes() if row.owing else row.outb
        if closed[SEND]:
            stop(SEND, row, asked or size_of(data), data)
        try:
            size = plain(self, data, flags)
        except OSError as error:
            transfers.refused(SEND, row, outb, asked or size_of(data), error)
            raise
        if flags or size < asked or not asked:
            transfers.done(SEND, row, outb, asked or size_of(data), size, flags, data)
            return size
        try:
            tally, thread = row, row.thread
            if thread.ident != get_ident():
                tally, thread = transfers.tally(row)
            frame = _getframe(1)
            if frame.f_code is not thread.out_code:
                thread.out_code, thread.out_part = frame.f_code, part(frame.f_code)
            place = thread.out_part + frame.f_lasti if thread.out_part else here(frame)
            head = data if type(data) in PLAIN else FIRST(data)[0] if size >= HEAD else bytes(data)
            n = thread.seq = fresh()
            _, total, calls, rare = tally.out
            total, calls = total + size, calls + 1
            tally.out = (n, total, calls, rare)
            way(memory, tally.at + 40, n, total, calls)
            pack(
                memory, first + (n & mask) * step, n, monotonic_ns(), row.conn, place, asked, size, outb,
                thread.word + SEND, size if size < most else most, head if most else b"", n,
            )  # fmt: skip
        except Exception as error:
            retire(error)
        return size

    return send


def packing(probe: RingProbe, *, payload: bool = True) -> Dict[str, Wrapper]:
    """Wrap these three. Without payload none of the bytes is kept, only how many there were."""
    return {wrap.__name__: wrap(probe, payload=payload) for wrap in (recv, recv_into, send)}
