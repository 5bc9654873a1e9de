"""The screen over somebody's own program: what it does, all that it has, and what is not offered there."""

from collections.abc import Callable

import pytest

from connscope import events as ev
from connscope.tui.commands import COMMANDS
from tests.tui.guests import CHILD_PID, FIRST, LISTENER, MAIN, NAME, PID, Guest, GuestStage, guest_on_stage


def serving() -> Guest:
    """It listens, and sleeps."""
    guest = Guest()
    guest.listens()
    guest.sleeps()
    return guest


def header(it: GuestStage) -> str:
    return it.lines()[0]


def rows(it: GuestStage) -> list[str]:
    """Descriptor and peer of each row."""
    return [line[1:28].strip(" │") for line in it.lines()[3:] if line.startswith("│")]


def ended(code: int = 0, signal: str = "") -> Callable[[], Guest]:
    def story() -> Guest:
        guest = serving()
        guest.later(2)
        guest.ends(code, signal)
        return guest

    return story


def running() -> Guest:
    guest = serving()
    guest.wakes((LISTENER, 1))
    return guest


def asleep() -> Guest:
    guest = serving()
    guest.later(2)
    return guest


def waiting() -> Guest:
    """A thread that is in a call for long, without any loop."""
    guest = Guest()
    guest.call(ev.Opened, LISTENER, "socket", 5, "inet")
    guest.call(ev.Listening, LISTENER, "listen", "127.0.0.1:8000", 128)
    guest.tell(ev.Waiting, NAME, MAIN, "accept", LISTENER)
    guest.later(2)
    return guest


def held() -> Guest:
    guest = serving()
    conn = guest.comes()
    guest.wakes((conn, 1))
    guest.holds("recv", conn)
    return guest


def unwatched() -> Guest:
    guest = running()
    guest.tell(ev.Unwatched, NAME, 99, "sleep 10", "is no Python")
    return guest


def partly_unseen() -> Guest:
    guest = running()
    why = "4 sockets that Python's socket module does not know: uvloop"
    guest.tell(ev.Unseen, NAME, 0, 3_000, 1_096, why)
    return guest


def not_seen_so_far() -> Guest:
    guest = running()
    guest.tell(ev.Unseen, NAME, 0, 0, 0, "a socket that Python's socket module does not know: uvloop")
    return guest


def several_processes() -> Guest:
    guest = running()
    guest.tell(ev.Started, f"{NAME}·{CHILD_PID}", "", CHILD_PID, PID, f"python {NAME}")
    guest.connects(conn=(CHILD_PID << 30) + 1)
    return guest


@pytest.mark.parametrize(
    ("story", "words"),
    [
        (running, "▶ running"),
        (asleep, "▶ waiting in select()"),
        (waiting, "▶ waiting in accept()"),
        (held, "❚❚ held before recv()"),
        (ended(), "■ ended (code 0) · r restarts"),
        (ended(3), "✕ ended (code 3) · r restarts"),
        (ended(ev.UNKNOWN, "SIGKILL"), "✕ killed by SIGKILL · r restarts"),
        (unwatched, "1 process unwatched"),
        (partly_unseen, "▲ 4.0 K unseen"),
        (not_seen_so_far, "▲ sockets unseen"),
        (partly_unseen, "connscope run --without uvloop … shows them"),
        (several_processes, "2 processes"),
        (serving, f"{NAME} pid {PID} 127.0.0.1:8000"),
    ],
)
async def test_the_header_says_what_it_is_and_does(story: Callable[[], Guest], words: str) -> None:
    async with guest_on_stage(story()) as it:
        assert words in header(it)


async def test_where_its_sockets_are_not_seen_the_empty_screen_says_so_and_how_they_are() -> None:
    guest = Guest()
    guest.tell(ev.Unseen, NAME, 0, 0, 0, "a socket that Python's socket module does not know: uvloop")
    async with guest_on_stage(guest, (120, 40)) as it:
        await it.until_shown("▲ Not all is seen: a socket that Python's socket module")


async def test_once_it_is_over_the_bottom_line_offers_what_still_can_be_done() -> None:
    async with guest_on_stage(ended(3)(), (120, 40)) as it:
        offered = it.lines()[-1].split("  ")
        assert [each.strip() for each in offered][:4] == ["r restart", ", back", "< loop back", "Home start"]
        assert not {"space hold", "s step", "l client", "x poke…"} & {each.strip() for each in offered}


async def test_of_several_threads_that_are_held_the_header_says_how_many() -> None:
    guest = held()
    guest.holds("send", FIRST + 3, thread=2)
    async with guest_on_stage(guest) as it:
        it.program.observed.processes[NAME].threads = 5
        it.main.tick()
        assert "held before recv() · 2 of 5 threads held" in header(it)


async def test_what_another_thread_did_is_not_what_the_held_one_just_did() -> None:
    guest = serving()
    conn, other = guest.comes(), guest.comes()
    guest.wakes((conn, 1))
    guest.echoes(other, b"seven b", thread=2)
    guest.holds("recv", conn)
    async with guest_on_stage(guest) as it:
        await it.until_shown("about to  recv(…)")
        assert any("just did  select(None) → 1 ready" in line for line in it.lines())


async def test_every_socket_is_a_row_and_an_arrow_says_who_came_to_whom() -> None:
    guest = serving()
    guest.comes()
    guest.connects()
    guest.call(ev.Opened, FIRST + 50, "socket", 11, "inet dgram")
    guest.listens("/run/app.sock", FIRST + 51, "unix")
    async with guest_on_stage(guest) as it:
        shown = "\n".join(rows(it))
        assert "← 127.0.0.1:50912" in shown
        assert "→ 10.0.0.7:5432" in shown
        assert "inet dgram" in shown
        assert "/run/app.sock" in shown
        assert "client-1" not in shown


async def test_a_pair_by_which_a_loop_wakes_itself_is_no_row_until_something_goes_through() -> None:
    guest = serving()
    guest.call(ev.Opened, FIRST + 60, "socket", 6, "unix")
    guest.call(ev.Sent, FIRST + 60, "send", "send", 1, 1, ev.UNKNOWN, b"\0")
    guest.call(ev.Opened, FIRST + 61, "socket", 7, "unix")
    guest.call(ev.Sent, FIRST + 61, "send", "send", 5, 5, ev.UNKNOWN, b"hello")
    async with guest_on_stage(guest) as it:
        assert [row.partition(" ")[0] for row in rows(it)[:3] if row] == ["5", "7"]


async def test_of_several_processes_each_row_says_in_which_it_is() -> None:
    async with guest_on_stage(several_processes()) as it:
        assert it.lines()[2].split()[1:4] == ["fd", "pid", "peer"]
        assert any(f"{CHILD_PID}  → 10.0.0.7:5432" in line for line in it.lines())


async def test_one_that_has_touched_no_socket_is_waited_for() -> None:
    guest = Guest()
    guest.later(1)
    async with guest_on_stage(guest, (80, 24)) as it:
        await it.until_shown(f"{NAME} runs: waiting for a socket…")
        guest.listens()
        it.go_on(1)
        await it.until_shown("◌ listening")
        assert not it.main.welcome.display


async def test_one_that_ended_so_says_what_to_try() -> None:
    guest = Guest()
    guest.tell(ev.Unwatched, NAME, 99, "sleep 10", "is no Python")
    guest.ends(1)
    async with guest_on_stage(guest, (80, 24)) as it:
        await it.until_shown(f"{NAME} ended (code 1): it ended without touching a socket.")
        assert any("What it started cannot be seen: sleep 10 is no Python." in line for line in it.lines())
        await it.press("3")
        await it.until_shown("A student's echo server")


async def test_a_client_that_is_launched_goes_where_it_listens_and_takes_what_comes() -> None:
    async with guest_on_stage(serving()) as it:
        await it.press("l")
        assert it.program.asked[-1] == "launch 127.0.0.1:8000 well-behaved echo=False"


@pytest.mark.parametrize(
    ("address", "where"),
    [("0.0.0.0:8000", ("127.0.0.1", 8000)), ("[::]:8000", ("::1", 8000)), ("/run/app.sock", ("", 0))],
)
async def test_who_listens_at_all_addresses_is_reached_at_this_machine_s(address: str, where: tuple[str, int]) -> None:
    guest = Guest()
    guest.listens(address, family="unix" if address.startswith("/") else "inet")
    async with guest_on_stage(guest) as it:
        assert (it.program.host, it.program.port) == where


@pytest.mark.parametrize("key", ["l", "L", "i"])
async def test_where_nobody_listens_no_client_is_launched_and_it_is_said_why(key: str) -> None:
    guest = Guest()
    guest.connects()
    async with guest_on_stage(guest) as it:
        await it.press(key)
        await it.until_shown(f"{NAME} does not listen on TCP so far")
        assert it.program.asked == []


async def test_what_makes_no_sense_for_it_is_nowhere() -> None:
    async with guest_on_stage(serving()) as it:
        names = {command.name for command in it.app.commands}
        assert {command.name for command in COMMANDS} - names == {
            *("swap-policy", "compare", "stop-reading", "resume-reading"),
        }
        screen = it.app.screen
        await it.press("p", "d")
        assert (it.app.screen, it.program.asked) == (screen, [])


async def test_what_is_done_by_hand_is_said_of_a_program() -> None:
    guest = serving()
    guest.comes()
    async with guest_on_stage(guest) as it:
        await it.press("x")
        await it.until_shown("an end both ways; the program reads it, and closes")
        assert not any("stop reading" in line for line in it.lines())


async def test_it_is_started_anew_and_what_was_before_is_gone_from_the_table() -> None:
    guest = serving()
    guest.comes()
    async with guest_on_stage(guest) as it:
        it.program.stepping.stop_at("line", file="app.py", line=16)
        await it.press("r")
        await it.until_shown("was started anew")
        assert it.program.asked[-2:] == ["restart", "SetBreakpoints"]
        assert f"pid {PID + 10}" in header(it)
        assert (it.app.view.connections, it.program.listeners) == ([], {})
        assert list(it.program.stepping.points) == [1]


async def test_one_that_cannot_be_started_again_says_why_and_how_it_ended() -> None:
    async with guest_on_stage(serving()) as it:
        it.program.observed.refuses = "no such file"
        await it.press("r")
        await it.until_shown("cannot be started: no such file")
        it.main.tick()
        assert "✕ killed by SIGTERM" in header(it)


async def test_what_was_saved_is_run() -> None:
    async with guest_on_stage(serving()) as it:
        it.program.was_saved = NAME
        it.main.beat()
        await it.until_shown(f"{NAME} was saved: started anew.")
        assert "restart" in it.program.asked


async def test_after_its_end_its_picture_stays_and_its_past_can_be_seen() -> None:
    guest = serving()
    conn = guest.comes()
    guest.echoes(conn, b"hello")
    guest.ends()
    async with guest_on_stage(guest) as it:
        assert any("← 127.0.0.1:50912" in line for line in it.lines())
        await it.press("comma")
        await it.until_shown("◂ view")
        await it.until_shown("next was")
