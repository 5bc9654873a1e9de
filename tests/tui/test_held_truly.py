"""What a held screen says stays true: through a swap, behind another pane, beside busy clients, in the past."""

import pytest

from connscope.probe.keeper import PACE_CALLS
from connscope.tui.standing import FAR_ENOUGH
from connscope.wishes import LaunchClients
from tests.tui.real import client, held, hold, serving, step, step_to_select

pytestmark = pytest.mark.usefixtures("beat")


async def test_another_policy_is_shown_in_its_own_source_also_when_the_first_was_held() -> None:
    async with serving("tutorial", (120, 40)) as it:
        with client(it):
            await it.until_shown("1 open")
            await hold(it)
            await it.press("p")
            await it.until_shown("servers/echo.py")
            await it.until_shown("▶ running")
            assert it.app.main.code.file == "servers/echo.py"
            assert it.app.main.code.arrow == 0


async def test_a_pane_that_comes_back_has_the_arrow_where_the_program_stands_by_then() -> None:
    async with serving("tutorial") as it:
        with client(it):
            await it.until_shown("1 open")
            first = await hold(it)
            await it.press("1", "w")
            await step(it)
            moved = held(it)
            assert moved is not None
            assert (moved.call, moved.after) != (first.call, first.after)
            await it.press("w")
            await it.until_shown("servers/tutorial.py")
            assert it.app.main.code.arrow == moved.place[1]
            assert ("▷" if moved.after else "▶") + f"  {moved.place[1]}" in it.text()


async def test_what_was_just_done_is_known_however_much_our_clients_do_meanwhile() -> None:
    async with serving("echo", (120, 40)) as it:
        with client(it) as sock:
            await it.until_shown("1 open")
            await it.press("s")
            sock.sendall(b"hello")
            await it.until_shown("held after select()")
            await step(it)
            before = next(line for line in it.text().splitlines() if line.startswith(" just did"))
            begun = it.session.journal.end
            it.session.launch(LaunchClients(it.session.host, it.session.port, 300, (b"x",), 0, 1.0, True))
            await it.until(lambda: it.session.journal.end > begun + FAR_ENOUGH, "many facts of others")
            it.app.main.tick()
            assert "1 ready" in before
            assert before in it.text().splitlines()


async def test_a_verdict_is_of_its_step_and_not_of_the_past_or_of_a_later_hold() -> None:
    async with serving("tutorial") as it:
        with client(it):
            await it.until_shown("1 open")
            await hold(it)
            await it.press("P")
            await step_to_select(it)
            await it.press("s")
            await it.until_shown("What will select() answer?")
            await it.press("3")
            await it.until_shown("1 of 1 right")
            await it.press("comma")
            await it.until(lambda: "1 of 1 right" not in it.text(), "the past")
            await it.press("end")
            await it.until_shown("1 of 1 right")
            await it.press("space")
            await it.until_shown("▶ running")
            await hold(it)
            assert "1 of 1 right" not in it.text()


async def test_slower_right_after_a_breakpoint_is_slow_motion() -> None:
    async with serving("tutorial") as it:
        with client(it):
            await it.until_shown("1 open")
            it.session.stepping.stop_at("idle")
            await it.until_shown("held after select()")
            await it.press("space", "minus")
            await it.until(lambda: it.session.stepping.mode in ("held", "paced"), "the next stop")
            await it.press("B", "x", "escape", "minus")
            await it.until_shown("calls/s")
            assert it.session.server is not None
            assert (it.session.stepping.mode, it.session.server.keeper.mode) == ("paced", PACE_CALLS)


async def test_a_program_that_stands_still_before_its_keys_turn_has_come_is_shown_at_once() -> None:
    async with serving("tutorial") as it:
        with client(it):  # its loop spins
            await it.until_shown("1 open")
            server = it.session.server
            assert server is not None
            it.app.hear("space")
            await it.until(lambda: server.probe.gate.told, "the hold")
            await it.press("space")
            assert held(it) is not None
            assert "❚❚ held" in it.text()
            assert not it.app.main.asked_at
