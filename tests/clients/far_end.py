"""Echo servers, good and bad, and other far ends for a client under test: small, real, on loopback."""

import selectors
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

Address = tuple[str, int]

PATIENCE = 10.0
"""Seconds after which whatever is waited for fails its test."""


@contextmanager
def echo_server(host: str = "127.0.0.1", family: int = socket.AF_INET, piece: int = 65536) -> Iterator[Address]:
    """Echoes to anybody, at most `piece` bytes at a time, in one thread."""
    ours, theirs = socket.socketpair()
    lsock = socket.create_server((host, 0), family=family, backlog=4096)
    with ours, theirs, lsock, selectors.DefaultSelector() as sel:
        sel.register(lsock, selectors.EVENT_READ)
        sel.register(theirs, selectors.EVENT_READ)
        thread = threading.Thread(target=echo_until, args=(theirs, lsock, sel, piece))
        thread.start()
        try:
            yield lsock.getsockname()[:2]
        finally:
            ours.close()
            thread.join(PATIENCE)
            assert not thread.is_alive()


def echo_until(end: socket.socket, lsock: socket.socket, sel: selectors.BaseSelector, piece: int) -> None:
    conns: set[socket.socket] = set()
    while True:
        for key, _ in sel.select():
            if key.fileobj is end:
                for conn in conns:
                    conn.close()
                return
            if key.fileobj is lsock:
                conn = lsock.accept()[0]
                conn.settimeout(PATIENCE)
                conns.add(conn)
                sel.register(conn, selectors.EVENT_READ)
            elif not echo_piece(conn := key.fileobj, piece):
                sel.unregister(conn)
                conns.remove(conn)
                conn.close()


def echo_piece(conn: Any, piece: int) -> bool:
    with suppress(OSError):
        chunk = conn.recv(piece)
        conn.sendall(chunk)
        return bool(chunk)
    return False


@contextmanager
def scripted_server(script: Callable[[socket.socket], object]) -> Iterator[Address]:
    """Accepts one connection, does to it what the script says, as long as it is there, and closes it."""

    def serve() -> None:
        conn = lsock.accept()[0]
        conn.settimeout(PATIENCE)
        with conn, suppress(ConnectionError):
            script(conn)

    with socket.create_server(("127.0.0.1", 0)) as lsock:
        lsock.settimeout(PATIENCE)
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield lsock.getsockname()
        finally:
            thread.join(PATIENCE)
            assert not thread.is_alive()


def until_its_end(conn: socket.socket) -> bytes:
    """Read all that comes before it."""
    data = b""
    while chunk := conn.recv(65536):
        data += chunk
    return data


def read_exactly(conn: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        chunk = conn.recv(count - len(data))
        assert chunk, "the client closed too early"
        data += chunk
    return data


def reset(conn: socket.socket) -> None:
    conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def fill(conn: socket.socket, data: bytes) -> int:
    """Send until nothing more goes in for a while; how much did."""
    conn.settimeout(0.1)
    sent = 0
    with suppress(TimeoutError):
        while True:
            sent += conn.send(data[sent : sent + 1024])
    conn.settimeout(PATIENCE)
    return sent


def small_send_buffer(conn: socket.socket) -> None:
    conn.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
