"""What the ledger makes of the life of a connection, one fact after another."""

import pytest

from connscope import events as ev
from connscope.events import NOWHERE, OURS_FROM, UNKNOWN
from connscope.ledger import Ledger
from connscope.states import CLOSED, CONNECTING, LISTENING, OPEN, PEER_DONE, RESET
from tests.facts_by_hand import fact, ledger_of

SECOND = 1_000_000_000
ACCEPTED = fact(ev.Accepted, fd=9, address="127.0.0.1:50000", listener=2)


def conn_of(*facts):
    return ledger_of(*facts).connections[7]


# Who is there.


def test_an_accepted_connection_is_open_and_known_by_its_peer():
    conn = conn_of(ACCEPTED)
    assert (conn.role, conn.fd, conn.address, conn.state) == ("accepted", 9, "127.0.0.1:50000", OPEN)


def test_the_listening_socket_counts_what_it_lets_in():
    listening = fact(ev.Listening, conn=2, address="127.0.0.1:65432", backlog=4096)
    conn = ledger_of(listening, ACCEPTED, fact(ev.Accepted, conn=8, listener=2)).connections[2]
    assert (conn.role, conn.state, conn.address, conn.accepts) == ("listening", LISTENING, "127.0.0.1:65432", 2)


def test_the_last_call_of_the_listening_socket_is_the_accept():
    accept = fact(ev.Accepted, at=5, listener=2, place=("program.py", 3))
    conn = ledger_of(fact(ev.Listening, conn=2), accept).connections[2]
    assert (conn.last_call, conn.last_at, conn.place) == ("accept", 5, ("program.py", 3))


def test_a_socket_for_datagrams_is_known_by_its_own_address():
    opened = fact(ev.Opened, family="inet dgram")
    conn = conn_of(opened, fact(ev.Bound, address="127.0.0.1:5353"))
    assert (conn.role, conn.own, conn.address, conn.last_call) == ("opened", "127.0.0.1:5353", "", "bind")


def test_where_one_that_listens_is_bound_is_told_by_what_listens():
    conn = conn_of(fact(ev.Opened), fact(ev.Bound, address="0.0.0.0:80"), fact(ev.Listening, address="0.0.0.0:80"))
    assert (conn.role, conn.own, conn.address) == ("listening", "", "0.0.0.0:80")


def test_a_failed_accept_is_forgotten_at_the_next_that_goes_well():
    listening = fact(ev.Listening, conn=2)
    ledger = ledger_of(listening, fact(ev.Failed, conn=2, call="accept", error="EMFILE"))
    assert ledger.connections[2].error == "EMFILE"
    ledger.apply(ACCEPTED)
    assert ledger.connections[2].error == ""


def test_a_connect_is_under_way_until_the_program_has_asked_how_it_went():
    ledger = ledger_of(fact(ev.Opened), fact(ev.Connecting, address="127.0.0.1:65432", error="EINPROGRESS"))
    assert ledger.connections[7].state is CONNECTING
    ledger.apply(fact(ev.Connected))
    assert ledger.connections[7].state is OPEN


def test_a_connect_that_does_not_wait_is_open_at_once():
    assert conn_of(fact(ev.Opened), fact(ev.Connecting, address="127.0.0.1:65432")).state is OPEN


def test_our_clients_are_named_in_order():
    first, second = OURS_FROM + 3, OURS_FROM + 5
    ledger = ledger_of(*(fact(ev.Connecting, conn=conn) for conn in (first, second, first)))
    assert [conn.name for conn in ledger.connections.values()] == ["client-1", "client-2"]


def test_what_a_program_connects_itself_is_no_client_of_ours():
    assert ledger_of(fact(ev.Connecting, conn=3)).connections[3].name == ""


def test_a_socket_that_was_only_opened_leaves_nothing_behind():
    assert ledger_of(fact(ev.Opened), fact(ev.Closed)).connections == {}


def test_a_file_whose_calls_are_not_seen_is_there_as_long_as_it_is_watched():
    ledger = ledger_of(fact(ev.Registered, watch=1, kind="pair"))
    assert ledger.connections[7].role == "pair"
    ledger.apply(fact(ev.Unregistered, kind="pair"))
    assert ledger.connections == {}


def test_a_selector_that_is_closed_watches_nothing_and_takes_unseen_files_with_it():
    ledger = ledger_of(
        ACCEPTED, fact(ev.Registered, watch=3), fact(ev.Registered, conn=8, watch=1, kind="pair"), fact(ev.LoopEnded)
    )
    assert {conn.id: conn.watch for conn in ledger.connections.values()} == {7: 0}


# How it ends.


def test_a_close_tells_what_was_lost():
    conn = conn_of(ACCEPTED, fact(ev.Registered, watch=3, outb=0), fact(ev.Closed, at=5, outb=18_432))
    assert (conn.state, conn.closed_at, conn.lost, conn.watch) == (CLOSED, 5, 18_432, 0)


def test_what_comes_after_a_close_cannot_bring_it_back():
    ledger = ledger_of(ACCEPTED, fact(ev.Closed, at=5), fact(ev.Failed, at=6, call="send", error="EBADF"))
    conn = ledger.connections[7]
    assert (conn.state, conn.closed_at, list(ledger.closed)) == (CLOSED, 5, [7])


def test_a_call_on_a_closed_socket_is_not_why_it_is_closed():
    conn = conn_of(ACCEPTED, fact(ev.Closed), fact(ev.Failed, call="send", error="EBADF"))
    assert (conn.error, conn.last_error) == ("", "EBADF")


def test_a_connect_that_is_told_late_does_not_bring_it_back():
    assert conn_of(fact(ev.Connecting), fact(ev.Closed), fact(ev.Connecting)).state is CLOSED


def test_a_reset_stays_one_when_the_socket_is_closed():
    conn = conn_of(ACCEPTED, fact(ev.Reset, at=5, error="ECONNRESET", outb=30), fact(ev.Closed, at=6, outb=30))
    assert (conn.state, conn.closed_at, conn.error, conn.lost) == (RESET, 5, "ECONNRESET", 30)


def test_a_failure_that_does_not_end_it_loses_nothing():
    conn = conn_of(ACCEPTED, fact(ev.Failed, call="setsockopt", error="ENOPROTOOPT", outb=30))
    assert (conn.state, conn.error, conn.last_error, conn.lost, conn.outb) == (OPEN, "", "ENOPROTOOPT", 0, 30)


def test_a_socket_that_was_let_go_of_without_a_close_is_noted():
    assert conn_of(ACCEPTED, fact(ev.Closed, lost=True)).notes == ["let go of without a close"]


def test_what_cannot_come_is_noted_once():
    conn = conn_of(ACCEPTED, fact(ev.PeerFinished), fact(ev.Received, size=1), fact(ev.Received, size=1))
    assert (conn.state, conn.notes) == (PEER_DONE, ["Received after it was peer done"])


def test_forgetting_the_closed_takes_no_open_one():
    ledger = ledger_of(ACCEPTED, fact(ev.Accepted, conn=8), fact(ev.Closed, conn=8))
    ledger.apply(fact(ev.Cleared, what="closed"))
    assert list(ledger.connections) == [7]


# Calls.


@pytest.mark.parametrize(
    ("kind", "call"),
    [
        (ev.Bound, "bind"),
        (ev.Connected, "connect"),
        (ev.Peeked, "recv"),
        (ev.HalfClosed, "shutdown"),
        (ev.BlockingSet, "setblocking"),
        (ev.OptionSet, "setsockopt"),
    ],
)
def test_a_call_that_changes_nothing_is_the_last_call_all_the_same(kind, call: str):
    conn = conn_of(ACCEPTED, fact(kind, at=5, place=("program.py", 3)))
    assert (conn.last_call, conn.last_at, conn.place) == (call, 5, ("program.py", 3))


def test_whether_calls_wait_is_known_until_something_may_have_been_left_out():
    facts = [ACCEPTED, fact(ev.BlockingSet, blocking=False), fact(ev.BlockingSet, blocking=True), fact(ev.Known)]
    assert [conn_of(*facts[:told]).waits for told in range(1, 5)] == [True, False, True, None]


def test_the_last_call_tells_its_outcome_and_no_earlier_one():
    ledger = ledger_of(ACCEPTED, fact(ev.Received, call="recv_into", size=8))
    conn = ledger.connections[7]
    assert (conn.last_call, conn.last_size, conn.last_error) == ("recv_into", 8, "")
    ledger.apply(fact(ev.WouldBlock, call="send"))
    assert (conn.last_call, conn.last_size, conn.last_error) == ("send", UNKNOWN, "EAGAIN")


def test_calls_are_counted_by_their_place_loops_too():
    here, there = ("program.py", 3), ("program.py", 9)
    ledger = ledger_of(
        fact(ev.Received, place=here),
        fact(ev.Sent, place=here),
        fact(ev.Woke, place=there, loops=1),
        fact(ev.Idled, place=there, loops=500),
        fact(ev.Asleep, loops=600),
        fact(ev.Woke, place=there, loops=601),
        fact(ev.Closed, place=NOWHERE),
    )
    assert ledger.calls == {here: 2, there: 601}


def test_an_end_of_stream_is_a_receipt_of_nothing():
    conn = conn_of(ACCEPTED, fact(ev.PeerFinished))
    assert (conn.last_call, conn.last_size, conn.recvs) == ("recv", 0, 1)


def test_a_fact_answers_which_connection_it_is_about():
    ledger = Ledger()
    assert (ledger.apply(ACCEPTED), ledger.apply(fact(ev.Woke))) == (7, 0)
