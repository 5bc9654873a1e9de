"""The real commands as processes, for as long as a test lasts."""

import fcntl
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

CONNSCOPE = (sys.executable, "-m", "connscope")
LONGEST_SECONDS = 20


@contextmanager
def running(*words: str, stdout: Any = subprocess.PIPE, command: tuple[str, ...] = CONNSCOPE) -> Iterator[Any]:
    """A process; if it is still there in the end, or hangs, it is killed, which ends whatever waits for its output."""
    process = subprocess.Popen([*command, *words], stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE)
    watchdog = threading.Timer(LONGEST_SECONDS, process.kill)
    watchdog.start()
    try:
        with process:
            yield process
            process.kill()
    finally:
        watchdog.cancel()


def port_of(greeting: bytes) -> int:
    """The port that the first line of `serve` tells, in either form."""
    return int(greeting.rstrip(b'"}\n').rpartition(b":")[2])


def connected(port: int) -> socket.socket:
    """A client that gives up after a while."""
    return socket.create_connection(("127.0.0.1", port), timeout=LONGEST_SECONDS)


def echoed(client: socket.socket, message: bytes) -> bytes:
    """What comes back of a message, all of it."""
    client.sendall(message)
    return receive(client, len(message))


def receive(client: socket.socket, size: int) -> bytes:
    """So many bytes, or all up to the end."""
    came = b""
    while len(came) < size and (more := client.recv(size - len(came))):
        came += more
    return came


def ended(process: Any) -> tuple[int, bytes]:
    """Exit code and stderr of a process that is about to end by itself."""
    return process.wait(LONGEST_SECONDS), process.stderr.read()


def reset(client: socket.socket) -> None:
    """Close without a goodbye."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


def stall(process: Any, client: socket.socket) -> int:
    """Give the server far more to tell than a pipe holds that nobody reads; answers how many bytes were echoed."""
    fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, 4096)
    for _ in range(400):
        assert echoed(client, b"hello") == b"hello"
    return 400 * len(b"hello")
