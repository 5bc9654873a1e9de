"""The beat rests while nothing happens, and whoever goes on wakes it."""

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from connscope.sources import crowd
from connscope.tui import quiet
from connscope.tui.screens import panes
from connscope.units import SECOND
from connscope.wishes import EndClients, LaunchClients
from tests.tui.real import Real, client, serving
from tests.tui.scenes import several
from tests.tui.staged import on_stage

pytestmark = pytest.mark.usefixtures("beat")


@pytest.fixture(autouse=True)
def _soon_calm(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is calm as soon as there is no news, and while it rests there is no beat at all: only a call ends that."""
    monkeypatch.setattr(quiet, "LINGER_SECONDS", 0.05)
    monkeypatch.setattr(quiet, "AGES", ((math.inf, 3600.0),))


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
        monkeypatch.setattr(it.app.main.resting, "rest", lambda _: None)
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


@pytest.mark.parametrize("policy", ["echo", "tutorial"])
async def test_a_program_that_ends_is_shown_without_a_look(policy: str) -> None:
    async with at_rest(policy) as it:
        assert it.session.observed is not None
        it.session.observed.end_program()
        await it.until_shown("r restarts")


async def test_who_presses_a_key_sees_how_old_things_are_and_no_beat_goes_on_for_that() -> None:
    async with at_rest() as it:
        seen = it.app.main.quiet
        seen.drawn_at -= 7200
        await it.press("f9")
        await it.until(lambda: seen.ages_at(seen.attended_at) > seen.attended_at, "it is drawn")
        assert rests(it)


async def test_while_bytes_wait_in_a_kernel_it_is_asked_each_second_and_else_never(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with at_rest() as it:
        seconds: list[float] = []
        monkeypatch.setattr(it.app.main.resting, "rest", seconds.append)
        for stir in (False, True):
            it.session.sampler.may_stir = stir
            it.app.main.beat()
        assert seconds == [pytest.approx(3600, abs=60), panes.SELDOM_SECONDS]


async def test_what_wakes_a_long_rest_is_reckoned_by_the_second_and_not_by_all_of_it() -> None:
    async with at_rest() as it:
        looked = it.app.view.live_rates.samples
        looked[-1] = looked[-1]._replace(at=looked[-1].at - 3600 * SECOND)
        with client(it) as sock:
            sock.sendall(bytes(5000))
            await it.until(lambda: it.app.view.rates.echoed, "its echo")
            assert it.app.view.rates.echoed > 1000


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


async def test_it_rests_also_while_clients_are_silent_that_live_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "MANY", 0)
    async with at_rest() as it:
        silent = (("silent", {}),)
        it.session.launch(LaunchClients(it.session.host, it.session.port, 2, (b"x",), stay=True, behaviours=silent))
        await it.until_shown("2 open")
        assert it.session.crowd.outside is not None
        await it.until(lambda: rests(it), "rest")
        it.session.do(EndClients())
        await it.until_shown("0 open · 2 closed")


async def test_where_a_source_cannot_call_the_beat_goes_on() -> None:
    async with on_stage(several()) as it:
        await it.until(lambda: it.main.quiet.is_calm(it.main.quiet.drawn_at + 1), "calm")
        assert not it.main.may_rest(math.inf)
        assert not it.main.resting.rests
