"""What holds for the ledger whatever it is told, in whatever order."""

import hypothesis.strategies as st
import msgspec
import pytest
from hypothesis import given, settings

from connscope import events as ev
from connscope import loops, picture, processes
from connscope.connections import NOTES
from connscope.events import NOWHERE, UNKNOWN, Fact, decoder
from connscope.ledger import Ledger
from connscope.states import is_over
from tests.any_facts import ANY_FACT
from tests.facts_by_hand import everything, ledger_of

FACTS = st.lists(ANY_FACT, min_size=10, max_size=30)
FEW = settings(max_examples=25)


@settings(FEW, max_examples=60)
@given(FACTS)
def test_it_never_raises(facts: list[Fact]):
    ledger = ledger_of(*facts)
    for conn in ledger.connections.values():
        ledger.partner(conn)
    assert len(ledger.connections) <= 6


@FEW
@given(FACTS)
def test_written_read_and_folded_again_it_is_equal(facts: list[Fact]):
    lines = msgspec.json.Encoder().encode_lines(facts)
    assert everything(ledger_of(*decoder().decode_lines(lines))) == everything(ledger_of(*facts))


@settings(FEW, max_examples=40)
@given(FACTS)
def test_a_copy_stays_what_it_is_whatever_is_folded_into_the_ledger_afterwards(facts: list[Fact]):
    ledger, copies = Ledger(), []
    for fact in facts:
        copies.append(ledger.copy())
        ledger.apply(fact)
    assert [everything(copy) for copy in copies] == [everything(ledger_of(*facts[:told])) for told in range(len(facts))]


@settings(FEW, max_examples=40)
@given(FACTS)
def test_a_ledger_stays_what_it_is_whatever_is_folded_into_its_copy(facts: list[Fact]):
    ledger, copies = Ledger(), []
    for fact in facts:
        copies.append(ledger.copy())
        copies[-1].apply(fact)
        ledger.apply(fact)
    assert everything(ledger) == everything(ledger_of(*facts)) == everything(copies[-1])


@FEW
@given(FACTS)
def test_what_is_over_is_kept_as_such_and_nothing_else_is(facts: list[Fact]):
    ledger = ledger_of(*facts)
    assert set(ledger.closed) == {conn.id for conn in ledger.connections.values() if is_over(conn.state)}


@FEW
@given(FACTS)
def test_who_came_in_and_who_has_no_room_is_counted_as_it_happens(facts: list[Fact]):
    ledger = ledger_of(*facts)
    conns = ledger.connections.values()
    assert set(ledger.served) == {conn.id for conn in conns if conn.role == "accepted"}
    assert set(ledger.full) == {conn.id for conn in conns if conn.full}


@FEW
@given(FACTS)
def test_when_nobody_has_come_or_gone_all_are_what_they_were(facts: list[Fact]):
    ledger, before = Ledger(), (0, [])
    for fact in facts:
        ledger.apply(fact)
        there = [(conn.id, conn.role, conn.over, conn.opened_at) for conn in ledger.connections.values()]
        now = (ledger.turnover, there)
        assert now[0] != before[0] or now == before
        before = now


@FEW
@given(FACTS)
def test_an_own_address_leads_to_the_last_client_that_had_it(facts: list[Fact]):
    ledger = ledger_of(*facts)
    assert all(own and ledger.clients[number].own == own for own, number in ledger.clients_at.items())


@FEW
@given(FACTS)
def test_clients_that_do_not_read_and_that_have_ended_are_counted_as_it_happens(facts: list[Fact]):
    ledger = ledger_of(*facts)
    assert set(ledger.frozen) == {client.id for client in ledger.clients.values() if client.frozen}
    assert set(ledger.ended_clients) <= ledger.clients.keys()


@FEW
@given(FACTS)
def test_addresses_lead_only_to_connections_that_have_them(facts: list[Fact]):
    ledger = ledger_of(*facts)
    conns = ledger.connections
    assert all(address and conns[conn_id].own == address for address, conn_id in ledger.own.items())
    assert all(address and conns[conn_id].address == address for address, conn_id in ledger.peers.items())


@FEW
@given(FACTS)
def test_notes_on_a_connection_are_few_and_each_is_said_once(facts: list[Fact]):
    for conn in ledger_of(*facts).connections.values():
        assert len(conn.notes) == len(set(conn.notes)) <= NOTES


def test_of_those_that_are_over_the_last_thousand_stay():
    ledger = Ledger()
    for conn in range(1, 3001):
        ledger.apply(ev.Accepted(conn, conn, 0, NOWHERE, 9, f"127.0.0.1:{conn}", 0))
        ledger.apply(ev.Closed(conn, conn, 0, NOWHERE, UNKNOWN, False))
    assert list(ledger.connections) == list(range(2001, 3001))
    assert len(ledger.peers) == len(ledger.closed) == picture.CLOSED_KEPT == 1000


@pytest.mark.parametrize("end", ["Closed", "Reset", "Known"])
def test_nothing_is_left_of_a_thousand_clients_that_came_and_went(end: str):
    ledger = Ledger()
    ends = {
        "Closed": lambda conn: ev.Closed(conn, conn, 0, NOWHERE, UNKNOWN, False),
        "Reset": lambda conn: ev.Reset(conn, conn, 0, NOWHERE, "connect", "ECONNREFUSED", UNKNOWN),
        "Known": lambda conn: ev.Known(conn, conn, 5, "connected", f"a:{conn}", "b:1", 0, "closed", "", -1, *[0] * 6),
    }
    for conn in range(1, 1001):
        ledger.apply(ev.Connecting(conn, conn, 0, NOWHERE, f"a:{conn}", "b:1", "EINPROGRESS"))
        ledger.apply(ends[end](conn))
    assert len(ledger.closed) == 1000
    ledger.forget_closed()
    assert (ledger.connections, ledger.own, ledger.peers, ledger.closed) == ({}, {}, {}, {})


def test_restarts_programs_and_places_without_end_are_bounded():
    ledger = Ledger()
    for number in range(20_000):
        ledger.apply(ev.Started(number, f"program {number}", "127.0.0.1:1"))
        ledger.apply(ev.Woke(number, number, 0, (f"file {number}", 1), UNKNOWN, 0, 1, 0, []))
        ledger.apply(ev.LoopEnded(number, number))
    assert (len(ledger.loops), len(ledger.programs)) == (loops.LOOPS_KEPT, processes.PROGRAMS_KEPT)
    assert len(ledger.calls) == picture.PLACES_KEPT
