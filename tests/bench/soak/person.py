"""Somebody at the keyboard, who does now this and now that, and reads all the while."""

import re
import time
from itertools import cycle
from pathlib import Path

from connscope.launches import Launch
from connscope.launches.population import written_population
from connscope.launches.presets import MIXED
from connscope.launches.spelling import read_groups
from tests.bench.soak.witnesses import COUNT
from tests.faults.abuse import connect_and_close
from tests.faults.peers import Address
from tests.hostile import FRAME_ENDS, unseemly
from tests.tui.terminal import Terminal

EVERY_SECONDS = 0.7
NAMES_KEPT, AT_ONCE = 10_000, 500
"""Of connections that are gone, in each copy of the picture: else they would grow for minutes."""
ESC, END, CTRL_O, CTRL_U, CTRL_X = "\x1b", "\x1b[F", "\x0f", "\x15", "\x18"
LAUNCH = "launch"

ACTS = (
    *("1o", "o", "jjjj", "/6\r", "jj", ESC),
    *("4", "kkkkk", "/recv\r", "kk", ESC, "f", "1"),
    *(LAUNCH, "l", "5", "jj", "1"),
    *(",", ",", "<", ".", END),
    *(" ", "s", "n", " "),
    *("?", ESC, "w", "w", "2", "w", "w", "3", "1"),
    *("S", ESC, "v", ESC, "t", "t", "T", "T", "T", "T", "1X"),
    *("-", "+", "b", ESC, CTRL_X),
)
"""Keys, one after the other."""
TROUBLES = ("Traceback", "the probe failed", "✕ died")

IN_LINE = [each for each in MIXED if not each.startswith("urgent")]
"""Of the mixed preset's ways to misbehave those that say nothing urgent, which clients count apart."""
INSIDE = Launch("", 0, 100, (), 2048, 100, 0.2, small_pipes=True, groups=read_groups(" | ".join(IN_LINE)))
BRIEF = Launch("", 0, 10_000, (), 64, 1, 0.0)
"""As many as are kept of those that have ended: each stands in every copy of the picture, too."""
ALL_BACK = re.compile(r"(10,000|9,[89]\d\d) all back")


class Person:
    """One."""

    def __init__(self, it: Terminal, folder: Path) -> None:
        self.it = it
        self.population, self.brief = folder / "population.toml", folder / "brief.toml"
        self.population.write_text(written_population(INSIDE), "utf-8")
        self.brief.write_text(written_population(BRIEF), "utf-8")
        self.acts = cycle(ACTS)
        self.due = time.monotonic()
        self.pressed = 0
        self.seen: list[str] = []
        """What was on the terminal that should never be there."""
        self.read = 0

    def warm_up(self, address: Address) -> None:
        """Have all there that is begun when it is first needed, and then stays, and as many of the past as are kept."""
        it = self.it
        it.until_shown(f" {COUNT} open")
        self.launch(self.population, "100 connections to")
        it.until_shown(f" {COUNT + INSIDE.num_conns} open")
        it.type(CTRL_X)
        it.until_shown(f" {COUNT} open · {INSIDE.num_conns} closed")
        self.launch(self.brief, "10,000 connections to")
        it.type("5")
        it.until(lambda: ALL_BACK.search(it.text()))
        it.type("1")
        for _ in range(NAMES_KEPT // AT_ONCE):
            connect_and_close(address, count=AT_ONCE)
            it.until_over(0.1)

    def tend(self, *, acting: bool) -> None:
        """Read, and do the next thing if it is time."""
        self.it.read(0.05)
        if acting and time.monotonic() >= self.due:
            self.due = time.monotonic() + EVERY_SECONDS
            self.pressed += 1
            self.act(next(self.acts))

    def act(self, keys: str) -> None:
        """This."""
        if keys == LAUNCH:
            self.launch(self.population, "100 connections to")
        else:
            self.it.type(keys)

    def launch(self, population: Path, says: str) -> None:
        """Those of a file, by the form."""
        it = self.it
        it.type("L")
        it.until_shown("enter launch")
        it.type(CTRL_O)
        it.until_shown("population.toml")
        it.type(f"{CTRL_U}{population}\r")
        it.until_shown(says)
        it.type("\r")
        it.until(lambda: "enter launch" not in it.text())

    def look_back(self) -> None:
        """Judge all that has arrived since the last time, and forget it: whole frames."""
        it = self.it
        it.text()
        end = it.raw.rfind(FRAME_ENDS) + len(FRAME_ENDS)
        self.seen += [f"raw on the terminal: {text!r}" for text in unseemly(it)]
        self.seen += [f"on the terminal: {words}" for words in TROUBLES if words.encode() in it.raw]
        self.read += end
        del it.raw[:end]
        it.emulated -= end

    def rest(self) -> None:
        """Leave the screen as it is when nobody has touched it; our own clients end."""
        it = self.it
        it.type(ESC)
        it.until_over(0.5)
        it.type(f"{ESC}{ESC}")
        it.until_over(0.5)
        it.type(f"1{END}")
        it.until(lambda: "view" not in it.text().splitlines()[0] or "live" in it.text().splitlines()[0])
        if "▶ running" not in it.text():
            it.type(" ")
            it.until_shown("▶ running")
        if "─ Events ─" not in it.text():
            it.type("w")
            it.until_shown("─ Events ─")
        it.type(CTRL_X)
