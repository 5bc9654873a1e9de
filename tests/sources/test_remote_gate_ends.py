"""A gate in another process where things go wrong: handlers, forks, ends of the program, and the end of the screen."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from connscope import events as ev
from connscope.probe import layout as l
from connscope.wishes import Breakpoint, Go, Hold, StepCall
from tests.sources.gated import NAME, OBEYS, Gated, calls, left_alone, obeying
from tests.sources.watched import environment


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gated]:
    with obeying(tmp_path_factory.mktemp("run")) as it:
        yield it


@pytest.fixture
def guest(program: Gated) -> Iterator[Gated]:
    yield program
    left_alone(program)
    header = program.source.processes[NAME].ring.header
    assert (header.state, header.failure.rstrip(b"\0")) == (l.ON, b"")


def held_with(guest: Gated, handler: str, script: str = "several(one)") -> None:
    """It is about to send the first of three, and SIGUSR1 does this."""
    assert guest.does(f"def ring(*_): {handler}") == "done"
    assert guest.does("signal.signal(signal.SIGUSR1, ring)") == "done"
    guest.wish(Hold())
    guest.say(script)
    guest.stop()
    guest.since = len(guest.facts)


def test_a_handler_that_interrupts_a_stop_is_not_held_and_the_stop_goes_on(guest: Gated) -> None:
    held_with(guest, "other.send(b'from a handler')")
    guest.process.send_signal(signal.SIGUSR1)
    guest.until(lambda: [fact.head for fact in guest.facts[guest.since :] if isinstance(fact, ev.Sent)])
    assert (guest.stops(), len(guest.program.standing)) == ([], 1)
    assert guest.stepped(StepCall()) == ("send", b"two", False)
    guest.wish(Go())
    assert guest.answer() == "done"


@pytest.mark.parametrize("error", ["KeyboardInterrupt", "TimeoutError", "ConnectionError(9, 'x')", "LookupError"])
def test_what_a_handler_raises_ends_the_stop_and_the_call_is_not_made(guest: Gated, error: str) -> None:
    held_with(guest, f"raise {error}")
    guest.process.send_signal(signal.SIGUSR1)
    assert guest.answer() == error.partition("(")[0]
    guest.until(lambda: not guest.program.standing)
    assert "Sent" not in calls(guest.facts[guest.since :])
    guest.wish(Hold())
    guest.say("several(one)")
    assert guest.stop().head == b"one"
    guest.wish(Go())
    assert guest.answer() == "done"


def test_a_finaliser_is_held_as_everything_is(guest: Gated) -> None:
    assert guest.does("class Closing: __del__ = lambda self: several(one)") == "done"
    guest.wish(Hold())
    guest.say("Closing()")
    assert guest.stop().head == b"one"
    guest.wish(Go())
    assert guest.answer() == "done"


def test_who_is_forked_while_a_thread_is_held_does_not_wait_for_it(guest: Gated) -> None:
    guest.points(Breakpoint(1, "call", call="recv"))
    guest.say("(thread,) = start(lambda: one.recv(100))")
    assert (guest.answer(), guest.stop().call) == ("done", "recv")
    guest.points()
    in_child = "(other.send(b'child'), os._exit(3))"
    assert guest.does(f"pid = os.fork() or {in_child}; print(os.waitpid(pid, 0)[1] >> 8)") == "3"
    assert (guest.answer(), len(guest.program.standing)) == ("done", 1)
    guest.wish(Go())
    assert guest.does("thread.join()") == "done"


def test_who_is_forked_while_everything_is_to_stop_stops_at_its_own_gate(guest: Gated) -> None:
    guest.wish(Hold())
    guest.say(
        "pid = os.fork() or (other.send(b'child'), one.recv(100), os._exit(3)); print(os.waitpid(pid, 0)[1] >> 8)"
    )
    name = guest.stop_of_another()
    held = guest.ledger.programs[name].held
    assert held is not None
    assert (held.call, held.head) == ("send", b"child")
    guest.wish(Go())
    assert (guest.answer(), guest.answer()) == ("3", "done")


def test_what_a_handler_raises_that_interrupts_the_library_beneath_the_gate_comes_out_of_the_call(guest: Gated) -> None:
    assert guest.does("def ring(*_): raise TimeoutError") == "done"
    assert guest.does("signal.signal(signal.SIGUSR1, ring); join = os.path.join") == "done"
    interrupts = "lambda *parts: (signal.raise_signal(signal.SIGUSR1), join(*parts))[1]"
    assert guest.does(f"os.path.join = {interrupts}") == "done"
    guest.wish(Hold())
    guest.say("one.send(b'never')")
    assert guest.answer() == "TimeoutError"
    assert "Sent" not in calls(guest.facts[guest.since :])
    guest.wish(Go())
    assert guest.does("os.path.join = join") == "done"


def test_a_handler_that_forks_in_the_midst_of_a_stop_has_a_child_for_which_it_is_over(guest: Gated) -> None:
    held_with(guest, "globals().update(pid=os.fork())", "several(one) or pid or os._exit(7)")
    guest.process.send_signal(signal.SIGUSR1)
    name = guest.stop_of_another()
    held = guest.ledger.programs[name].held
    assert held is not None
    assert (held.head, len(guest.program.standing)) == (b"two", 1)
    guest.wish(Go())
    assert guest.answer() == "done"
    assert (guest.does("print(os.waitpid(pid, 0)[1] >> 8)"), guest.answer()) == ("7", "done")


def test_a_program_that_becomes_another_has_nobody_standing(tmp_path: Path) -> None:
    with obeying(tmp_path) as guest:
        guest.points(Breakpoint(1, "call", call="recv"))
        guest.say("start(lambda: one.recv(100), daemon=True)")
        assert (guest.answer(), guest.stop().call) == ("done", "recv")
        guest.points()
        code = "import socket; socket.socket().close(); print('another')"
        guest.say(f"os.execv(sys.executable, [sys.executable, '-c', {code!r}])")
        assert guest.answer() == "another"
        assert guest.ends() == (0, "")
        guest.until(lambda: not guest.source.running or guest.source.end(0, ""))
        assert guest.program.standing == {}


def test_without_a_descriptor_left_a_call_is_not_held_and_with_one_the_next_is(guest: Gated) -> None:
    take_all = "import resource; limit = resource.getrlimit(resource.RLIMIT_NOFILE); "
    assert guest.does(take_all + "resource.setrlimit(resource.RLIMIT_NOFILE, (64, limit[1]))") == "done"
    assert guest.does("kept = [os.dup(0) for _ in range(64 - len(os.listdir('/proc/self/fd')) + 1)]") == "done"
    guest.wish(Hold())
    assert guest.does("one.send(b'unseen')") == "done"
    assert guest.stops() == []
    assert guest.does("[os.close(each) for each in kept]") == "done"
    guest.say("one.send(b'seen')")
    assert guest.stop().head == b"seen"
    guest.wish(Go())
    assert guest.answer() == "done"


DAEMON = "start(lambda: [one.send(b'x') for _ in range(10 ** 9)], daemon=True)"


@pytest.mark.parametrize("wish", ["held", "in the midst of calls"])
def test_a_program_ends_as_it_would_whatever_its_daemon_threads_are_at(tmp_path: Path, wish: str) -> None:
    with obeying(tmp_path) as guest:
        # Loaded by the system when it ends a thread, which fails if the process is about to end: then it is there.
        assert guest.does("import ctypes; ctypes.CDLL('libgcc_s.so.1')") == "done"
        hearing = "start(lambda: [other.recv(1 << 20) for _ in range(10 ** 9)], daemon=True)"
        assert guest.does(hearing) == "done"
        if wish == "held":
            guest.wish(Hold())
        assert guest.does(DAEMON) == "done"
        if wish == "held":
            guest.stop()
        guest.say("import atexit; atexit.register(print, 'the last word'); sys.exit(5)")
        guest.say("")
        assert guest.answer() == "SystemExit"
        assert guest.answer() == "done"
        assert guest.ends() == (0, "")


SCREEN = """
import sys
from pathlib import Path
from connscope.sources.door import Door
from connscope.sources.processes import Processes
from connscope.wishes import Hold
run_dir = Path(sys.argv[1])
source = Processes(run_dir, "guest", Door(run_dir))
source.do(Hold())
source.drain()
print("open", flush=True)
while sum(map(len, source.door.standing.values())) < 4:
    source.drain()
print("held", flush=True)
while True:
    source.drain()
"""


def test_when_the_screen_is_killed_four_threads_that_were_held_run_again_at_once(tmp_path: Path) -> None:
    pipe = subprocess.PIPE
    program = subprocess.Popen([sys.executable, OBEYS], env=environment(tmp_path), stdin=pipe, stdout=pipe, stderr=pipe)
    assert program.stdout is not None
    assert program.stdout.readline() == b"ready\n"
    with subprocess.Popen([sys.executable, "-c", SCREEN, str(tmp_path)], stdout=pipe) as screen:
        assert screen.stdout is not None
        assert screen.stdout.readline() == b"open\n"
        assert program.stdin is not None
        program.stdin.write(
            b"times = []; threads = start(*[lambda: times.append(one.send(b'x') and time.monotonic_ns())] * 4);"
            b" [each.join() for each in threads]; print(*times)\n"
        )
        program.stdin.flush()
        assert screen.stdout.readline() == b"held\n"
        killed = time.monotonic_ns()
        screen.kill()
    times = [int(each) for each in program.stdout.readline().split()]
    assert len(times) == 4
    assert min(times) > killed
    assert max(times) - killed < 100_000_000
    assert (program.communicate()[1], program.returncode) == (b"", 0)


def test_all_that_a_program_did_before_it_was_killed_is_told(tmp_path: Path) -> None:
    with obeying(tmp_path) as guest:
        guest.points(Breakpoint(1, "call", call="recv"))
        guest.say("[one.send(b'x') for _ in range(1000)]; other.recv(1)")
        guest.stop()
        guest.process.kill()
        guest.process.wait()
        guest.source.end(-1, "SIGKILL")
        guest.until(lambda: not guest.source.running)
        assert sum(conn.bytes_out for conn in guest.ledger.connections.values()) == 1000
        assert (guest.program.standing, guest.program.signal) == ({}, "SIGKILL")
