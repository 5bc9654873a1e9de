"""A program that is run without the screen does not notice, and neither does who started it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from connscope.events import Ended, Received, Retired, Sent, decoder
from connscope.headless.run import UNWATCHED
from connscope.running.command import Program
from tests.headless.running import CONNSCOPE, LONGEST_SECONDS
from tests.tui.terminal import ITS_OWN, terminal

RUN = (*CONNSCOPE, "run", "--headless")

# Tells a line for each signal that it hears, until its input ends.
LISTENER = """
import os, signal, sys
def hear(number, frame):
    os.write(1, signal.Signals(number).name.encode() + b"\\n")
for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"):
    signal.signal(getattr(signal, name), hear)
os.write(1, b"ready\\n")
sys.stdin.read()
"""

ECHOES = """
import os, sys
print(input(), os.environ["CONNSCOPE_RUN"], *os.listdir(os.environ["CONNSCOPE_RUN"]))
print("odd", file=sys.stderr)
sys.exit(3)
"""

# Its last socket is closed when Python has let go of its modules already.
TALKS = """
import socket, sys, threading
one, other = socket.socketpair()
def talk():
    one.sendall(b"hello")
thread = threading.Thread(target=talk)
thread.start()
other.recv(5)
thread.join()
sys.exit(3)
"""

# Everything by which a program could notice who started it.
FINDS = """
import os, resource, signal, sys
print(sys.argv, sys.flags, os.getcwd(), os.umask(0), os.getpgrp() == os.getsid(0), os.listdir("/proc/self/fd"))
print(signal.pthread_sigmask(signal.SIG_BLOCK, []), [n for n in range(1, 65) if signal.getsignal(n) == signal.SIG_IGN])
print(resource.getrlimit(resource.RLIMIT_CORE), resource.getrlimit(resource.RLIMIT_NOFILE))
print({k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "CONNSCOPE_RUN", "LINES", "COLUMNS")})
print(sys.stdin.read(), file=sys.stderr)
"""

# Answers every line, and says who it is.
ANSWERS = """
import os, sys
print(f"I am {os.getpid()}.", flush=True)
for line in sys.stdin:
    print("heard", line.upper(), flush=True)
"""

SHELL = ITS_OWN + "import os; os.execlp('bash', 'bash', '--norc', '-i')"


def run(*words: str, **how: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*RUN, *words], capture_output=True, timeout=LONGEST_SECONDS, check=False, **how)


def test_streams_and_exit_code_are_the_program_s_and_nothing_is_left() -> None:
    done = run("-c", ECHOES, input=b"\xc3\xa9\n")
    said, where, *inside = done.stdout.split()
    assert (done.returncode, said) == (3, b"\xc3\xa9")
    assert done.stderr == b"odd\nconnscope: -c made no socket\n"
    assert b"options" in inside
    assert not os.path.exists(where)


def test_a_program_finds_itself_where_it_would_be_without_us() -> None:
    words = ("-c", FINDS, "a", "--b")
    how: Any = {"input": b"in", "start_new_session": True, "umask": 0o027}
    bare = subprocess.run([sys.executable, *words], capture_output=True, timeout=LONGEST_SECONDS, check=True, **how)
    watched = run(*words, **how)
    assert watched.stdout == bare.stdout
    assert watched.stderr.startswith(bare.stderr)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGABRT])
def test_it_ends_by_the_signal_that_ended_the_program(number: signal.Signals, tmp_path: Path) -> None:
    assert run("-c", f"import os; os.kill(os.getpid(), {number})", cwd=tmp_path).returncode == -number


@pytest.mark.parametrize("ignored", [False, True])
def test_what_somebody_sends_to_us_reaches_the_program(ignored: bool) -> None:
    trap = ("sh", "-c", 'trap "" INT QUIT; exec "$@"', "sh") if ignored else ()  # as a shell does for what runs behind
    command = (*trap, *RUN, "-c", LISTENER)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        for name in ("SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGTERM"):
            process.send_signal(getattr(signal, name))
            assert process.stdout.readline() == f"{name}\n".encode()
        process.stdin.close()
        assert (process.wait(LONGEST_SECONDS), process.stdout.read()) == (0, b"")


def test_on_a_terminal_it_is_one_job_with_the_program(tmp_path: Path) -> None:
    (tmp_path / "answers.py").write_text(ANSWERS)
    with terminal(program=SHELL, PS1="$ ") as it:
        it.type(f"{' '.join(RUN)} {tmp_path}/answers.py\n")
        it.until(lambda: "I am " in it.words())
        for turn in ("one", "two"):
            it.type(f"{turn}\n")
            it.until(lambda turn=turn: f"heard {turn.upper()}" in it.words())
            it.type("\x1a")
            it.until(lambda turn=turn: it.words().count("Stopped") == ("one", "two").index(turn) + 1)
            assert state_of(int(it.words().partition("I am ")[2].partition(".")[0])) == "T"
            it.type("fg\n")
        it.type("three\n")
        it.until(lambda: "heard THREE" in it.words())
        it.type("\x03")
        it.until(lambda: "KeyboardInterrupt" in it.words())
        it.type("echo code=$?\n")
        it.until(lambda: "code=130" in it.words())
        assert it.words().count("KeyboardInterrupt") == 1


def state_of(pid: int) -> str:
    """Of a process, as the kernel writes it: R runs, S sleeps, T is stopped."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]


def test_a_program_that_never_began_is_told_in_one_line(tmp_path: Path) -> None:
    script = tmp_path / "python"
    script.write_text('#!/bin/sh\nrm -- "$0"; echo \'{"version": "3.11", "maps": true, "mistake": null}\'\n')
    script.chmod(0o755)
    done = run("--python", str(script), "-c", "pass")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == f"connscope: '{script}' cannot be started: no such file or directory\n".encode()


def test_a_program_that_did_not_take_up_the_probe_is_not_said_to_have_done_nothing(tmp_path: Path) -> None:
    isolated = tmp_path / "python"
    isolated.write_text(f'#!/bin/sh\nexec {sys.executable} -I "$@"\n')
    isolated.chmod(0o755)
    done = run("--python", str(isolated), "-c", "pass")
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr == f"connscope: {UNWATCHED}\n".encode()


def test_everything_is_in_the_file_and_stderr_is_the_program_s(tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl"
    events.write_text("what was in it\n" * 10_000)
    done = run("--events", str(events), "-c", TALKS, "a b")
    assert (done.returncode, done.stdout, done.stderr) == (3, b"", b"")
    first, *others = events.read_bytes().splitlines()
    assert json.loads(first) == {"connscope": 1, "run": Program(sys.executable, ("-c", TALKS, "a b")).command}
    facts = [decoder().decode(line) for line in others]
    assert [fact.size for fact in facts if isinstance(fact, Received | Sent)] == [5, 5]
    assert [fact for fact in facts if isinstance(fact, Retired)] == []
    assert isinstance(facts[-1], Ended)
    assert (facts[-1].code, facts[-1].signal) == (3, "")


def test_a_full_disk_is_told_in_the_end_and_the_program_never_suffers() -> None:
    done = run("--events", "/dev/full", "-c", "print('fine')")
    assert (done.returncode, done.stdout) == (0, b"fine\n")
    assert done.stderr == b"connscope: the events could not all be written: no space left on device\n"


def test_a_file_that_nobody_reads_does_not_hold_up_the_program(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    writer = os.open(tmp_path / "pipe", os.O_WRONLY | os.O_NONBLOCK)
    os.write(writer, bytes(65536))
    command = (
        *RUN,
        "--events",
        str(tmp_path / "pipe"),
        "-c",
        "import signal; print('runs', flush=True); signal.pause()",
    )
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"runs\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(LONGEST_SECONDS) == -signal.SIGTERM
    os.close(reader)
    os.close(writer)
