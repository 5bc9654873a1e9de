import errno
import socket
import sys
from math import inf
from typing import Any

import pytest

from connscope.clients.multiconn import MultiConn, Outcome
from connscope.clients.plans import reason
from tests.clients.far_end import Address, echo_server, read_exactly, reset, scripted_server
from tests.clients.trying import TOTAL, errors, open_descriptors, quiet, run


def test_a_refused_connection_says_so(nobody: Address) -> None:
    (outcome,) = run(nobody)
    assert outcome._replace(own="") == Outcome(1, "", TOTAL, 0, 0, "connection refused")


def test_a_refused_connection_tells_where_it_came_from(nobody: Address) -> None:
    (outcome,) = run(nobody)
    assert outcome.own.startswith("127.0.0.1:")


def test_a_refused_connection_ends_only_itself(nobody: Address) -> None:
    client = MultiConn(log=quiet)
    with echo_server() as address:
        client.start_connections(*nobody, 1)
        client.start_connections(*address, 2)
        outcomes = client.run()
    assert errors(sorted(outcomes)) == ["connection refused", "", ""]


def test_a_reset_ends_only_its_own_connection() -> None:
    def script(conn: socket.socket) -> None:
        conn.recv(1)
        reset(conn)

    client = MultiConn(log=quiet)
    with echo_server() as good, scripted_server(script) as bad:
        client.start_connections(*good, 1)
        client.start_connections(*bad, 1)
        client.start_connections(*good, 1)
        outcomes = client.run()
    assert errors(sorted(outcomes)) == ["", "reset by the peer", ""]


def test_a_send_after_the_reset_was_told_says_reset_too() -> None:
    assert reason(BrokenPipeError(errno.EPIPE, "Broken pipe")) == "reset by the peer"


def test_a_reset_in_the_middle_of_a_large_echo_is_told() -> None:
    def script(conn: socket.socket) -> None:
        conn.sendall(read_exactly(conn, 100_000))
        reset(conn)

    with scripted_server(script) as address:
        (outcome,) = run(address, messages=[bytes(8 << 20)])
    assert outcome.error == "reset by the peer"


def test_an_early_close_is_told_with_how_far_it_came() -> None:
    with scripted_server(lambda conn: conn.sendall(read_exactly(conn, TOTAL)[:12])) as address:
        (outcome,) = run(address)
    assert outcome[2:6] == (TOTAL, TOTAL, 12, f"the server closed after 12 of {TOTAL} bytes")


def test_a_wrong_byte_is_told_with_its_place() -> None:
    def script(conn: socket.socket) -> None:
        conn.sendall(read_exactly(conn, TOTAL)[:16] + b"?")
        conn.recv(1)

    with scripted_server(script) as address:
        (outcome,) = run(address)
    assert outcome[2:6] == (TOTAL, TOTAL, 17, "echo differs at offset 16")


def test_a_byte_too_many_is_a_wrong_byte() -> None:
    with scripted_server(lambda conn: conn.sendall(read_exactly(conn, TOTAL) + b"!")) as address:
        assert errors(run(address)) == [f"echo differs at offset {TOTAL}"]


def test_bytes_that_nobody_asked_for_are_wrong_bytes() -> None:
    def script(conn: socket.socket) -> None:
        conn.sendall(b"220 hello")
        conn.recv(1)

    with scripted_server(script) as address:
        (outcome,) = run(address)
    assert outcome.error == "echo differs at offset 0"


def test_a_silent_server_meets_the_deadline(silent: Address) -> None:
    (outcome,) = run(silent, deadline=0.25)
    assert outcome[2:6] == (TOTAL, TOTAL, 0, f"deadline: 0 of {TOTAL} bytes after 0.25 s")


def test_a_deadline_may_be_never() -> None:
    with echo_server() as address:
        assert errors(run(address, deadline=inf)) == [""]


def test_progress_does_not_put_the_deadline_off() -> None:
    now = [0.0]

    def script(conn: socket.socket) -> None:
        for byte in read_exactly(conn, TOTAL)[:20]:
            conn.sendall(bytes([byte]))
        conn.recv(1)

    def log(line: str) -> None:
        now[0] += line.startswith("received")

    client = MultiConn(clock=lambda: now[0], log=log)
    with scripted_server(script) as address:
        client.start_connections(*address, 1, deadline=1.0)
        (outcome,) = client.run()
    assert outcome.error.startswith("deadline: ")


def answer_with(monkeypatch: pytest.MonkeyPatch, addresses: list[Address]) -> list[str]:
    """Have every name resolved to these addresses; the names that were asked for."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, **hints: object) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def test_a_name_is_tried_at_all_its_addresses(nobody: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    with echo_server() as address:
        asked = answer_with(monkeypatch, [nobody, address])
        assert errors(run(("two.example", 80), 3)) == ["", "", ""]
    assert asked == ["two.example"]


def test_a_name_is_given_up_after_its_last_address(nobody: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with(monkeypatch, [nobody] * 3)
    assert errors(run(("three.example", 80))) == ["connection refused"]


def test_an_unknown_name_is_the_callers_error() -> None:
    client = MultiConn(log=quiet)
    with pytest.raises(OSError, match="not"):
        client.start_connections("no host", 80, 1)
    with pytest.raises(OSError, match="not"):
        client.launch("no host", 80, 1)
    assert client.run() == []


def test_a_port_beyond_tcp_is_the_callers_error() -> None:
    client = MultiConn(log=quiet)
    with pytest.raises(ValueError, match="not 65616"):
        client.start_connections("127.0.0.1", 65536 + 80, 1)
    client.close()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere 127.0.0.2 is not loopback by itself")
def test_a_connection_to_itself_is_refused(nobody: Address) -> None:
    _, port = nobody

    def own_port(family: int, kind: int) -> socket.socket:
        sock = socket.socket(family, kind)
        sock.bind(("127.0.0.2", port))
        return sock

    client = MultiConn(new_socket=own_port, log=quiet)
    client.start_connections("127.0.0.2", port, 1)
    assert errors(client.run()) == ["connection refused"]


def test_a_report_that_fails_ends_the_run_and_leaves_nothing_open(nobody: Address, silent: Address) -> None:
    def report(outcome: Outcome) -> None:
        raise ArithmeticError

    before = open_descriptors()
    client = MultiConn(log=quiet, report=report)
    client.start_connections(*silent, 3)
    client.start_connections(*nobody, 1)
    with pytest.raises(ArithmeticError):
        client.run()
    assert open_descriptors() == before
