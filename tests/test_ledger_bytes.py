"""What the ledger makes of bytes: counted, in hand, in outb."""

import pytest

from connscope import events as ev
from connscope.connections import history
from connscope.events import UNKNOWN
from tests.facts_by_hand import fact, ledger_of

SECOND = 1_000_000_000
ACCEPTED = fact(ev.Accepted, fd=9, address="127.0.0.1:50000", listener=2)


def conn_of(*facts):
    return ledger_of(*facts).connections[7]


# Bytes.


def test_bytes_and_calls_are_counted_in_both_directions():
    conn = conn_of(
        ACCEPTED,
        fact(ev.Received, size=100, asked=1024, head=b"abc"),
        fact(ev.Sent, size=60, asked=100, head=b"ab"),
        fact(ev.WouldBlock, call="send"),
        fact(ev.PeerFinished),
    )
    assert (conn.bytes_in, conn.bytes_out, conn.recvs, conn.sends) == (100, 60, 2, 1)
    assert (conn.shorts, conn.eagains, conn.owed) == (1, 1, 40)
    assert (conn.head_in, conn.head_out) == (b"abc", b"ab")


def test_the_totals_are_those_of_all_but_our_own_clients_and_outlive_the_connections():
    ledger = ledger_of(
        ACCEPTED,
        fact(ev.Received, size=100),
        fact(ev.Sent, size=60),
        fact(ev.Connecting, conn=8),
        fact(ev.Sent, conn=8, size=1000),
        fact(ev.Received, conn=8, size=1000),
        fact(ev.Closed),
    )
    ledger.forget_closed()
    assert (ledger.bytes_in, ledger.bytes_out, list(ledger.connections)) == (100, 60, [8])


def test_only_transfers_that_would_wait_are_counted():
    conn = conn_of(ACCEPTED, fact(ev.WouldBlock, call="accept"), fact(ev.WouldBlock, call="recv"))
    assert conn.eagains == 1


def test_urgent_bytes_count_apart():
    conn = conn_of(ACCEPTED, fact(ev.UrgentReceived, size=1), fact(ev.UrgentSent, size=2))
    assert (conn.urgent, conn.bytes_in, conn.bytes_out, conn.last_call) == (3, 0, 0, "send")


def test_a_look_into_outb_is_no_call_and_says_what_is_in_it():
    conn = conn_of(ACCEPTED, fact(ev.OutbSeen, size=300, head=b"abc"))
    assert (conn.outb, conn.outb_start, conn.last_call) == (300, b"abc", "accept")


def test_a_peek_receives_nothing():
    conn = conn_of(ACCEPTED, fact(ev.Peeked, size=10))
    assert (conn.bytes_in, conn.last_call) == (0, "recv")


@pytest.mark.parametrize(
    ("outb", "asked", "size", "left"),
    [(0, 100, 40, 0), (100, 100, 40, 60), (100, 100, 100, 0), (100, 10, 10, 100), (UNKNOWN, 100, 40, UNKNOWN)],
)
def test_who_offers_the_whole_outb_has_cut_off_what_was_taken(outb: int, asked: int, size: int, left: int):
    assert conn_of(ACCEPTED, fact(ev.Sent, outb=outb, asked=asked, size=size)).outb == left


def test_a_full_send_buffer_shows_until_all_of_something_is_taken():
    ledger = ledger_of(ACCEPTED)
    seen = []
    for each in (
        fact(ev.Sent, asked=100, size=40),
        fact(ev.WouldBlock, call="recv"),
        fact(ev.Sent, asked=60, size=60),
        fact(ev.WouldBlock, call="send"),
        fact(ev.Closed),
    ):
        ledger.apply(each)
        seen.append(ledger.connections[7].full)
    assert seen == [True, True, False, True, False]


def test_room_alone_does_not_say_that_all_will_be_taken():
    conn = conn_of(
        ACCEPTED,
        fact(ev.Registered, watch=3),
        fact(ev.Woke, loops=1, ready=[(7, 3)]),
        fact(ev.Sent, asked=100, size=40, outb=100),
        fact(ev.Woke, loops=2, ready=[(7, 2)]),
    )
    assert conn.full


@pytest.mark.parametrize(("answer", "full"), [([(7, 1)], True), ([(7, 2)], False), ([], True)])
def test_it_shows_too_when_write_is_watched_and_not_the_answer(answer: list[tuple[int, int]], full: bool):
    conn = conn_of(
        ACCEPTED,
        fact(ev.Registered, watch=3),
        fact(ev.Woke, loops=1, ready=[(7, 3)]),
        fact(ev.Sent, asked=100, size=100, outb=5000),
        fact(ev.Woke, loops=2, ready=answer),
    )
    assert (conn.outb, conn.full) == (5000, full)


def test_the_sparkline_has_a_number_for_each_of_the_last_eight_seconds():
    conn = conn_of(
        ACCEPTED,
        fact(ev.Received, at=20 * SECOND, size=1),
        fact(ev.Sent, at=20 * SECOND + 5, size=2),
        fact(ev.Received, at=22 * SECOND, size=4),
        fact(ev.Received, at=21 * SECOND, size=8),
    )
    assert history(conn, 22 * SECOND) == [0, 0, 0, 0, 0, 3, 0, 12]
    assert history(conn, 23 * SECOND) == [0, 0, 0, 0, 3, 0, 12, 0]
    assert history(conn, 99 * SECOND) == [0] * 8


# What is in outb between two calls.


def received_and_not_sent(**registered):
    return ledger_of(
        ACCEPTED,
        fact(ev.Registered, watch=1, outb=0, **registered),
        fact(ev.Woke, loops=1, ready=[(7, 1)]),
        fact(ev.Received, size=100, outb=0),
    )


def test_what_was_received_is_in_hand_until_the_loop_goes_round():
    assert received_and_not_sent().connections[7].outb == 0


@pytest.mark.parametrize("next_loop", [fact(ev.Woke, loops=2), fact(ev.Asleep, loops=1), fact(ev.LoopEnded)])
def test_what_was_received_is_in_outb_when_the_loop_goes_round(next_loop):
    ledger = received_and_not_sent()
    ledger.apply(next_loop)
    assert ledger.connections[7].outb == 100


def test_a_program_that_does_not_echo_has_in_outb_what_it_said_last():
    ledger = received_and_not_sent()
    ledger.apply(fact(ev.Modified, watch=3, outb=5000))
    ledger.apply(fact(ev.Woke, loops=2))
    assert ledger.connections[7].outb == 5000


def test_a_program_without_an_outb_has_none_when_the_loop_goes_round():
    ledger = ledger_of(
        ACCEPTED, fact(ev.Woke, loops=1, ready=[(7, 1)]), fact(ev.Received, size=100), fact(ev.Woke, loops=2, ready=[])
    )
    assert ledger.connections[7].outb == UNKNOWN


def test_a_program_that_takes_out_what_it_received_does_not_echo():
    ledger = received_and_not_sent()
    for each in (
        fact(ev.Woke, loops=2, ready=[(7, 1)]),
        fact(ev.Received, size=50, outb=0),
        fact(ev.Woke, loops=3),
    ):
        ledger.apply(each)
    assert ledger.connections[7].outb == 0


def test_a_program_that_sends_more_than_it_owes_does_not_echo():
    ledger = received_and_not_sent()
    for each in (fact(ev.Sent, asked=1000, size=1000, outb=0), fact(ev.Woke, loops=2)):
        ledger.apply(each)
    assert ledger.connections[7].outb == 0


def test_what_our_own_client_receives_does_not_go_into_its_outb():
    conn = conn_of(
        fact(ev.Connecting),
        fact(ev.Registered, watch=1, outb=0),
        fact(ev.Woke, loops=1, ready=[(7, 1)]),
        fact(ev.Received, size=100, outb=0),
        fact(ev.Asleep, loops=1),
    )
    assert conn.outb == 0
