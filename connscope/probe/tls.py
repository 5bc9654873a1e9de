"""TLS sockets, once `ssl` is imported: what is counted is what the program reads and writes, not what the wire carries.

Where such a socket has no TLS yet, or no longer, its calls go on to those of the plain socket, and are seen there.
`recv` and `recv_into` call `read`, and `sendall` calls `send`: each is counted once, where it ends.
"""

from __future__ import annotations

from _socket import socket as plain_socket
from errno import EAGAIN

from .foreign import mro_of, size_of
from .inplace import Changes
from .looped import quietly
from .records import RECV, RECV_INTO, SECURE, SEND
from .ringed import RingProbe
from .shared import SharedRow
from .traces import one_line
from .transfers import INCOMING, Transfers, Wrapper
from .typed import Any, Dict


def engine_of(sock: Any) -> Any:
    """What encrypts for it; None while nothing does."""
    return object.__getattribute__(sock, "__dict__").get("_sslobj")


class Secrets:
    """Counts what goes through TLS sockets."""

    def __init__(self, probe: RingProbe, ssl: Any) -> None:
        self.probe, self.transfers = probe, Transfers(probe)
        self.again = (ssl.SSLWantReadError, ssl.SSLWantWriteError)
        self.ends = (ssl.SSLEOFError, ssl.SSLZeroReturnError)
        self.errors = ssl.SSLError

    def secured(self, row: SharedRow, engine: Any) -> None:
        """Its TLS is at work."""
        if not row.secured:
            row.secured = True
            self.probe.record(SECURE, row.conn, head=str(engine.version() or "").encode())

    def refused(self, call: int, row: SharedRow, outb: int, asked: int, error: OSError) -> None:
        """A call raised. TLS has numbers of its own for that, which are no error numbers."""
        if isinstance(error, self.ends) and call in INCOMING:
            self.transfers.done(call, row, outb, asked, 0, 0, b"")
        elif isinstance(error, self.again):
            self.transfers.refused(call, row, outb, asked, OSError(EAGAIN, ""))
        else:
            self.transfers.refused(call, row, outb, asked, OSError() if isinstance(error, self.errors) else error)


def reading(probe: RingProbe, secrets: Secrets, plain: Any) -> Wrapper:
    """Wrap `read`, into which all that receives goes."""
    closed, stop, find = probe.gate.closed, probe.stop, probe.find

    def read(self: Any, len: Any = 1024, buffer: Any = None) -> Any:  # noqa: A002 - it is called so
        row, engine = find(self), engine_of(self)
        if row is None or engine is None:
            return plain(self, len, buffer)
        outb, asked, call = row.owes(), len if type(len) is int else -1, RECV if buffer is None else RECV_INTO
        if closed[call]:
            stop(call, row, asked)
        try:
            answer = plain(self, len, buffer)
        except OSError as error:
            secrets.refused(call, row, outb, asked, error)
            raise
        quietly(probe, secrets.secured, row, engine)
        size, data = (size_of(answer), answer) if buffer is None else (answer, buffer)
        secrets.transfers.done(call, row, outb, asked, size, 0, data)
        return answer

    return read


def receiving(plain: Any) -> Wrapper:
    """Wrap `recv`, which `ssl` calls itself once while it makes a socket that is not connected: nobody's call."""

    def recv(self: Any, buflen: Any = 1024, flags: Any = 0) -> Any:
        try:
            is_made = "_connected" in object.__getattribute__(self, "__dict__")
            return plain(self, buflen, flags) if is_made else plain_socket.recv(self, buflen, flags)
        except Exception as error:
            one_line(error)
            raise

    return recv


def writing(probe: RingProbe, secrets: Secrets, plain: Any) -> Dict[str, Wrapper]:
    """Wrap `send` and `write`, of which none calls the other."""
    closed, stop, find = probe.gate.closed, probe.stop, probe.find
    plain_send, plain_write = plain.send, plain.write

    def sent(plain_call: Any, self: Any, data: Any, *flags: Any) -> Any:
        row, engine = find(self), engine_of(self)
        if row is None or engine is None:
            return plain_call(self, data, *flags)
        outb, asked = row.owes(), size_of(data)
        if closed[SEND]:
            stop(SEND, row, asked, data)
        try:
            size = plain_call(self, data, *flags)
        except OSError as error:
            secrets.refused(SEND, row, outb, asked, error)
            raise
        quietly(probe, secrets.secured, row, engine)
        secrets.transfers.done(SEND, row, outb, asked, size, 0, data)
        return size

    def send(self: Any, data: Any, flags: Any = 0) -> Any:
        try:
            return sent(plain_send, self, data, flags)
        except Exception as error:
            one_line(error)
            raise

    def write(self: Any, data: Any) -> Any:
        try:
            return sent(plain_write, self, data)
        except Exception as error:
            one_line(error)
            raise

    return {"send": send, "write": write}


def shaking(probe: RingProbe, secrets: Secrets, plain: Any) -> Wrapper:
    """Wrap `do_handshake`."""
    find = probe.find

    def do_handshake(self: Any, block: Any = False) -> Any:
        answer = plain(self, block)
        row, engine = find(self), engine_of(self)
        if row is not None and engine is not None:
            quietly(probe, secrets.secured, row, engine)
        return answer

    return do_handshake


def watch_tls(probe: RingProbe, changes: Changes, ssl: Any) -> None:
    """Set wrappers on the class of TLS sockets. A module of the program's own may have the same name."""
    kind: Any = vars(ssl).get("SSLSocket")
    if plain_socket not in (mro_of(kind) if type(kind) is type else ()):
        return
    secrets = Secrets(probe, ssl)
    calls = {
        "read": reading(probe, secrets, kind.read),
        "recv": receiving(kind.recv),
        "do_handshake": shaking(probe, secrets, kind.do_handshake),
    }
    changes.put(kind, {**calls, **writing(probe, secrets, kind)})
