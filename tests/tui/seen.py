"""What is to be seen: the screen as plain text, waited for, and compared with a stored picture."""

import os
import time
from collections.abc import Callable
from difflib import unified_diff
from pathlib import Path
from typing import Any

from textual.app import App
from textual.pilot import Pilot

from tests.tui.drawn_once import DRAWN

PICTURES = Path(__file__).parent / "pictures"
RENEW = "CONNSCOPE_RENEW_PICTURES"
"""Set this to anything, and run the tests: each picture is then written as the screen is now. Read the difference."""

PATIENCE_SECONDS = 10.0


def shown(app: App[Any]) -> list[str]:
    """The visible text of the whole screen, line by line, without the blanks at the ends."""
    # As `App.export_screenshot` does it: Textual has no other way to the text of a screen and of those behind it.
    everything = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    return ["".join(segment.text for segment in strip).rstrip() for strip in everything.strips]


async def until(pilot: Pilot[Any], condition: Callable[[], object], what: str = "it", *, idly: bool = False) -> None:
    """Go on when it is so. Idly: leave the time in between to other threads, which a busy one would hinder."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}; the screen:\n" + "\n".join(shown(pilot.app))
        await (pilot.pause() if idly else pilot.pause(0))


async def settled(pilot: Pilot[Any]) -> list[str]:
    """The screen's text, once it stands still."""
    lines: list[str] = []
    while True:
        frames = DRAWN.total()
        await pilot.pause(0)
        if lines and frames == DRAWN.total():
            return lines
        before, lines = lines, shown(pilot.app)
        if lines == before:
            return lines


def compare(name: str, lines: list[str]) -> None:
    """Fail, with the difference, unless this is the stored picture. See `RENEW`."""
    path = PICTURES / f"{name}.txt"
    if os.environ.get(RENEW):
        path.write_text("\n".join(lines) + "\n", "utf-8")
    stored = path.read_text("utf-8").splitlines() if path.exists() else []
    difference = "\n".join(unified_diff(stored, lines, "stored", "shown", lineterm=""))
    assert not difference, f"{name} looks different; if it should, set {RENEW}=1 and run again\n{difference}"
