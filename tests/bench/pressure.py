"""What the screen costs the server, and a full load the screen: `python -m tests.bench.pressure`.

Fifty connections that each have a message of 64 bytes under way all the time, from a process of their own. In turns:
the same server headless, under a screen that a terminal reads, and under one whose terminal nobody reads. The terminal
is read as it comes, and nothing is emulated while time is taken.
"""

import argparse
import re
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.faults.load import Load, loaded
from tests.faults.on_a_screen import SIZE, address_on
from tests.faults.under_test import probed_in_process
from tests.tui.terminal import Terminal, terminal

TURNS = 5
CONNECTIONS = 50
SECONDS = 2.0
PRESSES = 60

FIRST_ROW = 5
"""The terminal's line in which the first client's row stands."""


@contextmanager
def read_by_somebody(it: Terminal) -> Iterator[None]:
    """A terminal that takes all there is at once."""
    enough = threading.Event()

    def read() -> None:
        while not enough.is_set():
            it.read(0.05)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        yield
    finally:
        enough.set()
        reader.join()


def throughput(load: Load) -> float:
    """Messages a second, once it is warm."""
    time.sleep(SECONDS / 4)
    before = load.so_far()
    time.sleep(SECONDS)
    return load.so_far().per_second_since(before)


def cpu_ns(it: Terminal) -> int:
    """Of the thread that draws."""
    pid = it.process.pid
    return int(Path(f"/proc/{pid}/task/{pid}/schedstat").read_text().split()[0])


def headless() -> float:
    with probed_in_process() as server, loaded(server.address, connections=CONNECTIONS) as load:
        return throughput(load)


@contextmanager
def on_screen() -> Iterator[tuple[Terminal, Load]]:
    with terminal("--port", "0", size=SIZE) as it:
        it.in_colour()
        address = address_on(it)
        with loaded(address, connections=CONNECTIONS) as load:
            it.until_shown(f" {CONNECTIONS} open")
            yield it, load


def watched() -> tuple[float, float]:
    """Messages a second, and the share of a core that the screen takes for them."""
    with on_screen() as (it, load), read_by_somebody(it):
        time.sleep(SECONDS / 4)
        cpu, began = cpu_ns(it), time.perf_counter()
        per_second = throughput(load)
        return per_second, (cpu_ns(it) - cpu) / 1e9 / (time.perf_counter() - began)


def frozen() -> float:
    with on_screen() as (it, load):
        cpu = -1
        while cpu != cpu_ns(it):  # until it waits for a reader
            cpu = cpu_ns(it)
            time.sleep(0.5)
        return throughput(load)


# From a key to what it paints.


def seconds_to_paint(it: Terminal, key: str, drawn: re.Pattern[bytes]) -> float:
    """From the key to bytes that match; nothing is emulated meanwhile."""
    since, began = len(it.raw), time.perf_counter()
    it.type(key)
    while not drawn.search(it.raw, since):
        if time.perf_counter() > began + 5:
            raise TimeoutError(f"{key} was never painted")
        it.read(0.05)
    return time.perf_counter() - began


def as_cursor(line: int, cursor: bytes) -> re.Pattern[bytes]:
    """The bytes that draw that line as the cursor's."""
    return re.compile(rb"\x1b\[%d;\d+H(?:(?!\x1b\[\d+;\d+H).)*?%s" % (line, cursor), re.DOTALL)


def colour_of_cursor(it: Terminal) -> bytes:
    """As the terminal is told, of the row on which it is."""
    colour = it.screen.buffer[FIRST_ROW - 1][6].bg
    return b"48;2;%d;%d;%d" % tuple(bytes.fromhex(colour))


class Press(NamedTuple):
    """One key: when it was typed, and when what it paints was seen."""

    typed: float
    seen: float


def pressed(it: Terminal, presses: int) -> list[Press]:
    """Up and down between two rows, at a person's pace."""
    it.type("gj")
    wait(it, 1.0)
    it.text()
    cursor, dice, made = colour_of_cursor(it), Random(1), []
    for number in range(presses):
        key, line = ("k", FIRST_ROW) if number % 2 else ("j", FIRST_ROW + 1)
        typed = time.monotonic()
        made.append(Press(typed, typed + seconds_to_paint(it, key, as_cursor(line, cursor))))
        wait(it, 0.1 + 0.1 * dice.random())
    return made


def keys(it: Terminal, presses: int = PRESSES) -> list[float]:
    """Those that were pressed: milliseconds of each."""
    return [1000 * (press.seen - press.typed) for press in pressed(it, presses)]


def wait(it: Terminal, seconds: float) -> None:
    """Reading."""
    over = time.perf_counter() + seconds
    while (left := over - time.perf_counter()) > 0:
        it.read(left)


def latencies() -> tuple[list[float], list[float]]:
    """At full load, and of the same screen when all is quiet."""
    with on_screen() as (it, load):
        busy = keys(it)
        load.rest()
        wait(it, 1.0)
        return busy, keys(it)


def p99(took: list[float]) -> float:
    return statistics.quantiles(took, n=100)[98]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--turns", type=int, default=TURNS)
    runs = [(headless(), *watched(), frozen()) for _ in range(parser.parse_args().turns)]
    without, seen, cpu, unread = (statistics.median(column) for column in zip(*runs, strict=True))
    ratio = statistics.median(run[1] / run[0] for run in runs)
    thaw = statistics.median(run[3] / run[1] for run in runs)
    print(f"messages/s: headless {without:,.0f} · on a screen {seen:,.0f} · on a frozen terminal {unread:,.0f}")
    print(f"on a screen / headless  {ratio:6.2f}   (goal: 0.90 at least)")
    print(f"frozen / read           {thaw:6.2f}   (goal: 1 at least)")
    print(f"CPU of the screen       {100 * cpu:6.1f} % of a core   (goal: 15 % at most)")
    busy, quiet = latencies()
    for name, took in (("at full load", busy), ("idle", quiet)):
        print(f"key to paint, {name:<13} p50 {statistics.median(took):5.1f} ms   p99 {p99(took):5.1f} ms")
    print(f"p99, full load / idle   {p99(busy) / p99(quiet):6.2f}   (goal: 1.3 at most; p50 12 ms at most)")


if __name__ == "__main__":
    main()
