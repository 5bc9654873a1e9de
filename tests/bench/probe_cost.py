"""What the probe adds to an echo: CPU of the server's thread per message, bare and probed, in turns.

The server runs in a thread of this process, and a reader takes its records ten times a second, as the screen would. The
load is another process, which compares every byte. Only the ratios mean anything: the machine may be slow, and busy.
"""

import selectors
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from connscope.probe.attach import probed_selector, probed_socket
from connscope.probe.core import Probe
from connscope.servers import echo

TURNS = 5
CONNECTIONS = 100
ROUNDS = 250
SIZE = 64

READ = selectors.EVENT_READ

Serve = Callable[[socket.socket, Any], None]


def least(lsock: socket.socket, sel: Any) -> None:
    """The least that an echo server can do: the harshest measure for a probe."""
    buffer = bytearray(65536)
    view = memoryview(buffer)
    sel.register(lsock, READ, False)
    missing = CONNECTIONS
    while missing:
        for key, _ in sel.select():
            if not key.data:
                conn, _ = lsock.accept()
                conn.setblocking(False)
                sel.register(conn, READ, True)
            elif size := key.fileobj.recv_into(buffer):
                key.fileobj.send(view[:size])
            else:
                sel.unregister(key.fileobj)
                key.fileobj.close()
                missing -= 1


class Finite(echo.EchoServer):
    """The built-in server, which ends when all clients have gone."""

    missing = CONNECTIONS

    def close_connection(self, sock: Any) -> None:
        super().close_connection(sock)
        self.missing -= 1
        if not self.missing:
            self.stop()


def built_in(lsock: socket.socket, sel: Any) -> None:
    """The built-in server."""
    Finite(lsock, sel=sel).serve()


class Way(NamedTuple):
    """How a server runs: what of it is probed."""

    name: str
    sockets: bool
    selector: bool


WAYS = [
    Way("bare", False, False),
    Way("selector", False, True),
    Way("sockets", True, False),
    Way("both", True, True),
]


def load(port: int) -> None:
    """The other process: a message on each connection, then every echo, and again."""
    conns = [socket.create_connection(("127.0.0.1", port)) for _ in range(CONNECTIONS)]
    for turn in range(ROUNDS):
        messages = [f"{turn}:{number}".encode().ljust(SIZE, b".") for number in range(CONNECTIONS)]
        for conn, message in zip(conns, messages, strict=True):
            conn.sendall(message)
        for conn, message in zip(conns, messages, strict=True):
            if conn.recv(SIZE, socket.MSG_WAITALL) != message:
                sys.exit("an echo differs from what was sent")
    for conn in conns:
        conn.close()


def measure(serve: Serve, way: Way) -> float:
    """Microseconds of CPU in the server's thread for each echo."""
    probe = Probe()
    new_socket: Any = probed_socket(probe) if way.sockets else socket.socket
    sel: Any = probed_selector(probe)() if way.selector else selectors.DefaultSelector()
    spent: list[float] = []

    def run() -> None:
        started = time.thread_time()
        serve(lsock, sel)
        spent.append(time.thread_time() - started)

    with sel, echo.listen("127.0.0.1", 0, new_socket=new_socket) as lsock:
        server = threading.Thread(target=run, daemon=True)
        server.start()
        port = str(lsock.getsockname()[1])
        with subprocess.Popen([sys.executable, "-m", "tests.bench.probe_cost", port]) as client:
            while server.is_alive() and not client.poll():
                server.join(0.1)
                probe.channel.clear()
        if client.returncode or probe.failure:
            sys.exit(probe.failure or 1)
    return spent[0] / CONNECTIONS / ROUNDS * 1e6


def main() -> None:
    """Measure every way in turns, and print a table."""
    print(f"{CONNECTIONS} connections, {SIZE} bytes a message; µs of server CPU for an echo, medians of {TURNS} turns")
    print("ratio: to the bare run of the same turn, median; best: of the fastest runs of all\n")
    print(f"{'server':10}{'probed':10}{'µs':>7}{'ratio':>8}{'best':>8}")
    for serve in (least, built_in):
        turns = [[measure(serve, way) for way in WAYS] for _ in range(TURNS)]
        for way, runs in zip(WAYS, zip(*turns, strict=True), strict=True):
            ratio = statistics.median(run / turn[0] for run, turn in zip(runs, turns, strict=True))
            best = min(runs) / min(turn[0] for turn in turns)
            print(f"{serve.__name__:10}{way.name:10}{statistics.median(runs):7.2f}{ratio:8.2f}{best:8.2f}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        load(int(sys.argv[1]))
    else:
        main()
