"""Launching many with the screen open, on a real terminal: `python -m tests.bench.launches`.

The preset: from enter to the first `outb` that is painted, to `send full`, to all drained, to the last outcome. Then
five thousand: how long until all is back, and how soon a key is painted in the meantime.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

from connscope.tui.themes import DARK
from tests.bench.pressure import as_cursor, p99, seconds_to_paint
from tests.faults.on_a_screen import address_on
from tests.tui.terminal import Terminal, terminal

SIZES = ((80, 24), (120, 40))
CROWD = 5_000
PATIENCE_SECONDS = 60
DOWN, RIGHT, END, ERASE = "\x1b[B", "\x1b[C", "\x1b[F", "\x7f"
TO_PRESETS = DOWN * 2
"""From the button that has the focus when the form opens."""

OWED = re.compile(r"send full.*━.*[1-9][\d.]* K ")
CURSOR = DARK.variables["cursor"].lstrip("#")


@contextmanager
def opened(size: tuple[int, int]) -> Iterator[Terminal]:
    """connscope, with the form open."""
    with terminal("--port", "0", size=size) as it:
        address_on(it)
        it.type("L")
        it.until_shown("enter launch")
        yield it


def seconds_until(it: Terminal, since: float, pattern: "str | re.Pattern[str]") -> float:
    """When it is on the screen."""
    while not re.search(pattern, it.text()):
        if time.perf_counter() > since + PATIENCE_SECONDS:
            raise SystemExit(f"waited in vain for {pattern}:\n{it.text()}")
        it.read(0.02)
    return time.perf_counter() - since


def preset(size: tuple[int, int]) -> None:
    """L, enter, and what is seen then."""
    with opened(size) as it:
        began = time.perf_counter()
        it.type("\r")
        owed = seconds_until(it, began, OWED)
        full = seconds_until(it, began, "▲ 5 send full")
        drained = seconds_until(it, began, r"(?s)^(?!.*send full)")
        over = seconds_until(it, began, "50 all back")
    print(
        f"preset at {size[0]}x{size[1]}: outb {owed:.1f} s · send full {full:.1f} s · drained {drained:.1f} s", end=""
    )
    print(f" · 50 of 50 all back {over:.1f} s")


def crowd() -> None:
    """Five thousand at once, and keys in the meantime."""
    with opened(SIZES[1]) as it:
        it.type(TO_PRESETS)
        it.until_over(0.3)
        it.type(RIGHT * 2)
        it.until_shown("A thousand come at once")
        it.type(DOWN * 3 + END + ERASE * 5 + str(CROWD))
        it.until_shown(f"{CROWD:,} connections to")
        began, took = time.perf_counter(), []
        it.type("\r")
        it.until_shown(" open")
        it.type("5g")
        it.until(lambda: cursor_line(it))
        first, colour = cursor_line(it), b"48;2;%d;%d;%d" % tuple(bytes.fromhex(CURSOR))
        while f"{CROWD:,} all back" not in it.text():
            for key, line in (("j", first + 1), ("k", first)):
                took.append(1000 * seconds_to_paint(it, key, as_cursor(line, colour)))
                it.until_over(0.05)
            if time.perf_counter() > began + PATIENCE_SECONDS:
                raise SystemExit(f"not all back:\n{it.text()}")
        seconds = time.perf_counter() - began
    median = sorted(took)[len(took) // 2]
    print(f"{CROWD:,} launched, all back after {seconds:.1f} s", end="")
    print(f" · key to paint meanwhile p50 {median:.0f} ms, p99 {p99(took):.0f} ms, of {len(took)}")


def cursor_line(it: Terminal) -> int:
    """Where the cursor is in the pane of our clients, counted from 1; 0 if it is not there."""
    it.text()
    rows = range(SIZES[1][1] // 2 - 5, SIZES[1][1])
    return next((row + 1 for row in rows if it.screen.buffer[row][SIZES[1][0] // 2 + 5].bg == CURSOR), 0)


def main() -> None:
    """Measure and print."""
    for size in SIZES:
        preset(size)
    crowd()


if __name__ == "__main__":
    main()
