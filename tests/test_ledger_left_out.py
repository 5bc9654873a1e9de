"""How the ledger takes the exact table in, after facts were left out."""

import pytest

from connscope import events as ev
from connscope.connections import history
from connscope.events import OURS_FROM
from connscope.states import CLOSED, CONNECTING, LISTENING, OPEN, OPENED, PEER_DONE, RESET
from tests.facts_by_hand import fact, ledger_of

SECOND = 1_000_000_000
ACCEPTED = fact(ev.Accepted, fd=9, address="127.0.0.1:50000", listener=2)


def conn_of(*facts):
    return ledger_of(*facts).connections[7]


def test_what_was_left_out_is_counted_and_made_up_for_in_the_totals():
    ledger = ledger_of(ACCEPTED, fact(ev.Received, size=10), fact(ev.Dropped, count=5, bytes_in=90, bytes_out=-1))
    assert (ledger.left_out, ledger.bytes_in, ledger.bytes_out) == (5, 100, -1)


def test_what_the_exact_table_says_counts():
    exact = {"bytes_in": 500, "bytes_out": 400, "recvs": 5, "sends": 4, "shorts": 1, "eagains": 2}
    ledger = ledger_of(ACCEPTED, fact(ev.Received, size=10), fact(ev.Known, role="accepted", fd=9, outb=100, **exact))
    conn = ledger.connections[7]
    assert {name: getattr(conn, name) for name in exact} == exact
    assert (conn.outb, ledger.bytes_in) == (100, 10)


def test_a_connection_whose_accept_was_left_out_appears_when_the_table_is_told():
    conn = conn_of(fact(ev.Known, at=5, role="accepted", fd=9, address="127.0.0.1:50000", watch=1))
    assert (conn.role, conn.fd, conn.address, conn.watch, conn.state) == ("accepted", 9, "127.0.0.1:50000", 1, OPEN)


@pytest.mark.parametrize(
    ("row", "state"),
    [
        ({"role": "accepted"}, OPEN),
        ({"role": "accepted", "ended": "done"}, PEER_DONE),
        ({"role": "accepted", "error": "ECONNRESET"}, RESET),
        ({"role": "accepted", "ended": "closed"}, CLOSED),
        ({"role": "accepted", "ended": "closed", "error": "EPIPE"}, RESET),
        ({"role": "listening"}, LISTENING),
        ({"role": "listening", "error": "EMFILE"}, LISTENING),
        ({"role": "connected"}, OPEN),
        ({"role": "opened"}, OPENED),
        ({"role": "pair"}, OPENED),
    ],
)
def test_the_state_is_the_one_that_the_table_speaks_of(row, state):
    assert conn_of(fact(ev.Known, **row)).state is state


def test_the_table_does_not_end_a_connect_that_is_under_way():
    assert conn_of(fact(ev.Connecting, error="EINPROGRESS"), fact(ev.Known, role="connected")).state is CONNECTING


def test_the_accept_may_come_after_the_table_has_told_of_its_connection():
    ledger = ledger_of(fact(ev.Listening, conn=2), fact(ev.Known, role="accepted", bytes_in=5), ACCEPTED)
    conn = ledger.connections[7]
    assert (conn.notes, conn.bytes_in, ledger.connections[2].accepts) == ([], 5, 1)


@pytest.mark.parametrize("role", ["opened", "pair"])
def test_a_closed_row_of_what_never_was_a_connection_leaves_nothing_behind(role: str):
    assert ledger_of(fact(ev.Known, role=role, ended="closed")).connections == {}


def test_what_the_table_adds_moved_in_this_second():
    second = 1_000_000_000
    conn = conn_of(
        fact(ev.Accepted, at=second),
        fact(ev.Received, at=second, size=10),
        fact(ev.Known, at=3 * second, role="accepted", bytes_in=100, bytes_out=50),
    )
    assert history(conn, 3 * second) == [0, 0, 0, 0, 0, 10, 0, 140]


def test_where_a_connection_was_accepted_is_still_known_when_the_table_was_told():
    listening = fact(ev.Listening, conn=2, address="127.0.0.1:65432")
    conn = conn_of(listening, ACCEPTED, fact(ev.Known, role="accepted", address="127.0.0.1:50000"))
    assert (conn.own, conn.address) == ("127.0.0.1:65432", "127.0.0.1:50000")


def test_an_accept_that_comes_late_says_when_the_connection_began():
    assert conn_of(fact(ev.Known, at=9, role="accepted"), fact(ev.Accepted, at=5)).opened_at == 5


def test_our_client_whose_connect_was_left_out_has_a_name():
    conns = ledger_of(fact(ev.Known, conn=OURS_FROM, role="connected")).connections
    assert conns[OURS_FROM].name == "client-1"


def test_a_connection_that_was_given_up_too_early_is_open_again():
    ledger = ledger_of(ACCEPTED, fact(ev.Closed, at=5), fact(ev.Known, role="accepted"))
    conn = ledger.connections[7]
    assert (conn.state, conn.closed_at, ledger.closed) == (OPEN, 0, {})


def test_the_table_does_not_move_an_end_that_was_told():
    assert (
        conn_of(ACCEPTED, fact(ev.Closed, at=5), fact(ev.Known, at=9, role="accepted", ended="closed")).closed_at == 5
    )


def test_calls_that_were_left_out_count_at_the_lines_where_such_calls_were_told():
    reads, writes = ("echo.py", 10), ("echo.py", 20)
    told = fact(ev.Received, size=1, place=reads), fact(ev.Sent, size=1, asked=1, place=writes)
    ledger = ledger_of(ACCEPTED, *told, fact(ev.Known, role="accepted", recvs=6, sends=4))
    assert (ledger.calls[reads], ledger.calls[writes]) == (6, 4)
    ledger.apply(fact(ev.Known, role="accepted", recvs=6, sends=4))
    assert (ledger.calls[reads], ledger.calls[writes]) == (6, 4)
