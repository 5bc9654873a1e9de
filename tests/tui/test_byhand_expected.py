"""What is expected of a connection by hand, on a real screen: judged by what came and by the time that counts."""

import time

import pytest

from connscope.byhand.expecting import Expectation
from connscope.clients.tidings import Moved
from connscope.tui.screens.byhand import ByHand
from connscope.units import SECOND
from tests.tui.speaking import Speaker, speaking

pytestmark = pytest.mark.usefixtures("beat")


async def test_what_is_expected_is_judged_at_once_and_the_first_difference_is_shown() -> None:
    async with speaking() as it:
        await it.fill("expect", "echo")
        await it.say("hello")
        await it.until_told("✓ echo of 5 bytes after ")
        await it.fill("expect", "text")
        await it.fill("expected", "heLlo")
        await it.say("hello")
        await it.until_told("✗ differs at offset 2: expected 4c L, came 6c l")
        assert it.page.desk.outcome[1] == "bad"


async def test_the_page_says_what_is_late_only_when_all_that_came_until_then_is_known() -> None:
    async with speaking() as it:
        source, now = it.it.session.crowd.by_hand, time.monotonic_ns()
        assert source is not None
        it.conversation.expect(Expectation("text", b"x", within=5.0), now - 10 * SECOND)
        source.waiting.add(now - 9 * SECOND, Moved(it.conversation.number, False, b"x", 1))
        it.page.show()
        assert "✗" not in it.page.desk.outcome[0]
        await it.until_told("✓ 1 byte after 1.0 s")


async def test_a_held_server_is_not_late() -> None:
    async with speaking() as it:
        await it.press("escape", "space")
        await it.until(lambda: it.it.session.stepping.stands and not it.it.session.deadlines_hold, "that time stands")
        await it.press("5", "i")
        await it.until(lambda: isinstance(it.it.app.screen, ByHand), "the page")
        it = Speaker(it.it, it.it.app.screen)  # type: ignore[arg-type]
        await it.fill("expect", "echo")
        await it.fill("within", "10")
        await it.say("hello")
        await it.until(lambda: it.conversation.sent == 5, "that it is said")
        assert it.conversation.judged(time.monotonic_ns() + 3600 * SECOND) is None
        await it.press("escape", "space", "i")
        await it.until(lambda: it.page.desk.outcome[0].endswith("held in between"), "the echo")


async def test_one_s_own_pace_is_not_late() -> None:
    async with speaking() as it:
        await it.fill("expect", "echo")
        await it.fill("within", "9")
        await it.fill("piece", "1")
        await it.fill("every", "0.05")
        await it.say("ab")
        await it.until_told("✓ echo of 2 bytes after ")
        expecting = it.conversation.expecting
        assert expecting is not None
        assert expecting.counts_from == it.conversation.chunks[-2].at


async def test_silence_and_an_end_can_be_expected_without_a_word() -> None:
    async with speaking() as it:
        await it.fill("within", "0.01")
        await it.fill("expect", "nothing")
        await it.press("enter")
        await it.until_told("✓ nothing came within 0.01 s")
        await it.fill("expect", "end")
        await it.press("enter")
        await it.until_told("✗ no end within 0.01 s")
