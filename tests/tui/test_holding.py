"""Holding and stepping a real server on a real screen, by the keys that the footer names."""

import pytest

from connscope import events as ev
from connscope.text import visible
from tests.tui.real import client, held, hold, serving, step, step_to_select

pytestmark = pytest.mark.usefixtures("beat")


def calls(steps: list[ev.Held]) -> list[tuple[str, bool]]:
    return [(each.call, each.after) for each in steps]


async def test_a_student_steps_the_tutorials_server_from_a_knock_to_a_loop_that_spins() -> None:
    async with serving("tutorial") as it:
        await it.press("s")
        await it.until_shown("waiting in select()")
        with client(it):
            await it.until_shown("held after select()")
            assert "◌ listening  R·     R·" in it.text()
            steps = [await step(it) for _ in range(6)]
            assert calls(steps) == [
                ("accept", False),
                ("setblocking", False),
                ("register", False),
                ("select", False),
                ("select", True),
                ("select", False),
            ]
            assert "RW     ·W" in it.text()
            assert "outb      empty" in it.text()
            again = [await step(it) for _ in range(4)]
            assert calls(again) == [("select", True), ("select", False)] * 2
            assert "nothing was called" in it.text()


async def test_an_echo_is_stepped_and_every_byte_of_it_is_seen() -> None:
    async with serving("tutorial") as it:
        with client(it) as sock:
            await it.until_shown("1 open")
            await hold(it)
            sock.sendall(b"hello")
            while (await step(it)).call != "recv":
                pass
            assert "1,024 at most from" in it.text()
            sent = await step(it)
            assert (sent.call, sent.asked, sent.head) == ("send", 5, b"hello")
            assert "recv(1,024) → 5 B" in it.text()
            assert "about to  send(5 B)" in it.text()
            assert "68 65 6c 6c 6f" in it.text()
            assert "→ 5 B" in it.text()
            await it.press("space")
            await it.until_shown("▶ running")
            assert sock.recv(10) == b"hello"


async def test_nothing_that_a_peer_sent_is_shown_raw_while_it_is_held_in_outb() -> None:
    async with serving("tutorial", (120, 40)) as it:
        with client(it) as sock:
            await it.until_shown("1 open")
            await hold(it)
            sock.sendall(b"\x1b[31m[/][red]\xe2\x80\xae\x9b2J")
            while (await step(it)).call != "send":
                pass
            assert "␛[31m[/][red]" in it.text()
            assert visible(it.text().replace("\n", "")) == it.text().replace("\n", "")


async def test_a_step_to_the_next_select_ends_where_it_returns_and_one_over_a_service_at_the_next_connection() -> None:
    async with serving("tutorial") as it:
        with client(it) as one, client(it) as other:
            await it.until_shown("2 open")
            first = await hold(it, "n")
            assert (first.call, first.after) == ("select", True)
            one.sendall(b"one")
            other.sendall(b"other")
            await step(it, "n")
            served = await step(it, "N")
            while served.call != "recv":
                served = await step(it, "N")
            assert (await step(it, "N")).conn != served.conn


async def test_slow_motion_goes_on_by_itself_and_the_arrow_with_it() -> None:
    async with serving("tutorial") as it:
        with client(it):
            await it.until_shown("1 open")
            await it.press("minus")
            await it.until_shown("20 calls/s")
            seen: set[int] = set()

            def goes_on() -> bool:
                now = held(it)
                seen.update([now.at] if now is not None else [])
                return len(seen) > 3

            await it.until(goes_on, "the arrow to go on")
            await it.press("O", "minus")
            await it.until_shown("10 loops/s")
            await it.press("plus", "plus")
            await it.until_shown("▶ running")


async def test_a_breakpoint_on_a_kind_of_call_stops_there_and_says_which_it_was() -> None:
    async with serving("echo", (120, 40)) as it:
        with client(it) as sock:
            await it.until_shown("1 open")
            await it.press("b", "f")
            await it.until_shown("Breakpoint 1")
            sock.sendall(b"hello")
            assert sock.recv(10) == b"hello"
            sock.shutdown(1)
            await it.until_shown("held after recv_into()")
            await it.until_shown("breakpoint 1: an empty read: the peer is done · the first time")
            await it.press("B")
            await it.until_shown("once")
            await it.press("space")
            await it.until_shown("◎ off")
            await it.press("x", "escape", "space")
            await it.until_shown("▶ running")
            assert it.session.stepping.points == {}


async def test_a_line_is_stopped_at_from_the_code_and_one_without_a_call_says_why_not() -> None:
    async with serving("echo", (120, 40)) as it:
        with client(it) as sock:
            await it.until_shown("1 open")
            await it.until(lambda: "code" in it.app.main.places, "the code")
            await it.press("3", "b")
            await it.until_shown("makes no socket call")
            await it.press("b")
            await it.until_shown("recv_into")
            point = it.session.stepping.points[1]
            assert (point.kind, point.file) == ("line", "servers/echo.py")
            sock.sendall(b"hello")
            await it.until_shown("held before recv_into()")
            assert held(it).place == ("servers/echo.py", point.line)  # type: ignore[union-attr]
            await it.press("space")
            assert sock.recv(10) == b"hello"


async def test_a_prediction_is_asked_before_the_step_and_settled_by_it() -> None:
    async with serving("tutorial") as it:
        with client(it) as sock:
            await it.until_shown("1 open")
            sock.sendall(b"hello")
            await it.press("b", "f", "escape")
            await hold(it)
            await it.press("P")
            await step_to_select(it)
            await it.press("s")
            await it.until_shown("What will select() answer?")
            await it.press("3")
            await it.until_shown("to WRITE.   1 of 1 right")
            await it.press("P")
            assert not it.app.main.predicts


async def test_the_view_goes_back_while_the_program_runs_on_and_the_header_tells_the_two_apart() -> None:
    async with serving("echo", (120, 40)) as it:
        with client(it) as sock:
            for word in (b"one", b"other"):
                sock.sendall(word)
                assert sock.recv(10) == word
            await it.until(lambda: it.session.ledger.bytes_out == 8, "both echoes")
            await it.press("comma", "comma", "comma")
            await it.until_shown("◂ view")
            assert "▶ running" in it.text()
            shown = [conn.bytes_in for conn in it.app.view.connections if conn.role == "accepted"]
            assert shown == [3]
            sock.sendall(b"more")
            assert sock.recv(10) == b"more"
            await it.until(lambda: it.session.ledger.bytes_out == 12, "the third")
            assert [conn.bytes_in for conn in it.app.view.connections if conn.role == "accepted"] == [3]
            await it.press("end")
            await it.until(lambda: "◂ view" not in it.text(), "the present")
            assert [conn.bytes_in for conn in it.app.view.connections if conn.role == "accepted"] == [12]


async def test_our_clients_are_stepped_in_their_own_source_while_the_server_runs_on() -> None:
    async with serving("echo", (120, 40)) as it:
        await it.press("u")
        await it.until_shown("No client of ours has been launched")
        await it.press("l")
        await it.until_shown("client-1")
        await it.press("u", "s")
        await it.until_shown("our clients held")
        await it.until_shown("clients/")
        with client(it) as sock:
            sock.sendall(b"hello")
            assert sock.recv(10) == b"hello"
        await it.press("u")
        await it.until_shown("servers/echo.py")
        await it.press("space")
        await it.until_shown("▶ running")


async def test_what_is_held_when_the_server_is_started_anew_or_left_ends_at_once() -> None:
    async with serving("tutorial") as it:
        with client(it):
            await it.until_shown("1 open")
            await hold(it)
            await it.press("r")
            await it.until_shown("▶ running")
            assert it.session.stepping.mode == "running"


@pytest.mark.parametrize("policy", ["echo", "tutorial"])
async def test_nothing_of_ours_times_out_while_the_server_is_held(policy: str) -> None:
    async with serving(policy) as it:
        await it.press("l")
        await it.until_shown("client-1")
        await it.press("space")
        await it.until(lambda: not it.session.deadlines_hold, "the clients to be patient")
        await it.press("space")
        await it.until(lambda: it.session.deadlines_hold, "the clients to expect again")
