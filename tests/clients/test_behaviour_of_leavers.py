"""How a behaviour ends its connection, as an observer between it and the server sees it."""

import socket
import sys

import pytest

from connscope.clients.behaviours.garbage import Garbage
from connscope.clients.behaviours.leaves_unread import LeavesUnread
from connscope.clients.behaviours.limit import Limit
from connscope.clients.behaviours.resets import Resets
from connscope.clients.multiconn import MultiConn
from connscope.clients.plans import MESSAGES
from tests.clients.far_end import Address, echo_server, read_exactly, scripted_server
from tests.clients.observing import observe
from tests.clients.trying import TOTAL, errors, quiet, run, running

ALL = b"".join(MESSAGES)


def test_resets_waits_for_the_echo_and_then_resets(server: str) -> None:
    _, outcome, seen = observe(server, Resets(), stay=True, every=0.0)
    assert (seen.said, seen.told, seen.was_reset, seen.closed_at) == (ALL, TOTAL, True, 0.0)
    assert (*outcome[2:6], outcome.note) == (TOTAL, TOTAL, TOTAL, "", "reset after 44 bytes")
    assert outcome.acted == {"resets": 1}


def test_resets_at_once_says_nothing(server: str) -> None:
    _, outcome, seen = observe(server, Resets(after=0))
    assert (seen.said, seen.was_reset) == (b"", True)
    assert (*outcome[2:6], outcome.note) == (TOTAL, 0, 0, "", "reset after 0 bytes")
    assert outcome.acted == {"resets": 1}


def test_resets_at_once_leaves_nothing_to_do_for_another_behaviour() -> None:
    _, outcome, seen = observe("echo", Resets(after=0), Garbage())
    assert (seen.said, outcome.acted) == (b"", {"resets": 1})


def test_resets_after_so_many_bytes_says_enough_for_that(server: str) -> None:
    _, outcome, seen = observe(server, Resets(after=1000), every=0.001)
    assert seen.was_reset
    assert 1000 <= len(seen.said) <= 23 * TOTAL
    assert (outcome.recv_total, outcome.error) == (1000, "")


def test_resets_in_the_middle_of_a_large_echo(server: str) -> None:
    _, outcome, seen = observe(server, Resets(after=100_000), messages=[bytes(120_000)])
    assert (len(seen.said), seen.was_reset, outcome.note) == (120_000, True, "reset after 100,000 bytes")


def test_leaves_unread_lets_the_echo_arrive_and_closes_without_having_read_it(server: str) -> None:
    _, outcome, seen = observe(server, LeavesUnread(), stay=True, every=0.01)
    assert (seen.said, seen.told, seen.was_reset, seen.closed_at) == (ALL, TOTAL, True, 0.0)
    assert (*outcome[2:6], outcome.note) == (TOTAL, TOTAL, 0, "", "left 44 bytes unread")
    assert outcome.acted == {"leaves-unread": 1}


def test_leaves_unread_leaves_what_there_was_room_for() -> None:
    def script(conn: socket.socket) -> None:
        conn.sendall(read_exactly(conn, TOTAL)[:10])
        try:
            conn.recv(1)
        except ConnectionResetError:
            seen.append("reset")

    seen: list[str] = []
    with scripted_server(script) as address:
        (outcome,) = run(address, behaviours=[LeavesUnread()])
    assert (seen, outcome.note) == (["reset"], "left 10 bytes unread")


@pytest.mark.skipif(sys.platform == "win32", reason="has to look at all there is")
def test_leaves_unread_does_not_copy_what_it_only_counts() -> None:
    class Thrifty(socket.socket):
        def recv(self, size: int, flags: int = 0) -> bytes:
            sizes.append(size)
            return super().recv(size, flags)

    sizes: list[int] = []
    client = MultiConn(new_socket=Thrifty, log=quiet)
    with echo_server() as address:
        client.start_connections(*address, 1, messages=[bytes(50_000)], behaviours=[LeavesUnread()])
        (outcome,) = client.run()
    assert (outcome.note, set(sizes)) == ("left 50,000 bytes unread", {1})


def test_leaves_unread_that_is_told_to_end_leaves_what_there_is() -> None:
    def script(conn: socket.socket) -> None:
        conn.sendall(read_exactly(conn, TOTAL)[:22])
        it.client.end(1)
        conn.recv(1)

    with running() as it, scripted_server(script) as address:
        it.client.launch(*address, 1, behaviours=[LeavesUnread()])
        outcome = it.outcome()
    assert (outcome.error, outcome.note, outcome.recv_total) == ("", "left 22 bytes unread", 0)


def test_leaves_unread_does_not_wait_for_a_silent_server_for_ever(silent: Address) -> None:
    assert errors(run(silent, deadline=0.2, behaviours=[LeavesUnread()])) == ["deadline: 0 of 44 bytes after 0.2 s"]


def test_leaves_unread_says_if_the_server_was_first_to_go() -> None:
    with scripted_server(lambda conn: read_exactly(conn, TOTAL)) as address:
        assert errors(run(address, behaviours=[LeavesUnread()])) == ["the server closed after 0 of 44 bytes"]


def test_leaves_unread_that_is_told_to_end_too_early_is_stopped(silent: Address) -> None:
    with running() as it:
        it.client.launch(*silent, 1, behaviours=[LeavesUnread()])
        it.told()
        it.client.end(1)
        assert it.outcome().error == "stopped: 0 of 44 bytes"


def test_limit_closes_in_good_order_once_so_many_bytes_are_back(server: str) -> None:
    _, outcome, seen = observe(server, Limit(after=100), stay=True, repeat=0, every=0.005)
    assert (seen.said, seen.told, seen.was_reset) == ((ALL * 3)[:100], 100, False)
    assert (*outcome[2:6], outcome.note) == (100, 100, 100, "", "closed after 100 bytes")
    assert outcome.acted == {"limit": 1}


def test_limit_says_its_messages_as_often_as_it_takes(server: str) -> None:
    _, outcome, seen = observe(server, Limit(after=1000))
    assert (seen.said, seen.told, outcome.error, seen.was_reset) == ((ALL * 23)[:1000], 1000, "", False)


def test_limit_does_not_wait_for_the_end_of_a_large_message(server: str) -> None:
    _, outcome, seen = observe(server, Limit(after=10), messages=[bytes(50_000)])
    assert (len(seen.said), seen.told, seen.was_reset, outcome.note) == (10, 10, False, "closed after 10 bytes")


def test_limit_of_nothing_says_nothing(server: str) -> None:
    _, outcome, seen = observe(server, Limit(after=0))
    assert (seen.said, seen.was_reset) == (b"", False)
    assert (*outcome[2:6], outcome.note, outcome.acted) == (0, 0, 0, "", "closed after 0 bytes", {"limit": 1})
