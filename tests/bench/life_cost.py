"""What the probe adds to each call in a connection's life: ns of CPU, bare, told and counted, in turns.

Some hundreds of clients come, are accepted, say one thing, hear it and go; each call is made for all of them in a row,
so that each has a figure of its own. *Told* is a probe whose records are taken away, of *counted* nobody wants to know
each call. Only differences and ratios mean anything: the machine may be slow, and busy.
"""

import argparse
import selectors
import socket
import statistics
import time
from collections.abc import Callable, Iterable
from threading import get_ident
from types import SimpleNamespace
from typing import Any

from connscope.collecting import collect_seldom
from connscope.probe.attach import probed_selector, probed_socket
from connscope.probe.core import Probe
from connscope.probe.counting import Counting
from connscope.servers import echo

TURNS, CLIENTS, SIZE = 15, 400, 64
READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE

Costs = dict[str, float]
"""ns of CPU by call, the mean of all clients."""


class Life:
    """One turn of one way: the same calls that `echo` makes, each for all clients before the next."""

    def __init__(self, new_socket: Callable[..., Any], sel: Any, kept: Any) -> None:
        self.new_socket, self.sel, self.kept = new_socket, sel, kept
        """`kept` is what must live as long as we."""
        self.costs: Costs = {}

    def time(self, call: str, deed: Callable[[Any], Any], each: Iterable[Any]) -> list[Any]:
        """Do it for each; answers what came of it."""
        things = list(each)
        started = time.thread_time_ns()
        answers = [deed(thing) for thing in things]
        self.costs[call] = (time.thread_time_ns() - started) / len(things)
        return answers

    def live(self) -> Costs:
        """From the first connect to the last close."""
        with echo.listen("127.0.0.1", 0, new_socket=self.new_socket) as lsock, self.sel:
            clients = [socket.create_connection(lsock.getsockname()) for _ in range(CLIENTS)]
            self.sel.register(lsock, READ)
            self.sel.select(0)
            self.serve(lsock, clients)
        return self.costs

    def serve(self, lsock: Any, clients: list[socket.socket]) -> None:
        """What the server does for them all."""
        sel, buffer = self.sel, memoryview(bytearray(65536))
        conns = [conn for conn, _ in self.time("accept", lambda _: lsock.accept(), clients)]
        self.time("setblocking", lambda conn: conn.setblocking(False), conns)
        self.time("register", lambda conn: sel.register(conn, READ, SimpleNamespace(outb=bytearray())), conns)
        for client in clients:
            client.sendall(b"x" * SIZE)
        sel.select(0)
        self.time("recv_into", lambda conn: conn.recv_into(buffer), conns)
        self.time("send", lambda conn: conn.send(buffer[:SIZE]), conns)
        self.time("modify", lambda conn: sel.modify(conn, WRITE, None), conns)
        for client in clients:
            client.close()
        self.time("unregister", sel.unregister, conns)
        self.time("close", lambda conn: conn.close(), conns)


def bare() -> Life:
    """Without a probe."""
    return Life(socket.socket, selectors.DefaultSelector(), None)


def told(probe: Probe | None = None) -> Life:
    """Each call is recorded."""
    probe = probe or Probe()
    return Life(probed_socket(probe), probed_selector(probe)(), probe)


def counted() -> Life:
    """Nobody wants to know, as with `serve --quiet`."""
    probe = Probe(capacity=0)
    life = told(probe)
    life.sel.loop.counting = Counting(probe, life.new_socket)
    probe.threads[get_ident()].until = 0
    return life


WAYS = (bare, told, counted)


def main() -> None:
    """Measure every way in turns, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--turns", type=int, default=TURNS)
    turns = parser.parse_args().turns
    collect_seldom()
    runs: list[list[Costs]] = [[way().live() for way in WAYS] for _ in range(turns)]
    print(
        f"{CLIENTS} clients, {SIZE} bytes each; ns of CPU for a call, medians of {turns} turns; +: to bare of that turn"
    )
    print(f"{'':12}{'bare':>8}{'told':>8}{'+':>8}{'counted':>9}{'+':>8}")
    for call in [*runs[0][0], "all"]:
        print(line(call, [[costs.get(call, sum(costs.values())) for costs in turn] for turn in runs]))


def line(call: str, turns: list[list[float]]) -> str:
    """One call."""
    medians = [statistics.median(column) for column in zip(*turns, strict=True)]
    more = [statistics.median(turn[way] - turn[0] for turn in turns) for way in range(len(WAYS))]
    return f"{call:12}{medians[0]:8.0f}{medians[1]:8.0f}{more[1]:+8.0f}{medians[2]:9.0f}{more[2]:+8.0f}"


if __name__ == "__main__":
    main()
