"""Another server takes the place of the one that runs: the screen goes on meanwhile, and says so."""

from collections.abc import Callable

import pytest

from tests.tui.scenes import dead, several
from tests.tui.staged import Stage, Staged, on_stage


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The old server takes its time to end; what is answered lets it."""
    ends = []
    monkeypatch.setattr(Staged, "is_between", property(lambda it: it.asked[-1:] == ["swap"] and not ends))
    return lambda: ends.append(True)


def begun(it: Stage, between: Callable[[], None]) -> None:
    """The new one serves, and the screen looks."""
    between()
    it.main.tick()


async def test_while_the_old_server_ends_the_header_says_so_and_keys_go_on(between: Callable[[], None]) -> None:
    async with on_stage(several()) as it:
        await it.press("p")
        await it.until_shown("◌ starting anew")
        await it.press("j")
        assert it.connections.cursor == 2
        begun(it, between)
        await it.until(lambda: "starting anew" not in it.lines()[0])


async def test_a_server_that_died_is_not_said_to_be_dead_while_the_next_one_begins(between: Callable[[], None]) -> None:
    async with on_stage(dead()) as it:
        await it.until_shown("✕ died")
        await it.press("p")
        await it.until_shown("◌ starting anew")
        assert "died" not in it.lines()[0]


async def test_a_client_that_is_asked_for_meanwhile_comes_when_there_is_a_server(between: Callable[[], None]) -> None:
    async with on_stage(several()) as it:
        await it.press("p", "l")
        assert it.staged.asked == ["swap"]
        begun(it, between)
        await it.until(lambda: it.staged.asked == ["swap", "launch 1 well-behaved"])


async def test_what_cannot_be_held_yet_is_not_held(between: Callable[[], None]) -> None:
    async with on_stage(several()) as it:
        await it.press("p", "space")
        assert "it can be held when it runs" in [each.message for each in it.app._notifications][-1]
        assert it.staged.asked == ["swap"]
