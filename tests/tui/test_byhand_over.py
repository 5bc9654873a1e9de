"""How a connection by hand ends, on a real screen, and what is said of that: whoever ended it, and whatever dies."""

import pytest

from connscope.tui.screens.byhand import ByHand
from tests.tui.real import client, reset
from tests.tui.speaking import speaking

pytestmark = pytest.mark.usefixtures("beat")


@pytest.mark.parametrize("policy", ["echo", "tutorial"])
async def test_a_half_close_is_a_line_at_both_ends_and_what_was_said_before_comes_back(policy: str) -> None:
    async with speaking(policy) as it:
        await it.say("last words")
        await it.until_said("▶ send 1 10 last words", "◀ recv 1 10 last words = send 1")
        await it.go_to("stream")
        await it.press("h")
        await it.until_shown("■ over")
        await it.until_told("■ Over, in good order")
        own = [line for line in it.lines() if line[0] in "▶◀"]
        assert own[2:] == ["▶ half-close no more is sent from here", "◀ end the other side will send no more"]
        assert "▷ server end the other side will send no more" in it.lines()
        assert "y copy" in it.text().splitlines()[-1]


async def test_a_reset_kills_tutorial_and_the_page_says_so() -> None:
    async with speaking("tutorial") as it:
        await it.say("hello")
        await it.until_said("▶ send 1 5 hello", "◀ recv 1 5 hello = send 1")
        await it.go_to("stream")
        await it.press("x")
        await it.until_told("✕ tutorial died: ConnectionResetError · esc, then r starts it again")


async def test_a_server_that_dies_later_is_not_blamed_for_what_we_had_ended() -> None:
    async with speaking("tutorial") as it:
        await it.go_to("stream")
        await it.press("c")
        await it.until_told("■ Over: closed by us")
        await it.press("escape")
        with client(it.it) as sock:
            await it.until_shown("1 open")
            reset(sock)
        await it.until_shown("✕ died: ")
        await it.press("5", "i")
        await it.until(lambda: isinstance(it.it.app.screen, ByHand), "the page")
        await it.until_shown("■ Over: closed by us · i, in the stream, opens another")
        assert it.page.desk.outcome[1] == "text"


@pytest.mark.parametrize("state", ["◐ peer done", "❆ frozen"])
async def test_after_a_restart_the_page_says_that_nobody_reads_there_any_more(state: str) -> None:
    async with speaking(size=(120, 40)) as it:
        await it.go_to("stream")
        if state == "❆ frozen":
            await it.press("z")
            await it.until_shown(state)
        await it.press("escape", "r")
        await it.until_shown("echo serves anew")
        await it.press("5", "i")
        await it.until(lambda: isinstance(it.it.app.screen, ByHand), "the page")
        await it.until_told("◐ The server's end is closed, and reads no more · in the stream, c closes ours")
        await it.until_shown(state)


async def test_a_server_that_dies_takes_with_it_what_was_open() -> None:
    async with speaking("tutorial") as it:
        await it.say("hello")
        await it.until_said("▶ send 1 5 hello", "◀ recv 1 5 hello = send 1")
        await it.press("escape")
        with client(it.it) as sock:
            await it.until_shown("2 open")
            reset(sock)
        await it.until_shown("✕ died: ")
        await it.press("5", "i")
        await it.until_told("✕ tutorial died: ConnectionResetError · esc, then r starts it again")


async def test_a_reset_is_nothing_to_echo_and_i_opens_another() -> None:
    async with speaking() as it:
        await it.go_to("stream")
        await it.press("x")
        await it.until_told("■ Over: reset by us, without a goodbye · i, in the stream, opens another")
        await it.press("i")
        await it.until_shown("enter connect")
        await it.press("enter")
        await it.until(lambda: isinstance(it.it.app.screen, ByHand) and it.it.app.screen is not it.page, "another")
        assert it.it.app.screen.it.number == 2


async def test_what_would_be_lost_is_asked_about_first() -> None:
    async with speaking() as it:
        await it.go_to("stream")
        await it.press("z")
        await it.until_shown("❆ frozen")
        await it.go_to("say")
        await it.say("unread")
        await it.until(lambda: it.page.exchange.unread == 6, "what waits")
        await it.go_to("stream")
        await it.press("c")
        await it.until_shown("That loses 6 B not read.")
        await it.press("enter", "c", "n")
        await it.until(lambda: it.it.app.screen is it.page, "the page")
        assert it.conversation.state == "open"
        await it.press("x")
        await it.until_shown("Reset it?")
        await it.press("x", "enter", "escape")
        await it.until(lambda: it.it.app.screen is it.page, "the page")
        assert it.conversation.state == "open"
        await it.press("c", "y")
        await it.until_told("■ Over: closed by us")
