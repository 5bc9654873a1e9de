"""Time to the first full paint, against a minimal Textual app: `python -m tests.bench.first_paint`.

It is painted when the table's titles and the footer are there. Each run is a new process on a pseudo-terminal, from
its very start. The two take turns; the first of each, which compiles everything, does not count.
"""

import argparse
import signal
import statistics
import tempfile
import time

from tests.tui.terminal import CONNSCOPE, ITS_OWN, terminal

RUNS = 15
GOAL = 1.3

MINIMAL = (
    ITS_OWN
    + """
from textual.app import App
from textual.widgets import Static

class Minimal(App):
    CSS = "#top { dock: top; height: 1; } #bottom { dock: bottom; height: 1; }"
    def compose(self):
        yield Static("its header", id="top")
        yield Static("its footer", id="bottom")

Minimal().run()
"""
)

APPS = {
    "connscope": (CONNSCOPE, ("--port", "0"), (b"echoed", b"quit")),
    "minimal": (MINIMAL, (), (b"its header", b"its footer")),
}
"""Each program, its arguments, and the words that are the last to be painted."""


def seconds_to_paint(compiled: str, program: str, arguments: tuple[str, ...], words: tuple[bytes, ...]) -> float:
    """One process, which finds its modules compiled in that folder."""
    kept = {"PYTHONPYCACHEPREFIX": compiled, "PYTHONDONTWRITEBYTECODE": ""}
    began = time.perf_counter()
    with terminal(*arguments, program=program, size=(120, 40), **kept) as it:
        it.until(lambda: all(word in it.raw for word in words))
        took = time.perf_counter() - began
        it.signal(signal.SIGKILL)
        it.end()
    return took


def measured(runs: int) -> dict[str, list[float]]:
    """Seconds of each run, by program."""
    took: dict[str, list[float]] = {name: [] for name in APPS}
    with tempfile.TemporaryDirectory() as compiled:
        for _ in range(runs + 1):
            for name, app in APPS.items():
                took[name].append(seconds_to_paint(compiled, *app))
    return {name: all_seconds[1:] for name, all_seconds in took.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=RUNS)
    took = measured(parser.parse_args().runs)
    medians = {name: statistics.median(all_seconds) for name, all_seconds in took.items()}
    for name, median in medians.items():
        print(f"{name:<10} {median * 1000:6.0f} ms   ({min(took[name]) * 1000:.0f}-{max(took[name]) * 1000:.0f})")
    print(f"ratio      {medians['connscope'] / medians['minimal']:6.2f}      (goal: {GOAL} at most)")


if __name__ == "__main__":
    main()
