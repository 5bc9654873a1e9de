"""What the probe costs a server: CPU per echoed message, bare and probed, run in turns. `python -m tests.bench.probe_cost`.

The server runs in a thread of this process, and a reader takes its records ten times a second as the screen would; the load is another
process, which checks every byte. Only the ratios mean anything: the machine may be slow, and busy with other things.
"""

import selectors
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from connscope.probe.attach import probed_selector, probed_socket
from connscope.probe.core import Probe
from connscope.servers import echo

PAIRS = 7
CONNECTIONS = 100
ROUNDS = 250
SIZE = 64

Serve = Callable[[socket.socket, Any], None]


def bare_minimum(lsock: socket.socket, sel: Any) -> None:
    """The least that an echo server can do: the harshest measure for a probe."""
    buffer = bytearray(65536)
    view = memoryview(buffer)
    sel.register(lsock, selectors.EVENT_READ, False)
    still_open = -1
    while still_open:
        for key, _ in sel.select():
            if not key.data:
                conn, _ = lsock.accept()
                conn.setblocking(False)
                sel.register(conn, selectors.EVENT_READ, True)
                still_open = max(still_open, 0) + 1
            elif size := key.fileobj.recv_into(buffer):
                key.fileobj.send(view[:size])
            else:
                sel.unregister(key.fileobj)
                key.fileobj.close()
                still_open -= 1


def our_echo(lsock: socket.socket, sel: Any) -> None:
    """The built-in server, until its last client has gone."""
    server = echo.EchoServer(lsock, sel=sel)
    close = server.close_connection

    def close_connection(sock: Any) -> None:
        close(sock)
        if len(sel.get_map()) == 2:  # the listening socket and the wakeup
            server.stop()

    server.close_connection = close_connection  # type: ignore[method-assign]
    server.serve()


def load(port: int, rounds: int) -> None:
    """The other process: a message on each connection, then every echo, and again."""
    conns = [socket.create_connection(("127.0.0.1", port)) for _ in range(CONNECTIONS)]
    for turn in range(rounds):
        messages = [f"{turn}:{number}".encode().ljust(SIZE, b".") for number in range(CONNECTIONS)]
        for conn, message in zip(conns, messages, strict=True):
            conn.sendall(message)
        for conn, message in zip(conns, messages, strict=True):
            if conn.recv(SIZE, socket.MSG_WAITALL) != message:
                sys.exit("an echo differs from what was sent")
    for conn in conns:
        conn.close()


def drain(probe: Probe | None, until: threading.Thread) -> int:
    """Take the records away as they come; answers how many there were."""
    taken = 0
    while until.is_alive():
        until.join(0.1)
        while probe and probe.channel:
            probe.channel.popleft()
            taken += 1
    return taken


def measure(serve: Serve, probe: Probe | None) -> tuple[float, int]:
    """Microseconds of CPU in the server's thread for each echo, and how many records it wrote."""
    new_socket: Any = probed_socket(probe) if probe else socket.socket
    cost: list[float] = []

    def run() -> None:
        started = time.thread_time()
        serve(lsock, sel)
        cost.append((time.thread_time() - started) / CONNECTIONS / ROUNDS * 1e6)

    with echo.listen("127.0.0.1", 0, new_socket=new_socket) as lsock, probed_selector(probe)() if probe else selectors.DefaultSelector() as sel:
        thread = threading.Thread(target=run)
        thread.start()
        client = subprocess.Popen([sys.executable, "-m", "tests.bench.probe_cost", str(lsock.getsockname()[1]), str(ROUNDS)])
        taken = drain(probe, thread)
        if client.wait():
            sys.exit("the load failed")
    return cost[0], taken


def main() -> None:
    print(f"{CONNECTIONS} connections, {SIZE} bytes a message, {PAIRS} pairs; µs of server CPU per echo, medians")
    print(f"{'server':<14}{'bare':>8}{'probed':>9}{'ratio':>8}{'rec/echo':>10}")
    for serve in (bare_minimum, our_echo):
        bare, probed, records = [], [], []
        for _ in range(PAIRS):
            bare.append(measure(serve, None)[0])
            cost, taken = measure(serve, Probe())
            probed.append(cost)
            records.append(taken / CONNECTIONS / ROUNDS)
        ratio = statistics.median(p / b for p, b in zip(probed, bare))
        print(f"{serve.__name__:<14}{statistics.median(bare):8.2f}{statistics.median(probed):9.2f}{ratio:8.2f}{statistics.median(records):10.2f}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        load(int(sys.argv[1]), int(sys.argv[2]))
    else:
        main()
