"""What a bulk sender does to its small neighbours: `python -m tests.bench.fairness`.

A hundred connections exchange 64 bytes at a time, as fast as they are answered, with and without a neighbour in another
process that sends and reads as much as the server takes. Both in turns; latencies are of single messages.
"""

import selectors
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.bench.echo_against import running

TURNS = 5
CONNECTIONS = 100
MESSAGES = 10_000
SIZE = 64
SERVERS = ("echo, bare", "echo, probed")
GOAL = 3.0


def bulk(port: int) -> None:
    """Send and read as much as goes, until ended from outside or half a minute is over."""
    over = time.monotonic() + 30
    with socket.create_connection(("127.0.0.1", port)) as sock, selectors.DefaultSelector() as sel:
        sock.setblocking(False)
        sel.register(sock, selectors.EVENT_READ | selectors.EVENT_WRITE)
        print("busy", flush=True)
        block = bytes(1 << 18)
        while time.monotonic() < over:
            for _, mask in sel.select(1):
                if mask & selectors.EVENT_READ:
                    sock.recv(1 << 18)
                if mask & selectors.EVENT_WRITE:
                    sock.send(block)


@contextmanager
def neighbour(port: int) -> Iterator[None]:
    """The bulk sender, at work."""
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.fairness", str(port)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        process.stdout.readline()
        yield
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def latencies(port: int) -> list[float]:
    """Seconds from sending a message to its last byte back, for each message."""
    took: list[float] = []
    message = b"x" * SIZE
    with selectors.DefaultSelector() as sel:
        for _ in range(CONNECTIONS):
            sock = socket.create_connection(("127.0.0.1", port))
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.send(message)
            sel.register(sock, selectors.EVENT_READ, [time.perf_counter(), 0])
        while len(took) < MESSAGES:
            for key, _ in sel.select(10):
                begun: list[float] = key.data
                begun[1] += len(key.fileobj.recv(SIZE))  # type: ignore[union-attr]
                if begun[1] == SIZE:
                    now = time.perf_counter()
                    took.append(now - begun[0])
                    begun[:] = [now, 0]
                    key.fileobj.send(message)  # type: ignore[union-attr]
        for key in list(sel.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
    return took


def p99(took: list[float]) -> float:
    """In milliseconds."""
    return statistics.quantiles(took, n=100)[98] * 1000


def main() -> None:
    print(f"{CONNECTIONS} connections of {SIZE} B; p99 in ms, medians of {TURNS} interleaved runs; goal ≤ {GOAL}")
    print(f"{'server':<14}{'alone':>8}{'beside':>8}{'ratio':>8}")
    for name in SERVERS:
        alone, beside = [], []
        for _ in range(TURNS):
            with running(name) as (_, port):
                alone.append(p99(latencies(port)))
                with neighbour(port):
                    beside.append(p99(latencies(port)))
        ratio = statistics.median(b / a for a, b in zip(alone, beside, strict=True))
        print(f"{name:<14}{statistics.median(alone):>8.2f}{statistics.median(beside):>8.2f}{ratio:>8.2f}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        bulk(int(sys.argv[1]))
    else:
        main()
