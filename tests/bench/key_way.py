"""Where the time between a key and what it paints goes: `python -m tests.bench.key_way`.

Up and down between two rows, as `pressure` does it, at full load and while all is quiet. The screen runs with a clock
at each station of a key's way: where it is read off the terminal, where its turn comes, where its command is done,
where what it changed is composed, and where that is written. Beside it: what the screen costs while nobody presses
anything, and how many bytes it sends its terminal.
"""

import argparse
import statistics
import tempfile
import time
from bisect import bisect_right
from itertools import pairwise
from pathlib import Path

from tests.bench.pressure import CONNECTIONS, Press, cpu_ns, p99, pressed, wait
from tests.faults.load import loaded
from tests.faults.on_a_screen import SIZE, address_on
from tests.tui.terminal import ITS_OWN, Terminal, terminal

PRESSES = 60
SECONDS = 5.0

TIMED = (
    ITS_OWN
    + """
import sys, time
from connscope.__main__ import main
from connscope.tui.driver import TerminalDriver
from connscope.tui.in_order import InOrder
from connscope.tui.outlet import Outlet
from textual import events
from textual.screen import Screen

stamps = []

def stamp(name):
    stamps.append((name, time.monotonic()))

def before(kind, method, name):
    original = getattr(kind, method)
    def timed(self, *given, **options):
        stamp(name)
        return original(self, *given, **options)
    setattr(kind, method, timed)

before(InOrder, "hear", "read")
lead = InOrder.lead

async def timed_lead(self, event):
    stamp("led")
    await lead(self, event)
    stamp("done")

InOrder.lead = timed_lead
before(Screen, "_compositor_refresh", "composed")
before(TerminalDriver, "write", "given")
before(Outlet, "write_at_once", "written")
answer = main()
with open(TIMES, "w") as file:
    file.writelines(f"{name} {at}\\n" for name, at in stamps)
sys.exit(answer)
"""
)

STATIONS = ("read", "led", "done", "composed", "given", "written")


def cost(it: Terminal, seconds: float) -> str:
    """Of the thread that draws, and for the terminal, while it is read and nobody presses a key."""
    cpu, sent, began = cpu_ns(it), len(it.raw), time.perf_counter()
    wait(it, seconds)
    took = time.perf_counter() - began
    share, bytes_each = 100 * (cpu_ns(it) - cpu) / 1e9 / took, (len(it.raw) - sent) / took
    return f"the screen takes {share:.1f} % of a core, and writes {bytes_each / 1000:,.0f} kB/s"


def way(press: Press, stamps: dict[str, list[float]]) -> list[float]:
    """When it was at each station: forward from the key as long as it is one, then back from what was seen."""
    there, back = [press.typed], [press.seen]
    for station in STATIONS[:3]:
        there.append(following(stamps[station], there[-1]))
    for station in reversed(STATIONS[3:]):
        back.append(latest(stamps[station], back[-1]))
    return [*there, *reversed(back)]


def latest(times: list[float], until: float) -> float:
    return times[bisect_right(times, until) - 1]


def following(times: list[float], since: float) -> float:
    return times[min(bisect_right(times, since), len(times) - 1)]


def told(name: str, presses: list[Press], stamps: dict[str, list[float]]) -> None:
    """A line for each part of the way."""
    ways = [way(press, stamps) for press in presses]
    whole = [1000 * (press.seen - press.typed) for press in presses]
    print(f"{name}: key to paint p50 {statistics.median(whole):5.1f} ms   p99 {p99(whole):5.1f} ms")
    names = ("typed", *STATIONS, "seen")
    for number, (here, there) in enumerate(pairwise(names)):
        took = [1000 * (each[number + 1] - each[number]) for each in ways]
        print(f"    {here:>8} → {there:<8} p50 {statistics.median(took):6.2f} ms   p99 {p99(took):6.2f} ms")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--presses", type=int, default=PRESSES)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        times = Path(folder) / "times"
        program = TIMED.replace("TIMES", repr(str(times)))
        with terminal("--port", "0", program=program, size=SIZE) as it:
            it.in_colour()
            address = address_on(it)
            with loaded(address, connections=CONNECTIONS) as load:
                it.until_shown(f" {CONNECTIONS} open")
                wait(it, 1.0)
                print(f"at full load {cost(it, wanted.seconds)}")
                busy = pressed(it, wanted.presses)
                load.rest()
                wait(it, 4.0)
                print(f"while all is quiet {cost(it, wanted.seconds)}")
                quiet = pressed(it, wanted.presses)
            it.type("q")
            it.end()
        stamps: dict[str, list[float]] = {name: [] for name in STATIONS}
        for line in times.read_text().splitlines():
            name, at = line.split()
            stamps[name].append(float(at))
    for name, presses in (("at full load", busy), ("quiet", quiet)):
        told(name, presses, stamps)


if __name__ == "__main__":
    main()
