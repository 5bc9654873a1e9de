"""What is the same for all: everybody lives at Greenwich, and the screen looks only when it is told to."""

import asyncio
import gc
import time
from collections.abc import Iterator

import pytest
from textual._wait import wait_for_idle
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot
from textual.screen import Screen

from connscope.tui.screens import panes
from tests.tui import drawn_once
from tests.tui.at_rest import at_rest
from tests.tui.styled_once import StyledOnce

BEAT_SECONDS = panes.BEAT_SECONDS


@pytest.fixture(scope="package", autouse=True)
def _seldom_collected() -> Iterator[None]:
    """Each app is a hundred thousand objects in cycles: to look for them all the time costs a third of the time."""
    usual = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 10, 10)
    yield
    gc.set_threshold(*usual)
    gc.unfreeze()


@pytest.fixture(scope="package", autouse=True)
def _styled_once() -> Iterator[None]:
    """Each app parses the same rules, and finds out the same of its widgets, again and again: half of its start."""
    with pytest.MonkeyPatch.context() as patch:
        once = StyledOnce()
        patch.setattr(Stylesheet, "_parse_rules", lambda sheet, *rules, **how: once.parse_rules(sheet, *rules, **how))
        patch.setattr(Stylesheet, "apply", lambda sheet, node, **how: once.apply(sheet, node, **how))
        yield


@pytest.fixture(autouse=True)
def _greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """A story does not go on by itself: see `staged.go_on`."""
    monkeypatch.setattr(panes, "BEAT_SECONDS", 3600.0)


@pytest.fixture(autouse=True)
def _no_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    """After each key Textual's pilot waits 0.1 s, until nothing is done; tests here wait for what they want to see."""

    async def some_turns(*_: object) -> None:
        for _ in range(10):
            await asyncio.sleep(0)

    monkeypatch.setattr("textual.app.wait_for_idle", some_turns)
    monkeypatch.setattr(Pilot, "_wait_for_screen", at_rest)


@pytest.fixture(autouse=True)
def _drawn_when_waited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty times a second Textual draws what has changed; here its pilot has it drawn, each time that it waits."""
    monkeypatch.setattr("textual.screen.UPDATE_PERIOD", 3600.0)
    monkeypatch.setattr(Screen, "_refresh_layout", drawn_once.lay_out)
    monkeypatch.setattr(Screen, "_on_timer_update", drawn_once.update)
    monkeypatch.setattr(Screen, "_compositor_refresh", drawn_once.draw)


@pytest.fixture
def beat(still: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in earnest. A server that spins is never idle: to wait for that takes a second each time, and here a beat."""

    async def a_beat(*_: object) -> None:
        await wait_for_idle(0, max_sleep=BEAT_SECONDS)

    monkeypatch.setattr("textual.pilot.wait_for_idle", a_beat)
    monkeypatch.setattr(panes, "BEAT_SECONDS", BEAT_SECONDS)
