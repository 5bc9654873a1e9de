"""Where both ends of a conversation are ours they find each other, and nobody else."""

from connscope import events as ev
from connscope.ledger import Ledger
from connscope.picture import GONE_KEPT
from tests.facts_by_hand import fact, ledger_of

PORT, CLIENT = "127.0.0.1:65432", "127.0.0.1:50000"
LISTENING = fact(ev.Listening, conn=1, address=PORT)


def connecting(conn: int, at: int, own: str = CLIENT, address: str = PORT):
    return fact(ev.Connecting, conn=conn, at=at, own=own, address=address, error="EINPROGRESS")


def accepted(conn: int, at: int, address: str = CLIENT, listener: int = 1):
    return fact(ev.Accepted, conn=conn, at=at, address=address, listener=listener)


def closed(conn: int, at: int):
    return fact(ev.Closed, conn=conn, at=at)


def partners(ledger: Ledger) -> dict[int, int]:
    found = {conn.id: ledger.partner(conn) for conn in ledger.connections.values()}
    return {conn_id: other.id for conn_id, other in found.items() if other is not None}


def test_both_ends_find_each_other():
    assert partners(ledger_of(LISTENING, connecting(7, 1), accepted(8, 2))) == {7: 8, 8: 7}


def test_it_does_not_matter_whose_facts_come_first():
    assert partners(ledger_of(LISTENING, accepted(8, 2), connecting(7, 1))) == {7: 8, 8: 7}


def test_a_stranger_has_no_partner():
    assert partners(ledger_of(LISTENING, connecting(7, 1), accepted(8, 2, address="127.0.0.1:50001"))) == {}


def test_both_ends_still_find_each_other_when_they_are_closed():
    ledger = ledger_of(LISTENING, connecting(7, 1), accepted(8, 2), closed(7, 3), closed(8, 4))
    assert partners(ledger) == {7: 8, 8: 7}


def test_a_stranger_who_comes_from_a_port_that_was_ours_is_not_our_client():
    ledger = ledger_of(LISTENING, connecting(7, 1), accepted(8, 2), closed(7, 3), closed(8, 4), accepted(9, 5))
    assert 9 not in partners(ledger)


def test_our_client_on_a_port_that_was_a_strangers_is_not_that_stranger():
    ledger = ledger_of(LISTENING, accepted(8, 2), closed(8, 4), connecting(9, 5))
    assert partners(ledger) == {}


def test_a_port_used_again_by_us_pairs_the_new_ends_only():
    ledger = ledger_of(LISTENING, connecting(7, 1), accepted(8, 2), closed(7, 3), closed(8, 4))
    for each in (connecting(9, 5), accepted(10, 6)):
        ledger.apply(each)
    assert partners(ledger) == {9: 10, 10: 9}


def test_forgetting_who_had_a_port_before_leaves_who_has_it_now():
    ledger = ledger_of(LISTENING, connecting(7, 1), accepted(8, 2), closed(7, 3), closed(8, 4))
    for each in (connecting(9, 5), accepted(10, 6)):
        ledger.apply(each)
    ledger.forget_closed()
    assert partners(ledger) == {9: 10, 10: 9}


def test_two_servers_may_have_a_client_from_the_same_port():
    other = fact(ev.Listening, conn=2, address="127.0.0.1:65433")
    ledger = ledger_of(LISTENING, other, connecting(7, 1), accepted(8, 2, listener=2))
    assert partners(ledger) == {}


def test_ends_find_each_other_whose_beginnings_were_left_out():
    ledger = ledger_of(
        fact(ev.Known, conn=7, at=1, role="connected", own=CLIENT, address=PORT),
        fact(ev.Known, conn=8, at=2, role="accepted", address=CLIENT),
    )
    assert partners(ledger) == {7: 8, 8: 7}


def test_an_end_that_is_forgotten_is_found_no_more():
    ledger = ledger_of(LISTENING, connecting(7, 1), accepted(8, 2), closed(7, 3))
    ledger.forget_closed()
    assert partners(ledger) == {}


def test_connections_without_an_address_have_no_partner():
    assert partners(ledger_of(connecting(7, 1, own=""), accepted(8, 2, address=""))) == {}


def test_one_of_ours_that_was_over_before_its_connection_was_taken_has_a_partner_all_the_same():
    ledger = ledger_of(LISTENING, connecting(7, 1), closed(7, 2), accepted(8, 3))
    assert partners(ledger) == {7: 8, 8: 7}


def test_a_stranger_from_the_port_of_such_a_one_is_not_it():
    ledger = ledger_of(LISTENING, connecting(7, 1), closed(7, 2), accepted(8, 3), closed(8, 4), accepted(9, 5))
    assert 9 not in partners(ledger)


def test_nor_is_one_from_the_port_of_a_client_that_was_refused():
    refused = fact(ev.Reset, conn=7, at=2, call="connect", error="ECONNREFUSED")
    assert partners(ledger_of(LISTENING, connecting(7, 1), refused, closed(7, 3), accepted(8, 4))) == {}


def test_names_of_those_that_are_forgotten_are_kept_and_are_bounded():
    ledger = ledger_of(LISTENING)
    for number in range(GONE_KEPT + 10):
        ledger.apply(accepted(10 + number, 2, address=f"host:{number}"))
        ledger.apply(closed(10 + number, 3))
    ledger.forget_closed()
    assert (len(ledger.gone), ledger.gone[10 + GONE_KEPT + 9]) == (GONE_KEPT, f"host:{GONE_KEPT + 9}")
