import json
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from connscope.servers.echo import EchoServer, listen
from tests.headless.running import ended, running

Address = tuple[str, int]
WORST = b"\x1b[31m\xff \xc2\x9b"


@pytest.fixture
def echo() -> Iterator[Address]:
    """The good server."""
    server = EchoServer(listen("127.0.0.1", 0), log=lambda _: None)
    thread = threading.Thread(target=server.serve)
    address = server.lsock.getsockname()
    thread.start()
    yield address
    server.stop()
    thread.join()


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A server that lets clients in, and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as lsock:
        lsock.settimeout(20)
        yield lsock


@contextmanager
def client(address: Address, *words: str) -> Iterator:
    with running("client", address[0], str(address[1]), *words) as process:
        yield process


def test_a_line_for_each_connection_and_a_summary(echo: Address) -> None:
    with client(echo, "3") as process:
        *lines, summary = process.stdout.read().decode().splitlines()
        assert ended(process) == (0, b"")
    assert sorted(line.split()[:2] for line in lines) == [["connection", str(n)] for n in (1, 2, 3)]
    assert all("all 44 bytes came back" in line for line in lines)
    assert summary.startswith("3 of 3 connections got every byte back")


def test_json_says_the_same_to_a_program(echo: Address) -> None:
    with client(echo, "2", "--json", "--message", "hello", "--message", "there") as process:
        *outcomes, summary = map(json.loads, process.stdout)
        assert ended(process) == (0, b"")
    assert [(each["type"], each["sent"], each["recv_total"], each["error"]) for each in outcomes] == [
        ("Outcome", 10, 10, ""),
        ("Outcome", 10, 10, ""),
    ]
    assert (summary["type"], summary["connections"], summary["good"], summary["recv_total"]) == ("Summary", 2, 2, 20)


def test_a_message_goes_out_byte_for_byte(silent: socket.socket) -> None:
    with running("client", "127.0.0.1", str(silent.getsockname()[1]), "1", b"--message=" + WORST) as process:
        with silent.accept()[0] as conn:
            assert conn.recv(len(WORST), socket.MSG_WAITALL) == WORST
        process.wait(20)


def test_a_refused_connection_is_a_line_and_a_failure() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with client(nobody.getsockname(), "2") as process:
            first, second, summary = process.stdout.read().decode().splitlines()
            assert ended(process) == (1, b"")
    assert first.endswith("connection refused")
    assert second.endswith("connection refused")
    assert summary.startswith("0 of 2 connections")


def test_what_is_not_back_by_the_deadline_is_a_failure(silent: socket.socket) -> None:
    with client(silent.getsockname(), "1", "--deadline", "0.05") as process:
        said = process.stdout.read().decode()
        assert ended(process) == (1, b"")
    assert "deadline" in said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_with_a_summary(silent: socket.socket, number: signal.Signals) -> None:
    with client(silent.getsockname(), "2") as process, silent.accept()[0], silent.accept()[0]:
        process.send_signal(number)
        said = process.stdout.read().decode()
        assert ended(process) == (1, b"")
    assert said.splitlines()[-1].startswith("0 of 2 connections got every byte back")


def test_one_that_stays_ends_well_if_every_byte_came_back(silent: socket.socket) -> None:
    with client(silent.getsockname(), "1", "--stay", "--message", "hello") as process, silent.accept()[0] as conn:
        conn.sendall(conn.recv(5, socket.MSG_WAITALL))
        process.send_signal(signal.SIGINT)
        said = process.stdout.read().decode()
        assert ended(process) == (0, b"")
    assert said.splitlines()[-1].startswith("1 of 1 connections got every byte back")


def test_a_reader_that_goes_away_changes_nothing_else(echo: Address) -> None:
    with client(echo, "50") as process:
        process.stdout.close()
        assert ended(process) == (0, b"")


def test_a_host_that_does_not_exist_is_bad_input() -> None:
    with client(("\x1b[31m" + "h" * 300, 7), "1") as process:
        code, said = ended(process)
    assert (code, said.count(b"\n"), b"\x1b" in said) == (2, 1, False)
