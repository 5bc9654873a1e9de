"""A sitting over a real program: where it listens, that it begins anew, and that it is gone in the end."""

import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest

from connscope.events import OURS_FROM, process_of
from connscope.probe.layout import ids_from
from connscope.programs import ProgramSession
from connscope.running.command import Options, Program
from connscope.running.watch import Watch
from connscope.sources.program import ProgramSource
from tests.moment import moment

SERVER = """
import socket
with socket.create_server(("127.0.0.1", 0)) as server:
    while True:
        conn, _ = server.accept()
        with conn:
            conn.sendall(conn.recv(100).upper())
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "shouts.py"
    path.write_text(SERVER)
    return path


@contextmanager
def sitting(script: Path) -> Iterator[ProgramSession]:
    program = Program(sys.executable, (str(script),), script)
    run_dir = script.parent / "run"
    run_dir.mkdir()
    session = ProgramSession(ProgramSource(program, Options(), run_dir), Watch(program))
    session.start()
    try:
        yield session
    finally:
        session.stop()


def until(session: ProgramSession, condition: Callable[[], object]) -> None:
    deadline = monotonic() + 10
    while not condition():
        assert monotonic() < deadline, "it does not come about"
        moment()
        session.tick()


def test_it_is_found_where_it_listens_is_begun_anew_and_is_gone_in_the_end(script: Path) -> None:
    with sitting(script) as session:
        until(session, lambda: session.port)
        first = session.port
        with socket.create_connection((session.host, first)) as client:
            client.sendall(b"hello")
            assert client.recv(100) == b"HELLO"
        assert session.serves("localhost", first)
        session.restart()
        session.begin_anew()
        until(session, lambda: session.port)
        second, pid = session.port, session.ledger.programs["shouts.py"].pid
        assert [process_of(conn) for conn in session.listeners] == [pid]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", second))
    assert session.ledger.programs["shouts.py"].signal == "SIGTERM"


def test_what_is_saved_is_told_once(script: Path) -> None:
    program = Program(sys.executable, (str(script),), script)
    session = ProgramSession(ProgramSource(program, Options(), script.parent), Watch(program))
    assert session.saved(1) == ""
    script.write_text(SERVER + "\n# more\n")
    assert [session.saved(now * 1_000_000_000) for now in (2, 4)] == ["shouts.py", ""]
    session.observed.stop()


@pytest.mark.parametrize("pid", [1, 4_194_303])
def test_every_socket_says_in_which_process_it_lives(pid: int) -> None:
    assert process_of(ids_from(pid, 7) + 12) == pid
    assert process_of(OURS_FROM + 3) == 0


def test_one_that_was_killed_listens_nowhere_and_the_next_only_where_it_does(script: Path) -> None:
    with sitting(script) as session:
        until(session, lambda: session.port)
        os.kill(session.observed.pid, signal.SIGKILL)
        until(session, lambda: not session.observed.running)
        assert (session.port, session.address, session.listeners) == (0, "", {})
        session.restart()
        session.begin_anew()
        until(session, lambda: session.port)
        assert len(session.listeners) == 1
