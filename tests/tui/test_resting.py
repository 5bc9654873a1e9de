"""The beat rests while nothing happens, and whoever goes on wakes it."""

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from connscope.tui import resting
from connscope.tui.screens import panes
from tests.tui.real import Real, client, serving
from tests.tui.scenes import several
from tests.tui.staged import on_stage

pytestmark = pytest.mark.usefixtures("beat")


@pytest.fixture(autouse=True)
def _soon_calm(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is calm as soon as there is no news, and while it rests there is no beat at all: only a call ends that."""
    monkeypatch.setattr(panes, "LINGER_SECONDS", 0.05)
    monkeypatch.setattr(resting, "RESTING_BEATS", 36_000)


@asynccontextmanager
async def at_rest(policy: str = "echo") -> AsyncIterator[Real]:
    async with serving(policy) as it:
        await it.until(lambda: it.app.main.resting.rests, "rest")
        yield it


def rests(it: Real) -> bool:
    return it.app.main.resting.rests


@pytest.mark.parametrize("policy", ["echo", "tutorial"])
async def test_a_client_that_comes_is_in_the_table_and_with_nothing_more_to_come_it_rests_again(policy: str) -> None:
    async with at_rest(policy) as it:
        with client(it):
            await it.until_shown("1 open")
            if policy == "echo":
                await it.until(lambda: rests(it), "rest")
        await it.until_shown("0 open · 1 closed")
        await it.until(lambda: rests(it), "rest")


async def test_of_much_that_happens_the_screen_is_woken_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_rest() as it:
        monkeypatch.setattr(it.app.main.resting, "rest", lambda: None)
        calls: list[None] = []
        monkeypatch.setattr(it.app.main.resting, "woken", lambda: calls.append(None))
        with client(it) as sock:
            for _ in range(100):
                sock.sendall(b"x")
                assert sock.recv(1) == b"x"
        await it.until(lambda: calls, "the call")
        assert len(calls) == 1
        it.app.main.resting.go_on()
        await it.until_shown("0 open · 1 closed")


async def test_a_key_is_answered_while_it_rests_and_what_comes_of_it_is_shown() -> None:
    async with at_rest() as it:
        await it.press("l")
        await it.until_shown("1 open")


async def test_nothing_rests_while_the_program_is_held_or_goes_slowly() -> None:
    async with at_rest() as it:
        await it.press("space")
        assert not rests(it)
        await it.until_shown("❚❚ waiting in select()")
        assert not it.app.main.may_rest(math.inf)
        await it.press("space")
        await it.until(lambda: rests(it), "rest")
        await it.press("-")
        assert not rests(it)
        assert not it.app.main.may_rest(math.inf)


async def test_the_past_is_looked_at_without_rest() -> None:
    async with at_rest() as it:
        await it.press("comma")
        assert not it.app.main.may_rest(math.inf)
        await it.press("end")
        await it.until(lambda: rests(it), "rest")


async def test_where_a_source_cannot_call_the_beat_goes_on() -> None:
    async with on_stage(several()) as it:
        await it.until(lambda: it.main.is_calm(it.main.drawn_at + 1), "calm")
        assert not it.main.may_rest(math.inf)
        assert not it.main.resting.rests
