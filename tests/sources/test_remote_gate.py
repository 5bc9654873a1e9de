"""The gate of another process: it is held, stepped and let go as a program of this process is."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from connscope import events as ev
from connscope.wishes import Breakpoint, Go, Hold, Pace, SetBreakpoints, StepCall, StepLoop, StepService
from tests.sources.gated import OBEYS, Gated, calls, gated, left_alone, obeying

SEVERAL = next(number for number, line in enumerate(Path(OBEYS).read_text().splitlines(), 1) if 'send(b"two")' in line)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gated]:
    with obeying(tmp_path_factory.mktemp("run")) as it:
        yield it


@pytest.fixture
def guest(program: Gated) -> Iterator[Gated]:
    yield program
    left_alone(program)


def held_in_several(guest: Gated) -> None:
    """It is about to send the first of three."""
    guest.wish(Hold())
    guest.say("several(one)")
    assert guest.stop().head == b"one"


def test_it_stops_at_its_next_call_and_each_step_is_one_call(guest: Gated) -> None:
    held_in_several(guest)
    assert guest.stepped(StepCall()) == ("send", b"two", False)
    assert calls(guest.facts[guest.since :]) == ["Sent"]
    assert guest.stepped(StepCall()) == ("send", b"three", False)
    guest.wish(Go())
    assert guest.answer() == "done"
    assert (calls(guest.facts[guest.since :]), guest.program.standing) == (["Sent"], {})
    assert guest.does("several(one)") == "done"
    assert guest.stops() == []


def test_of_two_wishes_at_once_the_later_one_counts(guest: Gated) -> None:
    held_in_several(guest)
    guest.wish(StepCall())
    guest.source.do(Hold())
    assert guest.stop().head == b"two"
    guest.wish(StepCall())
    guest.source.do(Go())
    assert guest.answer() == "done"


def test_it_goes_on_to_the_next_answer_of_select_or_the_next_connection(guest: Gated) -> None:
    guest.wish(Hold())
    guest.say("sel.register(one, 2, data); sel.select(1); several(one); several(other); sel.unregister(one)")
    assert guest.stop().call == "register"
    assert guest.stepped(StepLoop()) == ("select", b"", True)
    assert guest.stepped(StepService()) == ("send", b"one", False)
    assert calls(guest.facts[guest.since :]) == ["Sent"] * 3
    assert guest.stepped(StepService())[0] == "unregister"
    guest.wish(Go())
    assert guest.answer() == "done"


def test_in_slow_motion_each_call_is_a_stop_of_its_own(guest: Gated) -> None:
    guest.wish(Pace(200.0))
    assert guest.does("several(one)") == "done"
    assert [held.head for held in guest.stops()] == [b"one", b"two", b"three"]
    assert len([fact for fact in guest.facts[guest.since :] if isinstance(fact, ev.Released)]) == 3


POINTS = {
    "a call": (Breakpoint(1, "call", call="send"), "send", b"one", False),
    "a line": (Breakpoint(2, "line", file=OBEYS, line=SEVERAL), "send", b"two", False),
    "an end": (Breakpoint(3, "EOF"), "recv", b"", True),
    "nothing there": (Breakpoint(4, "EAGAIN"), "recv", b"", True),
    "an error": (Breakpoint(5, "error"), "recv", b"", True),
    "an idle loop": (Breakpoint(6, "idle"), "select", b"", True),
    "what is owed": (Breakpoint(7, "outb", size=10), "send", b"one", False),
}
SCRIPTS = {
    "an end": "a, b = socket.socketpair(); b.close(); a.recv(10); a.close()",
    "nothing there": "a, b = socket.socketpair(); a.setblocking(False); a.recv(10)",
    "an error": "a = socket.socket(); a.recv(10)",
    "an idle loop": "sel.register(one, 2); sel.select(0); sel.select(0); sel.unregister(one)",
    "what is owed": "data.outb = b'x' * 20; sel.register(one, 2, data); several(one); sel.unregister(one)",
}


@pytest.mark.parametrize("name", POINTS)
def test_it_stops_at_breakpoints(guest: Gated, name: str) -> None:
    point, *wanted = POINTS[name]
    guest.points(point)
    guest.say(SCRIPTS.get(name, "several(one)"))
    held = guest.stop()
    assert ([held.call, held.head, held.after], held.point) == (wanted, point.number)
    guest.points()
    guest.wish(Go())
    assert guest.answer() in ("done", "BlockingIOError", "OSError")


def test_it_stops_at_any_call_on_one_connection(guest: Gated) -> None:
    (conn,) = (each.id for each in guest.ledger.connections.values() if each.role == "accepted" and not each.over)
    guest.points(Breakpoint(1, "conn", conn=conn))
    guest.say("several(one); other.recv(100); several(one)")
    held = guest.stop()
    assert (held.call, held.conn, held.point) == ("recv", conn, 1)
    guest.wish(Go())
    assert guest.answer() == "done"


def test_a_breakpoint_that_is_set_while_it_stands_lets_nobody_go(guest: Gated) -> None:
    guest.points(Breakpoint(1, "call", call="send"))
    guest.say("several(one)")
    guest.stop()
    guest.points(Breakpoint(2, "call", call="recv"))
    guest.say("other.recv(100)")
    assert guest.program.standing != {}
    guest.wish(Go())
    held = guest.stop()
    assert (held.call, held.point, guest.answer()) == ("recv", 2, "done")
    guest.points()
    guest.wish(Go())
    assert guest.answer() == "done"


def test_all_threads_are_held_and_a_step_lets_each_make_one_call(guest: Gated) -> None:
    guest.wish(Hold())
    guest.say("threads = start(*[lambda: several(one)] * 4); [each.join() for each in threads]")
    guest.stop(threads=4)
    assert {held.head for held in guest.program.standing.values()} == {b"one"}
    guest.stop(StepCall(), threads=4)
    assert {held.head for held in guest.program.standing.values()} == {b"two"}
    assert calls(guest.facts[guest.since :]) == ["Sent"] * 4
    guest.wish(Go())
    assert guest.answer() == "done"


def test_what_is_registered_is_looked_at_while_it_stands_and_at_the_next_call_while_it_runs(guest: Gated) -> None:
    assert guest.does("data.outb = b'owed'; sel.register(one, 1, data)") == "done"
    (conn,) = (each.id for each in guest.ledger.connections.values() if each.role == "connected" and not each.over)

    def looked() -> list[bytes]:
        return [fact.head for fact in guest.facts[guest.since :] if isinstance(fact, ev.OutbSeen)]

    guest.wish(Hold())
    guest.say("other.send(b'x')")
    guest.stop()
    guest.wish(Hold())
    guest.source.look(conn)
    guest.until(looked)
    guest.wish(Go())
    assert guest.answer() == "done"
    guest.wish(SetBreakpoints(()))
    guest.source.look(conn)
    assert guest.does("other.send(b'x'); sel.unregister(one)") == "done"
    assert (looked(), guest.stops()) == ([b"owed"], [])


WITH_TIMERS = """
import asyncio, socket
def tick(): pass
async def main():
    one, other = socket.socketpair()
    one.setblocking(False)
    loop = asyncio.get_running_loop()
    late = [loop.call_later(30 * n, tick) for n in (1, 2)]
    await loop.sock_sendall(one, b"hello")
    [each.cancel() for each in late]
    one.send(b"again")
input()
asyncio.run(main())
"""


def test_what_will_be_late_is_told_at_a_stop(tmp_path: Path) -> None:
    with gated(tmp_path, "-c", WITH_TIMERS) as guest:

        def timers() -> list[tuple[str, str]]:
            seen = [fact for fact in guest.facts[guest.since :] if isinstance(fact, ev.DataSeen)]
            return [(fact.name, fact.text.rpartition(": ")[2]) for fact in seen if fact.name.startswith("timer")]

        guest.points(Breakpoint(1, "call", call="send"))
        guest.say("")
        guest.stop()
        assert timers() == [("timer", "tick() at <string>:3"), ("timer 2", "tick() at <string>:3")]
        guest.stop(Go())
        assert timers() == [("timer", "none"), ("timer 2", "none")]
        guest.wish(Go())
        assert guest.ends() == (0, "")


def test_when_the_door_is_closed_everybody_goes_on(tmp_path: Path) -> None:
    with obeying(tmp_path) as guest:
        guest.wish(Hold())
        guest.say("threads = start(*[lambda: several(one)] * 3); [each.join() for each in threads]; several(one)")
        guest.stop(threads=3)
        assert guest.source.door is not None
        guest.source.door.close()
        guest.source.door = None
        assert guest.answer() == "done"
        assert guest.ends() == (0, "")


def test_a_program_that_begins_is_held_at_its_first_call(tmp_path: Path) -> None:
    with obeying(tmp_path) as guest:
        guest.wish(Hold())
        code = "import socket; socket.socket().close()"
        guest.say(f"import subprocess; print(subprocess.run([sys.executable, '-c', {code!r}]).returncode)")
        name = guest.stop_of_another()
        assert guest.ledger.programs[name].held.call == "socket"  # type: ignore[union-attr]
        guest.wish(Go())
        assert (guest.answer(), guest.answer(), guest.ends()) == ("0", "done", (0, ""))


def test_whoever_says_nothing_sensible_at_the_door_is_sent_away(tmp_path: Path) -> None:
    with obeying(tmp_path) as guest:
        code = (
            "import socket, sys; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); s.send(b'?\\n'); s.recv(9)"
        )
        stranger = subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "gate")])
        guest.until(lambda: stranger.poll() is not None)
        assert (tmp_path / "gate").stat().st_mode & 0o777 == 0o600
        assert guest.does("several(one)") == "done"
