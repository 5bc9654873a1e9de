"""How it ends: a program that is told to, one that will not, and one that is left to itself."""

import ctypes
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from connscope.running.child import Exit
from tests.running.children import PATIENCE_SECONDS, SHELL, running, until, upon

PR_SET_CHILD_SUBREAPER = 36

WATCHING = """
import sys, threading
from connscope.running.child import Child
for script in sys.argv[1:]:
    child = Child(["/bin/sh", "-c", script], {"PATH": "/bin:/usr/bin"}, ".", (80, 24))
    child.start()
    print(child.pid, flush=True)
threading.Event().wait()
"""


def open_descriptors() -> set[str]:
    return set(os.listdir("/proc/self/fd"))


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def is_gone(pid: int) -> bool:
    """Whether it has ended; whoever inherits it may take a second to ask how."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_it_is_asked_to_end():
    with running(*upon("SIGTERM", "print('bye'); sys.exit(6)")) as child:
        child.until_wrote(b"ready")
        assert (child.stop(), child.take()) == (Exit(6, ""), b"ready\r\nbye\r\n")


def test_if_it_will_not_end_it_is_killed_with_all_that_belongs_to_it():
    with running(*SHELL, "trap '' TERM HUP; tail -f /dev/null & echo $!; while :; do read line; done") as child:
        until(lambda: child.take().endswith(b"\n"))
        assert child.stop(0.02) == Exit(-1, "SIGKILL")
        until(lambda: is_gone(int(child.wrote)))


def test_however_much_it_says_at_its_end_it_is_not_held_up():
    with running(*upon("SIGTERM", "print('x' * 3_000_000, end=''); sys.exit(6)")) as child:
        child.until_wrote(b"ready")
        assert child.stop(PATIENCE_SECONDS) == Exit(6, "")
        assert len(child.take()) + child.terminal.left_out == len("ready\r\n") + 3_000_000


def test_to_stop_what_has_ended_changes_nothing():
    with running(*SHELL, "exit 7") as child:
        child.ended()
        assert (child.stop(), child.stop()) == (Exit(7, ""), Exit(7, ""))


def test_when_somebody_kills_the_holder_nobody_knows_how_the_program_ended():
    with running(*SHELL, "echo ready; cat") as child:
        child.until_wrote(b"ready")
        os.kill(parent_of(child.pid), signal.SIGKILL)
        assert child.ended()[0] == Exit(-1, "")


def test_no_signal_but_sigkill_takes_the_terminal_away_from_the_program():
    with running(*SHELL, "echo ready; read line; exit 8") as child:
        child.until_wrote(b"ready")
        for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
            os.kill(parent_of(child.pid), number)
        child.write(b"\n")
        assert child.ended()[0] == Exit(8, "")


def test_nothing_of_it_stays_open_here():
    before = open_descriptors()
    with running(*SHELL, "exit 0") as child:
        child.ended()
    with pytest.raises(FileNotFoundError), running("/nowhere"):
        pass
    assert open_descriptors() == before


@pytest.fixture
def reaps_orphans():
    """From now on whoever loses its parent is a child of ours."""
    prctl = ctypes.CDLL(None).prctl
    assert prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0
    yield
    prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def test_a_program_whose_watcher_is_killed_writes_on_and_ends_as_it_would_have(reaps_orphans, tmp_path):
    gates = [tmp_path / "one", tmp_path / "two"]
    for gate in gates:
        os.mkfifo(gate)
    last = "head -c 200000 /dev/zero; stty size > seen; exit 7"
    command = [sys.executable, "-c", WATCHING, f"read line < one; {last}", "read line < two; kill -USR1 $$"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=tmp_path) as watcher:
        assert watcher.stdout
        programs = [int(watcher.stdout.readline()) for _ in range(2)]
        holders = [parent_of(pid) for pid in programs]
        watcher.kill()
    for gate in gates:
        gate.write_text("on\n")
    ends = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in holders]
    assert (ends, (tmp_path / "seen").read_text()) == ([7, -signal.SIGUSR1], "24 80\n")
