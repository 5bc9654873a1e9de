"""What it costs that nothing happens: CPU and memory with nobody there, and with ten thousand who say nothing."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.screen import goals
from tests.bench.screen.loaded import FOR_EVER, Bench, Things, on_screen, serving
from tests.bench.screen.watching import until_drawn
from tests.bench.speed.asking import LIMIT, asking
from tests.bench.speed.cores import cpu_ns, until_still
from tests.bench.speed.served import Server
from tests.faults.under_test import resident

CALM_SECONDS = 4.0
"""Until all that fades after the last news has faded."""
COMES_WITHIN = 30.0
ASKS_EVERY = 0.05


@contextmanager
def crowd(bench: Bench, port: int) -> Iterator[None]:
    """They come, have one echo each, and stay."""
    there = {"active": 0, "idle": goals.CROWD, "seconds": FOR_EVER, "limit": FOR_EVER + LIMIT, "port": port}
    with asking(bench.programs, bench.core, there):
        yield


def share(used_ns: Callable[[], int], rest: Callable[[float], object], seconds: float) -> float:
    """Per cent of a core that is used meanwhile."""
    began, before = time.monotonic_ns(), used_ns()
    rest(seconds)
    return 100 * (used_ns() - before) / (time.monotonic_ns() - began)


def all_but_main(pid: int) -> int:
    """CPU time of a process's threads but for the first, in ns: `serve`'s server has one of its own."""
    tasks = (task for task in Path(f"/proc/{pid}/task").iterdir() if task.name != str(pid))
    return sum(int((task / "schedstat").read_text("ascii").split()[0]) for task in tasks)


def with_it(bench: Bench) -> Things:
    """The screen: nobody there, and then all of them. CPU is that of the whole process."""
    with on_screen() as screen:
        it, pid = screen.it, screen.pid
        it.until_over(CALM_SECONDS)
        yield goals.IDLE_EMPTY, share(lambda: cpu_ns(pid), it.until_over, 2 * bench.seconds)
        before = resident(pid)
        with crowd(bench, screen.port):
            until_drawn(it, f"{goals.CROWD:,} open")
            it.until_over(CALM_SECONDS)
            yield goals.IDLE_CROWD, share(lambda: cpu_ns(pid), it.until_over, 2 * bench.seconds)
            yield goals.ROW, (resident(pid) - before) / goals.CROWD / 1024


def without(bench: Bench) -> Things:
    """The same headless, of which the server's thread alone counts."""
    with serving() as server:
        until_still(server.pid, CALM_SECONDS)
        before = resident(server.pid)
        with crowd(bench, server.port):
            until_there(server)
            time.sleep(CALM_SECONDS)
            whole = cpu_ns(server.pid)
            began = time.monotonic_ns()
            yield goals.IDLE_SERVER, share(lambda: all_but_main(server.pid), time.sleep, 2 * bench.seconds)
            yield goals.IDLE_SERVE, 100 * (cpu_ns(server.pid) - whole) / (time.monotonic_ns() - began)
            yield goals.NO_ROW, (resident(server.pid) - before) / goals.CROWD / 1024


def until_there(server: Server) -> None:
    """Until the server has them all. Raises TimeoutError."""
    over = time.monotonic() + COMES_WITHIN
    while len(os.listdir(f"/proc/{server.pid}/fd")) < goals.CROWD:
        if time.monotonic() > over:
            raise TimeoutError(f"{goals.CROWD:,} do not all come")
        time.sleep(ASKS_EVERY)
