"""Launching many with the screen open, on a real terminal: `python -m tests.bench.launches`.

The preset: from enter to the first `outb` that is painted, to `send full`, to all drained, to the last outcome. Then
ten thousand: how long until all is back, and how soon a key is painted in the meantime. Then ten thousand that stay and
say a line a second: until all are there, until each line is back, keys meanwhile and afterwards, until all are gone,
and until connscope is. Then the same with a few among them that read nothing: until the filter shows just those. Then
another policy while they are there: how soon a key is painted until the other server serves.

Each figure has its goal beside it, where there is one. Nothing waits longer than a minute.
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
CROWD = 10_000
PATIENCE_SECONDS = 60
STAY_SECONDS = 10
SLOW = 20
DOWN, LEFT, RIGHT, END, ERASE = "\x1b[B", "\x1b[D", "\x1b[C", "\x1b[F", "\x7f"
TO_PRESETS = DOWN * 2
"""From the button that has the focus when the form opens."""

OWED = re.compile(r"send full.*━.*[1-9][\d.]* K ")
CURSOR = DARK.variables["cursor"].lstrip("#")


@contextmanager
def opened(size: tuple[int, int]) -> Iterator[Terminal]:
    """connscope, with the form open."""
    with terminal("--port", "0", size=size) as it:
        it.in_colour()
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


def enter_launch(it: Terminal, preset: int, says: str, more: str = "") -> float:
    """Fill in the preset of that place, for the whole crowd, and launch it; answers when. `more`: keys from there."""
    it.type(TO_PRESETS)
    it.until_over(0.3)
    it.type(RIGHT * preset)
    it.until_shown(says)
    it.type(DOWN * 3 + END + ERASE * 5 + str(CROWD))
    it.until_shown(f"{CROWD:,} connections to")
    if more:
        it.type(more)
        it.until_shown(f"{SLOW} of them")
    began = time.perf_counter()
    it.type("\r")
    return began


class Keys:
    """Up and down in the pane of our clients, at a person's pace: the milliseconds from each key to what it paints."""

    def __init__(self, it: Terminal) -> None:
        self.it = it
        self.took: list[float] = []
        it.until_shown(" open")
        it.type("5g")
        it.until(lambda: cursor_line(it))
        self.first = cursor_line(it)
        self.colour = b"48;2;%d;%d;%d" % tuple(bytes.fromhex(CURSOR))

    def until(self, pattern: str, since: float, pause: float = 0.05) -> float:
        """Press keys until that is on the screen; answers the seconds since then."""
        while not re.search(pattern, self.it.text()):
            self.press(pause)
            if time.perf_counter() > since + PATIENCE_SECONDS:
                raise SystemExit(f"waited in vain for {pattern}:\n{self.it.text()}")
        return time.perf_counter() - since

    def press(self, pause: float) -> None:
        """There and back."""
        for key, line in (("j", self.first + 1), ("k", self.first)):
            self.took.append(1000 * seconds_to_paint(self.it, key, as_cursor(line, self.colour)))
            self.it.until_over(pause)

    def said(self, most: float, median: float = 0.0) -> str:
        """How long they took since this was asked last, and what their goals are, in milliseconds."""
        took, self.took = self.took, []
        middle = f"key to paint p50 {sorted(took)[len(took) // 2]:.0f} ms{beside(median)}"
        return f"{middle}, p99 {p99(took):.0f} ms{beside(most)}, of {len(took)}"


def beside(goal: float, unit: str = "") -> str:
    """What a figure is to be at most, if it has a goal."""
    return f" (≤ {goal:g}{unit})" if goal else ""


def crowd() -> None:
    """All come at once, and go; and keys in the meantime."""
    with opened(SIZES[1]) as it:
        began = enter_launch(it, 2, "A thousand come at once")
        keys = Keys(it)
        seconds = keys.until(f"{CROWD:,} all back", began)
        print(f"{CROWD:,} launched, all back after {seconds:.1f} s · {keys.said(100)}")


def stayers() -> None:
    """All come at once, stay, say a line a second, and go when they are told to."""
    with opened(SIZES[1]) as it:
        began = enter_launch(it, 1, "Ten say a line a second")
        keys = Keys(it)
        # Their own border says so, and that of the server's connections.
        seconds = keys.until(f"(?s){CROWD:,} open.*{CROWD:,} open", began)
        print(f"{CROWD:,} that stay: all there after {seconds:.1f} s{beside(3, ' s')} · {keys.said(100)}")
        it.until_over(STAY_SECONDS / 2)
        over = time.perf_counter() + STAY_SECONDS
        while time.perf_counter() < over:
            keys.press(0.1)
        print(f"while each says a line a second: {keys.said(40, 12)}")
        began = time.perf_counter()
        it.type("\x18")  # ctrl+x
        keys.press(0.05)
        seconds = keys.until(r"[^,\d]0 open", began)
        print(f"told to end, all gone after {seconds:.1f} s{beside(2, ' s')} · {keys.said(100)}")
        began = time.perf_counter()
        it.type("q")
        it.end()
        print(f"q: gone after {time.perf_counter() - began:.1f} s")


def minority() -> None:
    """A few that read nothing among all the others: found by their state, as soon as there are any."""
    fill = LEFT + DOWN * 7 + f"floods:size=64K,count={SLOW}"
    with opened(SIZES[1]) as it:
        began = enter_launch(it, 1, "Ten say a line a second", DOWN + fill)
        header = seconds_until(it, began, f"▲ {SLOW} send full")
        it.type("1/send full")
        asked = time.perf_counter()
        found = seconds_until(it, asked, f"{SLOW} match “send full”")
        there = seconds_until(it, began, f"(?s){CROWD:,} open.*{CROWD:,} open")
    print(f"{SLOW} of {CROWD:,} read nothing: send full in the header after {header:.1f} s", end="")
    print(f" · filtered {found:.1f} s after / was typed · all there after {there:.1f} s{beside(3, ' s')}")


def other_policy() -> None:
    """Another server in the place of one that has all of them."""
    with opened(SIZES[1]) as it:
        began = enter_launch(it, 1, "Ten say a line a second")
        keys = Keys(it)
        keys.until(f"(?s){CROWD:,} open.*{CROWD:,} open", began)
        it.until_over(STAY_SECONDS / 2)
        keys.said(0)
        began = time.perf_counter()
        it.type("p")
        seconds = keys.until("tutorial serves from", began, 0.01)
        print(f"p with {CROWD:,} there: the other serves after {seconds:.1f} s · {keys.said(50)}", end="")
        it.type("q")
        print(f" · q: exit {it.end()}")


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
    stayers()
    minority()
    other_policy()


if __name__ == "__main__":
    main()
