"""What a probe has written, in a form that tests compare as a whole."""

import fcntl
import socket
import termios
from collections.abc import Callable
from typing import Any, NamedTuple

from connscope.probe.accelerated import taken
from connscope.probe.core import Probe
from connscope.probe.records import CALLS, FIELDS

LOOPBACK = ("127.0.0.1", 0)
SIOCOUTQNSD = 0x894B


class Seen(NamedTuple):
    """A record without what differs from run to run: its number, time, thread and place."""

    call: str
    conn: int
    asked: int = 0
    result: int = 0
    errno: int = 0
    outb: int = -1
    head: Any = b""


def records(probe: Probe) -> list[dict[str, Any]]:
    """All records that wait, by the names of their fields; none wait afterwards."""
    return [dict(zip(FIELDS, record, strict=True)) for record in taken(probe.channel)]


def seen(probe: Probe) -> list[Seen]:
    """The same, without what differs from run to run."""
    return [Seen(CALLS[each["call"]], *(each[name] for name in Seen._fields[1:])) for each in records(probe)]


def calls(probe: Probe) -> list[str]:
    """Only what was called."""
    return [each.call for each in seen(probe)]


def given(script: Callable[..., object], *things: object) -> object:
    """Run a script on as many of these things as it asks for."""
    return script(*things[: script.__code__.co_argcount])


def listening(new_socket: type[socket.socket]) -> socket.socket:
    """A listening socket on a port of its own."""
    lsock = new_socket()
    lsock.bind(LOOPBACK)
    lsock.listen(100)
    return lsock


def accepted(new_socket: type[socket.socket]) -> tuple[socket.socket, socket.socket]:
    """Both ends of a connection: the accepted one, and a plain peer. No call on them waits for long."""
    with listening(new_socket) as lsock:
        peer = socket.create_connection(lsock.getsockname(), timeout=5)
        conn, _ = lsock.accept()
        conn.settimeout(5)
        return conn, peer


def fill(conn: socket.socket) -> int:
    """Send until there is no more room; answers how much went."""
    size = 0
    try:
        while True:
            size += conn.send(b"x" * 70_000)
    except BlockingIOError:
        return size


def fill_up(conn: socket.socket) -> None:
    """And none comes of what was still under way."""
    while is_under_way(conn) or fill(conn):
        pass


def is_under_way(conn: socket.socket) -> bool:
    """Whether anything was sent that the other end has not taken: then there is soon more room."""
    not_taken, not_sent = (fcntl.ioctl(conn, number, bytes(4)) for number in (termios.TIOCOUTQ, SIOCOUTQNSD))
    return not_taken != not_sent


def address(sock: socket.socket) -> bytes:
    """The socket's own address as a record spells it."""
    return "{}:{}".format(*sock.getsockname()).encode()
