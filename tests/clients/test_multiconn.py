import socket
from typing import Any

import pytest

from connscope.clients.multiconn import MultiConn, Outcome
from tests.clients.far_end import Address, echo_server, read_exactly, scripted_server
from tests.clients.trying import TOTAL, errors, open_descriptors, quiet, run


def test_every_byte_comes_back_on_every_connection() -> None:
    with echo_server() as address:
        outcomes = sorted(run(address, 3))
    assert [outcome._replace(address="", own="") for outcome in outcomes] == [
        Outcome(connid, "", TOTAL, TOTAL, TOTAL, "") for connid in (1, 2, 3)
    ]
    assert all(outcome.ok for outcome in outcomes)


def test_the_address_is_our_own_end() -> None:
    peers: list[Address] = []

    def script(conn: socket.socket) -> None:
        peers.append(conn.getpeername())
        conn.sendall(read_exactly(conn, TOTAL))

    with scripted_server(script) as address:
        (outcome,) = run(address)
    assert outcome.address == "{}:{}".format(*peers[0])


def test_zero_connections_are_over_at_once() -> None:
    assert run(("127.0.0.1", 9), 0) == []


def test_connids_count_on_over_the_life_of_a_client(nobody: Address) -> None:
    client = MultiConn(log=quiet)
    client.start_connections(*nobody, 2)
    client.start_connections(*nobody, 1)
    assert sorted(outcome.connid for outcome in client.run()) == [1, 2, 3]


def test_a_thousand_connections_at_once() -> None:
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4096)), hard))
    try:
        with echo_server() as address:
            outcomes = run(address, 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert [outcome.connid for outcome in sorted(outcomes)] == list(range(1, 1001))
    assert errors(outcomes) == [""] * 1000


def test_ipv6_works_too() -> None:
    try:
        server = echo_server("::1", socket.AF_INET6)
        with server as address:
            (outcome,) = run(address)
    except OSError:
        pytest.skip("no IPv6 loopback here")
    assert outcome.ok
    assert outcome.address.startswith("[::1]:")


def test_no_bytes_to_send_are_all_back_once_connected() -> None:
    with echo_server() as address:
        outcomes = run(address, messages=()) + run(address, messages=(b"", b""))
    assert errors(outcomes) == ["", ""]
    assert all(outcome.address for outcome in outcomes)


def test_an_empty_message_does_not_stop_the_next_one() -> None:
    with echo_server() as address:
        (outcome,) = run(address, messages=(b"", b"a", b"", b"b"))
    assert outcome[2:6] == (2, 2, 2, "")


def test_messages_are_sent_in_order_and_copied() -> None:
    heard: list[bytes] = []
    messages = [b"one ", b"two"]

    def script(conn: socket.socket) -> None:
        heard.append(read_exactly(conn, 7))
        conn.sendall(heard[0])

    with scripted_server(script) as address:
        assert errors(run(address, messages=messages)) == [""]
    assert (heard, messages) == ([b"one two"], [b"one ", b"two"])


def test_no_descriptor_is_left_behind(nobody: Address, silent: Address) -> None:
    before = open_descriptors()
    with echo_server() as address:
        client = MultiConn(log=lambda line: client.stop() if "received" in line else None)
        client.start_connections(*address, 20)
        client.start_connections(*nobody, 20)
        client.start_connections(*silent, 20, stay=True)
        outcomes = client.run()
    assert {outcome.error for outcome in outcomes} == {"", "connection refused", "stopped: 0 of 22 bytes"}
    assert open_descriptors() == before


ALLOWED = {
    *("connect_ex", "recv", "send", "close", "setblocking", "setsockopt", "getsockopt", "getsockname"),
    *("fileno", "shutdown"),
}


def test_only_calls_that_a_probe_knows_are_made_on_the_sockets(nobody: Address) -> None:
    called: set[str] = set()

    class Noting(socket.socket):
        def __getattribute__(self, name: str) -> Any:
            if not name.startswith("_"):
                called.add(name)
            return super().__getattribute__(name)

    with echo_server() as address:
        client = MultiConn(new_socket=Noting, log=quiet)
        client.start_connections(*address, 2, small_pipes=True)
        client.start_connections(*nobody, 1)
        assert errors(sorted(client.run())) == ["", "", "connection refused"]
    assert called <= ALLOWED
