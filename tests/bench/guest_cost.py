"""What the probe costs somebody's own program: CPU for each message, and how much later it starts.

Each server is a program of its own, run bare and under the probe in turns; nobody reads what the probe writes. The load
is this process, which compares every byte. CPU is that of the server's process alone.
"""

import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench import guests
from tests.sources.watched import environment

TURNS, STARTS = 7, 15
CONNECTIONS, ROUNDS, SIZE, WARM = 100, 200, 64, 20

KEPT = tempfile.TemporaryDirectory()

GOALS = {"selectors": 1.7, "streams": 1.4}
START_GOAL_MS = 50


def surroundings(folder: Path | None) -> dict[str, str]:
    """With compiled modules where they can be kept, as installed ones are."""
    env = dict(os.environ) if folder is None else environment(folder)
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**env, "PYTHONPYCACHEPREFIX": KEPT.name}


@contextmanager
def running(name: str, folder: Path | None) -> Iterator[tuple[int, int]]:
    """One server: its process and its port."""
    words = [sys.executable, guests.__file__, name]
    with subprocess.Popen(words, env=surroundings(folder), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.pid, int(process.stdout.readline())
        finally:
            process.kill()


def cpu_ns(pid: int) -> int:
    """What a process has cost so far."""
    return time.clock_gettime_ns((~pid << 3) | 2)


def converse(conns: list[socket.socket], rounds: int) -> None:
    """A message on each connection, then every echo, and again."""
    for turn in range(rounds):
        messages = [f"{turn}:{number}".encode().ljust(SIZE, b".") for number in range(len(conns))]
        for conn, message in zip(conns, messages, strict=True):
            conn.sendall(message)
        for conn, message in zip(conns, messages, strict=True):
            if conn.recv(SIZE, socket.MSG_WAITALL) != message:
                sys.exit("an echo differs from what was sent")


def cost(name: str, folder: Path | None) -> float:
    """Microseconds of CPU for each message."""
    with running(name, folder) as (pid, port):
        conns = [socket.create_connection(("127.0.0.1", port)) for _ in range(CONNECTIONS)]
        converse(conns, WARM)
        before = cpu_ns(pid)
        converse(conns, ROUNDS)
        spent = cpu_ns(pid) - before
        for conn in conns:
            conn.close()
    return spent / CONNECTIONS / ROUNDS / 1000


def start_ms(folder: Path | None) -> float:
    """The CPU that a program takes which does nothing; the clock would tell of whatever else this machine does."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", ""], env=surroundings(folder), check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


def in_turns(name: str, folder: Path) -> None:
    """Both ways of one server, a line of figures."""
    runs = [(cost(name, None), cost(name, folder)) for _ in range(TURNS)]
    bare, probed = (statistics.median(each) for each in zip(*runs, strict=True))
    ratio = statistics.median(probed / bare for bare, probed in runs)
    best = min(run[1] for run in runs) / min(run[0] for run in runs)
    print(f"{name:10}{bare:8.2f}{probed:8.2f}{ratio:8.2f}{best:8.2f}{GOALS[name]:8.1f}", flush=True)


def main() -> None:
    """Measure, and print a table."""
    print(f"{CONNECTIONS} connections, {SIZE} bytes a message; µs of CPU for an echo, medians of {TURNS} turns")
    print("ratio: to the bare run of the same turn, median; best: of the fastest runs of all\n")
    print(f"{'server':10}{'bare':>8}{'probed':>8}{'ratio':>8}{'best':>8}{'goal':>8}")
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as name:
        folder = Path(name)
        for server in GOALS:
            in_turns(server, folder)
        pairs = [(start_ms(None), start_ms(folder)) for _ in range(STARTS)]
        for ring in folder.glob("*.ring"):
            ring.unlink()
    bare, probed = (statistics.median(each) for each in zip(*pairs, strict=True))
    more = probed - bare
    print(f"\nstart: {bare:.0f} ms of CPU bare, {probed:.0f} ms probed: {more:+.0f} ms (goal {START_GOAL_MS:+})")


if __name__ == "__main__":
    main()
