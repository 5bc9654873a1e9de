"""connscope on a terminal, as one more server to abuse: its screen is open, and looks at the worst connection."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic

from tests.faults.peers import Address
from tests.faults.under_test import Running
from tests.tui.terminal import Terminal, terminal

SIZE = (120, 40)
"""Room for all panes at once."""
GLANCE_SECONDS = 0.4
AMONG = int(os.environ.get("ABUSE_AMONG", "300"))
"""Connections that are at rest meanwhile, each with a row on the screen."""
REMEMBERED = 32 << 20
"""Bytes that the journal of what has happened, and the rows of those who are gone, may grow by in one abuse."""


@contextmanager
def connscope_on_a_screen() -> Iterator[Running]:
    with terminal("--port", "0", size=SIZE) as it:
        address = address_on(it)
        with looking_at_the_worst(it):
            yield Running(address, it.process.pid, it.process.pid, REMEMBERED)
        it.until_shown("▶ running")
        # Again and again: after a stop it may be a moment until the terminal is ours, and what was typed is lost.
        it.until(lambda: it.process.poll() is not None or it.type("q"))
        assert it.end() == 0
        assert [words for words in (b"Traceback", b"probe failed", b"died") if words in it.raw] == []


def address_on(it: Terminal) -> Address:
    """Where it listens, which the first screen says."""
    it.until_shown("asleep in select()", "▶ running", "q quit")
    port = re.search(r"nc 127\.0\.0\.1 (\d+)", it.text())
    assert port
    return "127.0.0.1", int(port[1])


@contextmanager
def looking_at_the_worst(it: Terminal) -> Iterator[None]:
    """Somebody reads the terminal, and keeps the cursor on whoever is owed most."""
    enough = Event()
    onlooker = Thread(target=look, args=(it, enough.is_set), name="onlooker")
    onlooker.start()
    try:
        yield
    finally:
        enough.set()
        onlooker.join()


def look(it: Terminal, enough: Callable[[], bool]) -> None:
    """Read all the while, and every moment put the worst on top and go there."""
    due = 0.0
    while not enough():
        it.read(0.05)
        if monotonic() >= due:
            due = monotonic() + GLANCE_SECONDS
            go_to_the_worst(it)


def go_to_the_worst(it: Terminal) -> None:
    """Clicks on a title sort by it, and the other way round, at once; below the listening socket is the worst."""
    lines = it.text().splitlines()
    top = next((y for y, line in enumerate(lines) if "outb" in line and "echoed" in line), None)
    if top is None:  # there is nobody yet
        return
    x = lines[top].index("outb")
    clicks = 2 if "outb ▼" in lines[top] else 1
    it.type(f"\x1b[<0;{x + 1};{top + 1}M\x1b[<0;{x + 1};{top + 1}m" * clicks + "gj")
