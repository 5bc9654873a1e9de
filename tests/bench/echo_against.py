"""Our echo server beside the tutorial's and asyncio's streams: `python -m tests.bench.echo_against`.

Each server is a process of its own; all are measured in turns, so that a machine that slows down slows all of them.
The load checks every byte. CPU is that of the server's process alone; the tutorial's server does not print.
"""

import socket
import statistics
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from connscope.descriptors import allow_many

SERVERS = ("echo, bare", "echo, probed", "tutorial", "asyncio streams")

TURNS = 5


class Load(NamedTuple):
    """What is asked of a server."""

    title: str
    active: int
    idle: int
    size: int
    rounds: int
    peers: tuple[str, ...]


LOADS = (
    Load("100 connections, 64 B", 100, 0, 64, 200, SERVERS),
    Load("10 connections, 64 KiB", 10, 0, 65536, 12, SERVERS),
    Load("10 active of 910, 64 B", 10, 900, 64, 800, SERVERS),
)


class Figures(NamedTuple):
    """What one run of a server came to."""

    per_second: float
    cpu: float
    """µs for each message."""


@contextmanager
def running(name: str, module: str = "tests.bench.peers") -> Iterator[tuple[int, int]]:
    """One server: its process and its port."""
    process = subprocess.Popen([sys.executable, "-m", module, name], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.pid, int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@contextmanager
def connected(port: int, count: int) -> Iterator[list[socket.socket]]:
    """So many clients."""
    with ExitStack() as stack:
        socks = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(count)]
        for sock in socks:  # a timeout of Python would undo MSG_WAITALL
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 60, 0))
        yield socks


def cpu_ns(pid: int) -> int:
    """CPU time of all the process's threads."""
    return sum(int(path.read_text().split()[0]) for path in Path(f"/proc/{pid}/task").glob("*/schedstat"))


def exchange(socks: list[socket.socket], size: int, rounds: int) -> None:
    """A message on each connection, then every echo, and again."""
    for turn in range(rounds):
        messages = [f"{turn}:{number}".encode().ljust(size, b".") for number in range(len(socks))]
        for sock, message in zip(socks, messages, strict=True):
            sock.sendall(message)
        for sock, message in zip(socks, messages, strict=True):
            if sock.recv(size, socket.MSG_WAITALL) != message:
                sys.exit("an echo differs from what was sent")


def measure(name: str, load: Load) -> Figures:
    """One server under one load, warmed up first."""
    with running(name) as (pid, port), connected(port, load.active) as active, connected(port, load.idle):
        exchange(active, 65536 if load.size < 65536 else load.size, 1)
        cpu, started = cpu_ns(pid), time.perf_counter()
        exchange(active, load.size, load.rounds)
        seconds, used = time.perf_counter() - started, cpu_ns(pid) - cpu
    messages = load.active * load.rounds
    return Figures(messages / seconds, used / messages / 1000)


def row(name: str, runs: list[Figures], ours: list[Figures]) -> str:
    """Medians, and how ours compares, run by run."""
    faster = statistics.median(mine.per_second / other.per_second for mine, other in zip(ours, runs, strict=True))
    cheaper = statistics.median(other.cpu / mine.cpu for mine, other in zip(ours, runs, strict=True))
    per_second = statistics.median(each.per_second for each in runs)
    cpu = statistics.median(each.cpu for each in runs)
    return f"{name:<18}{per_second:>12,.0f}{cpu:>12,.1f}{faster:>14.2f}{cheaper:>14.2f}"


def compare(load: Load, shown: Callable[[str], None] = print) -> None:
    """All servers under one load, in turns."""
    runs: dict[str, list[Figures]] = {name: [] for name in load.peers}
    for _ in range(TURNS):
        for name in load.peers:
            runs[name].append(measure(name, load))
    shown(f"\n{load.title}: medians of {TURNS} interleaved runs; ours is `echo, probed`")
    shown(f"{'server':<18}{'messages/s':>12}{'µs CPU/msg':>12}{'ours: faster':>14}{'less CPU':>14}")
    for name in load.peers:
        shown(row(name, runs[name], runs["echo, probed"]))


def main() -> None:
    allow_many()
    for load in LOADS:
        compare(load)


if __name__ == "__main__":
    main()
