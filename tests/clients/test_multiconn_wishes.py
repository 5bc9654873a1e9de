"""What can be asked of a loop from another thread while it runs, and what it tells."""

import socket

import pytest

from connscope.clients.multiconn import MESSAGES, MultiConn
from connscope.clients.plans import Began, Outcome
from tests.clients.far_end import PATIENCE, Address, echo_server, read_exactly, scripted_server
from tests.clients.test_multiconn_failures import answer_with
from tests.clients.trying import TOTAL, errors, quiet, running

COUNT = 200
"""More than are started at once."""


def test_one_is_ended_and_the_others_stay() -> None:
    with echo_server() as address, running() as it:
        it.client.launch(*address, 3, stay=True, every=60.0)
        for _ in range(3):
            it.received.get(timeout=PATIENCE)
        it.client.end(2)
        assert it.outcome()[::5] == (2, "")
        assert it.reports.empty()
    assert [outcome.connid for outcome in it.ended] == [2, 1, 3]


def test_an_echo_in_flight_is_waited_for_when_one_is_ended() -> None:
    def script(conn: socket.socket) -> None:
        heard = read_exactly(conn, 22)
        it.client.end(1)
        it.client.thaw(1)
        it.client.end(1)
        conn.sendall(heard)
        assert conn.recv(1) == b""

    with running() as it, scripted_server(script) as address:
        it.client.launch(*address, 1, stay=True)
        assert it.outcome()[2:6] == (22, 22, 22, "")


def test_an_echo_that_does_not_come_is_not_waited_for_long(silent: Address) -> None:
    with running() as it:
        it.client.launch(*silent, 1)
        it.told()
        it.client.end(1)
        assert it.outcome().error == f"stopped: 0 of {TOTAL} bytes"


def test_ending_somebody_unknown_does_nothing() -> None:
    with running() as it, echo_server() as address:
        it.client.end(7)
        it.client.launch(*address, 1)
        assert it.outcome().ok
        it.client.end(1)
        it.client.launch(*address, 1)
        assert it.outcome().connid == 2


def test_all_are_ended_and_the_next_launch_is_served() -> None:
    with echo_server() as address, running() as it:
        it.client.launch(*address, 5, stay=True, every=60.0)
        for _ in range(5):
            it.received.get(timeout=PATIENCE)
        it.client.end_all()
        assert sorted(it.outcome().connid for _ in range(5)) == [1, 2, 3, 4, 5]
        it.client.launch(*address, 1)
        assert it.outcome()[::5] == (6, "")


def test_those_that_have_not_begun_are_accounted_for_too() -> None:
    with echo_server() as address, running() as it:
        it.client.launch(*address, COUNT, stay=True, messages=())
        it.told()
        it.client.end_all()
        ended = {outcome.connid: outcome.error for outcome in (it.outcome() for _ in range(COUNT))}
    assert sorted(ended) == list(range(1, COUNT + 1))
    assert set(ended.values()) <= {"", "stopped: 0 of 0 bytes", "stopped before it began"}


def test_those_that_were_never_begun_say_so(silent: Address) -> None:
    client = MultiConn(log=quiet)
    client.start_connections(*silent, 2)
    client.stop()
    assert client.run() == [Outcome(connid, "", TOTAL, 0, 0, "stopped before it began") for connid in (1, 2)]


def test_the_first_are_serviced_while_others_are_still_started() -> None:
    lines: list[str] = []
    with echo_server() as address:
        client = MultiConn(log=lines.append)
        client.start_connections(*address, COUNT)
        assert errors(client.run()) == [""] * COUNT
    last = lines.index(f"starting connection {COUNT} to {address}")
    assert lines.index(f"sent {len(MESSAGES[0])} bytes on connection 1") < last


def test_a_beginning_is_told_with_both_addresses() -> None:
    peers: list[Address] = []

    def script(conn: socket.socket) -> None:
        peers.append(conn.getpeername())
        conn.sendall(read_exactly(conn, TOTAL))

    with running() as it, scripted_server(script) as address:
        it.client.launch(*address, 1)
        outcome = it.outcome()
        began = it.told()
    assert began == Began(1, "{}:{}".format(*peers[0]), "{}:{}".format(*address), TOTAL, "well-behaved")
    assert outcome.own == outcome.address == began.own


def test_what_is_said_without_end_has_no_total() -> None:
    with echo_server() as address, running() as it:
        it.client.launch(*address, 1, messages=[b"a"], repeat=0, every=60.0)
        it.client.launch(*address, 1, messages=[b"a"], repeat=3, every=60.0)
        it.client.launch(*address, 1, messages=[], stay=True)
        assert [it.told().msg_total for _ in range(3)] == [-1, 3, 0]


def test_a_refused_connection_began_before_it_ended(nobody: Address) -> None:
    order: list[object] = []
    client = MultiConn(log=quiet, report=order.append, tell=order.append)
    client.start_connections(*nobody, 1)
    client.run()
    assert [type(each) for each in order] == [Began, Outcome]


def test_each_address_of_a_name_is_a_beginning(nobody: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    with echo_server() as address, running() as it:
        answer_with(monkeypatch, [nobody, address])
        it.client.launch("two.example", 80, 1)
        outcome = it.outcome()
        first, second = it.told(), it.told()
    assert [first.peer, second.peer] == ["{}:{}".format(*nobody), "{}:{}".format(*address)]
    assert (first.connid, second.connid, second.own) == (1, 1, outcome.address)
