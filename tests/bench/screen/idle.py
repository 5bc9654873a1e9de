"""What it costs that nothing happens: CPU and memory with nobody there, and with ten thousand who say nothing.

A process that sleeps may grow cold, how much depends on the machine and on what else it does, and to wake is then many
times as dear. How cold it was says a minimal Textual app that wakes ten times a second for nothing, measured in turn.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench import first_paint
from tests.bench.screen import goals
from tests.bench.screen.loaded import FOR_EVER, Bench, Things, on_screen, serving
from tests.bench.screen.watching import until_drawn
from tests.bench.speed.asking import LIMIT, asking
from tests.bench.speed.cores import cpu_ns, until_still
from tests.bench.speed.served import Server
from tests.faults.on_a_screen import SIZE
from tests.faults.under_test import resident
from tests.tui.terminal import Terminal, terminal

CALM_SECONDS = 6.0
"""Until all that fades after the last news has faded, and ages are drawn in steps of five seconds:"""
STEP_SECONDS = 5.0
"""in each such span there is one drawing, and this is how long it is measured."""
TICKING = first_paint.MINIMAL.replace(
    "    def compose", "    def on_mount(self):\n        self.set_interval(0.1, lambda: None)\n\n    def compose"
)
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


def wakes(pid: int) -> int:
    """How often any thread of a process has gone to sleep so far, and so has woken or is still to wake."""
    told = [(task / "status").read_text("ascii") for task in Path(f"/proc/{pid}/task").iterdir()]
    return sum(int(line.split()[1]) for text in told for line in text.splitlines() if line.startswith("voluntary"))


def at_rest(it: Terminal, cpu: str, woken: str) -> Things:
    """The whole process on that terminal, once it is calm: per cent of a core, and how often it wakes in a second."""
    pid = it.process.pid
    it.until_over(CALM_SECONDS)
    before = wakes(pid)
    yield cpu, share(lambda: cpu_ns(pid), it.until_over, STEP_SECONDS)
    yield woken, (wakes(pid) - before) / STEP_SECONDS


def with_it(bench: Bench) -> Things:
    """The screen: nobody there, and then all of them."""
    with on_screen() as screen:
        it, pid = screen.it, screen.pid
        yield from at_rest(it, goals.IDLE_EMPTY, goals.WAKES_EMPTY)
        before = resident(pid)
        with crowd(bench, screen.port):
            until_drawn(it, f"{goals.CROWD:,} open")
            yield from at_rest(it, goals.IDLE_CROWD, goals.WAKES_CROWD)
            yield goals.ROW, (resident(pid) - before) / goals.CROWD / 1024


def ticking(_: Bench) -> Things:
    """Somebody else's screen, on which nothing happens either."""
    with terminal(program=TICKING, size=SIZE) as it:
        it.until_shown("its footer")
        yield from at_rest(it, goals.IDLE_TICKING, goals.WAKES_TICKING)


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
            yield goals.IDLE_SERVER, share(lambda: all_but_main(server.pid), time.sleep, STEP_SECONDS)
            yield goals.IDLE_SERVE, 100 * (cpu_ns(server.pid) - whole) / (time.monotonic_ns() - began)
            yield goals.NO_ROW, (resident(server.pid) - before) / goals.CROWD / 1024


def until_there(server: Server) -> None:
    """Until the server has them all. Raises TimeoutError."""
    over = time.monotonic() + COMES_WITHIN
    while len(os.listdir(f"/proc/{server.pid}/fd")) < goals.CROWD:
        if time.monotonic() > over:
            raise TimeoutError(f"{goals.CROWD:,} do not all come")
        time.sleep(ASKS_EVERY)
