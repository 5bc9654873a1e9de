"""The plain forms of recv, recv_into and send, written for speed: every echo pays for them.

They do what `transfers.py` does, and hand to it whatever is unusual: flags, buffers of other types, the end of a
stream, a short send. The same lines stand here three times on purpose: in a function of their own they would cost a
tenth more.
"""

from __future__ import annotations

from socket import socket
from sys import _getframe
from threading import get_ident
from time import monotonic_ns

from .core import Probe
from .foreign import FIRST, NOTHING_HELD
from .records import HEAD, RECV, RECV_INTO, SEND
from .transfers import Transfers, Wrapper
from .typed import Any, Dict


def recv(probe: Probe, general: Wrapper) -> Wrapper:
    """Wrap `recv(bufsize)`."""
    closed, stop, retire = probe.gate.closed, probe.stop, probe.retire
    append, part, here = probe.channel.append, probe.places.part, probe.places.here
    plain, transfers = socket.recv, Transfers(probe)

    def wrapper(self: Any, bufsize: int, flags: int = 0, /) -> Any:
        if flags != 0 or type(bufsize) is not int:
            return general(self, bufsize, flags)
        row, held = self.row, self.held
        outb = held.get("outb")
        kind = type(outb)
        outb = len(outb) if kind is bytearray or kind is bytes else row.outb if held is NOTHING_HELD else -1
        row.outb = outb
        if closed[RECV]:
            stop(RECV, row, bufsize)
        try:
            data = plain(self, bufsize)
        except OSError as error:
            transfers.refused(RECV, row, outb, bufsize, error)
            raise
        if not data:
            transfers.done(RECV, row, outb, bufsize, 0, 0, data)
            return data
        try:
            tally, thread, size = row, row.thread, len(data)
            if thread.ident != get_ident():
                tally, thread = transfers.tally(row)
            frame = _getframe(1)
            if frame.f_code is not thread.in_code:
                thread.in_code, thread.in_part = frame.f_code, part(frame.f_code)
            place = thread.in_part + frame.f_lasti if thread.in_part else here()
            head = data if size <= HEAD else data[:HEAD]
            seq = thread.seq = thread.seq + 1
            _, total, calls, rare = tally.into
            tally.into = (seq, total + size, calls + 1, rare)
            append((seq, monotonic_ns(), RECV, row.conn, thread.index, place, bufsize, size, 0, 0, outb, head))
        except Exception as error:
            retire(error)
        return data

    return wrapper


def recv_into(probe: Probe, general: Wrapper) -> Wrapper:
    """Wrap `recv_into(buffer)`."""
    closed, stop, retire = probe.gate.closed, probe.stop, probe.retire
    append, part, here = probe.channel.append, probe.places.part, probe.places.here
    plain, transfers = socket.recv_into, Transfers(probe)

    def wrapper(self: Any, buffer: Any, nbytes: int = 0, flags: int = 0) -> Any:
        kind = type(buffer)
        try:
            asked = buffer.nbytes if kind is memoryview else len(buffer) if kind is bytearray else 0
        except ValueError:  # a view that was released
            asked = 0
        if asked < HEAD or nbytes != 0 or flags != 0:
            return general(self, buffer, nbytes, flags)
        row, held = self.row, self.held
        outb = held.get("outb")
        kind = type(outb)
        outb = len(outb) if kind is bytearray or kind is bytes else row.outb if held is NOTHING_HELD else -1
        row.outb = outb
        if closed[RECV_INTO]:
            stop(RECV_INTO, row, asked)
        try:
            size = plain(self, buffer)
        except OSError as error:
            transfers.refused(RECV_INTO, row, outb, asked, error)
            raise
        if not size:
            transfers.done(RECV_INTO, row, outb, asked, 0, 0, buffer)
            return size
        try:
            tally, thread = row, row.thread
            if thread.ident != get_ident():
                tally, thread = transfers.tally(row)
            frame = _getframe(1)
            if frame.f_code is not thread.in_code:
                thread.in_code, thread.in_part = frame.f_code, part(frame.f_code)
            place = thread.in_part + frame.f_lasti if thread.in_part else here()
            head = FIRST(buffer)[0] if size >= HEAD else FIRST(buffer)[0][:size]
            seq = thread.seq = thread.seq + 1
            _, total, calls, rare = tally.into
            tally.into = (seq, total + size, calls + 1, rare)
            append((seq, monotonic_ns(), RECV_INTO, row.conn, thread.index, place, asked, size, 0, 0, outb, head))
        except Exception as error:
            retire(error)
        return size

    return wrapper


def send(probe: Probe, general: Wrapper) -> Wrapper:
    """Wrap `send(data)`."""
    closed, stop, retire = probe.gate.closed, probe.stop, probe.retire
    append, part, here = probe.channel.append, probe.places.part, probe.places.here
    plain, transfers = socket.send, Transfers(probe)

    def wrapper(self: Any, data: Any, flags: int = 0, /) -> Any:
        row, held = self.row, self.held
        outb = held.get("outb")
        kind = type(outb)
        outb = len(outb) if kind is bytearray or kind is bytes else row.outb if held is NOTHING_HELD else -1
        row.outb = outb
        kind = type(data)
        asked = data.nbytes if kind is memoryview else len(data) if kind is bytearray or kind is bytes else 0
        if flags != 0 or not asked:
            return general(self, data, flags)
        if closed[SEND]:
            stop(SEND, row, asked, data)
        try:
            size = plain(self, data)
        except OSError as error:
            transfers.refused(SEND, row, outb, asked, error)
            raise
        if size < asked:
            transfers.done(SEND, row, outb, asked, size, 0, data)
            return size
        try:
            tally, thread = row, row.thread
            if thread.ident != get_ident():
                tally, thread = transfers.tally(row)
            frame = _getframe(1)
            if frame.f_code is not thread.out_code:
                thread.out_code, thread.out_part = frame.f_code, part(frame.f_code)
            place = thread.out_part + frame.f_lasti if thread.out_part else here()
            head = FIRST(data)[0] if size > HEAD else data.tobytes() if kind is memoryview else bytes(data)
            seq = thread.seq = thread.seq + 1
            _, total, calls, rare = tally.out
            tally.out = (seq, total + size, calls + 1, rare)
            append((seq, monotonic_ns(), SEND, row.conn, thread.index, place, asked, size, 0, 0, outb, head))
        except Exception as error:
            retire(error)
        return size

    return wrapper


def hurrying(probe: Probe, general: Dict[str, Wrapper]) -> Dict[str, Wrapper]:
    """Wrap these three, with what does the same for all their other forms."""
    return {
        name: wrap(probe, general[name]) for name, wrap in (("recv", recv), ("recv_into", recv_into), ("send", send))
    }
