"""What the gate costs while it is open: the probed echo server with it and without: `python -m tests.bench.open_gate`.

Both are there all the time, and take turns of a moment each, so that whatever else the machine does slows both of them.
A pair is many such turns; small differences need many pairs.
"""

import argparse
import statistics
import time
from contextlib import ExitStack
from typing import NamedTuple

from tests.bench.echo_against import Figures, connected, cpu_ns, exchange, running

PAIRS = 11
TURNS = 40
GOAL = 0.97
WAYS = ("with", "without")


class Load(NamedTuple):
    """What is asked in one turn."""

    title: str
    connections: int
    size: int
    rounds: int


LOADS = (Load("100 connections, 64 B", 100, 64, 20), Load("10 connections, 64 KiB", 10, 65536, 40))


class Server:
    """One of the two, with its clients."""

    def __init__(self, way: str, load: Load, stack: ExitStack) -> None:
        self.load = load
        self.pid, port = stack.enter_context(running(way, "tests.bench.ungated"))
        self.clients = stack.enter_context(connected(port, load.connections))
        exchange(self.clients, 65536, 1)
        self.cpu = cpu_ns(self.pid)
        self.seconds: list[float] = []
        """Of each turn."""

    def turn(self) -> None:
        """Serve for a moment."""
        began = time.perf_counter()
        exchange(self.clients, self.load.size, self.load.rounds)
        self.seconds.append(time.perf_counter() - began)

    def figures(self) -> Figures:
        """What came of its turns; one in which it had to wait for a processor counts for no more than any other."""
        messages = self.load.rounds * self.load.connections
        used = cpu_ns(self.pid) - self.cpu
        return Figures(messages / statistics.median(self.seconds), used / messages / len(self.seconds) / 1000)


def pair(load: Load) -> list[Figures]:
    """Both of them, in processes of their own."""
    with ExitStack() as stack:
        servers = [Server(way, load, stack) for way in WAYS]
        for number in range(TURNS):
            for server in servers if number % 2 else reversed(servers):
                server.turn()
        return [server.figures() for server in servers]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--pairs", type=int, default=PAIRS)
    pairs = parser.parse_args().pairs
    print(
        f"with the open gate / without, medians of {pairs} pairs of {TURNS} turns each; goal: {GOAL} of the throughput"
    )
    for load in LOADS:
        runs = [pair(load) for _ in range(pairs)]
        faster = [gate.per_second / none.per_second for gate, none in runs]
        cpu = statistics.median(gate.cpu / none.cpu for gate, none in runs)
        gate, none = (statistics.median(run[way].per_second for run in runs) for way in (0, 1))
        print(f"{load.title:<24}{gate:>10,.0f} and {none:,.0f} messages/s", end="")
        print(f"   ratio {statistics.median(faster):.3f} ({min(faster):.3f} to {max(faster):.3f})", end="")
        print(f"   CPU for a message {cpu:.3f}")


if __name__ == "__main__":
    main()
