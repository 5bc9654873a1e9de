"""What the ledger makes of real conversations, from `scenarios/`."""

import msgspec
import pytest

from connscope import events as ev
from connscope.connections import Connection
from connscope.ledger import Ledger
from connscope.states import CLOSED, RESET
from tests.facts_by_hand import ledger_of
from tests.scenario import NAMES, lines_of, scenario

SENT = 24_000
"""By the client of those with a slow or a half-closing one."""


def clients_of(ledger: Ledger) -> list[Connection]:
    return [conn for conn in ledger.connections.values() if conn.role == "accepted"]


def the_only_client(name: str) -> Connection:
    (conn,) = clients_of(ledger_of(*scenario(name)))
    return conn


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_is_written_as_facts_are_written_now(name: str):
    assert [msgspec.json.encode(fact).decode() for fact in scenario(name)] == lines_of(name)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_in_a_scenario_is_strange_and_nothing_is_left_open(name: str):
    ledger = ledger_of(*scenario(name))
    assert all(conn.over and not conn.notes for conn in ledger.connections.values())
    assert all(loop.ended for loop in ledger.loops.values())
    assert not any(program.running for program in ledger.programs.values())


def test_one_line_by_nc_comes_back():
    conn = the_only_client("echo-one-line-by-nc")
    assert (conn.state, conn.bytes_in, conn.bytes_out, conn.head_out) == (CLOSED, 6, 6, b"hello\n")
    assert (conn.recvs, conn.sends, conn.lost) == (2, 1, 0)


def test_the_tutorial_loses_what_it_owes_to_a_peer_that_half_closes():
    conn = the_only_client("tutorial-half-close-loses-what-it-owes")
    assert (conn.state, conn.bytes_in, conn.lost) == (CLOSED, SENT, SENT - conn.bytes_out)
    assert (conn.lost, conn.error) == (13_760, "")


def test_echo_gives_a_peer_that_half_closes_all_that_it_owes():
    conn = the_only_client("echo-half-close-gives-all-it-owes")
    assert (conn.state, conn.bytes_in, conn.bytes_out, conn.lost) == (CLOSED, SENT, SENT, 0)


def test_the_tutorial_dies_of_a_reset_and_closes_the_others():
    ledger = ledger_of(*scenario("tutorial-dies-of-a-reset"))
    assert ledger.programs["tutorial"].error.startswith("ConnectionResetError: ")
    assert [conn.state for conn in clients_of(ledger)] == [RESET, CLOSED]


def test_echo_serves_the_others_after_a_reset():
    ledger = ledger_of(*scenario("echo-survives-a-reset"))
    assert [(conn.state, conn.error, conn.bytes_out) for conn in clients_of(ledger)] == [
        (RESET, "ECONNRESET", 6),
        (CLOSED, "", 17),
    ]
    assert ledger.programs["echo"].error == ""


def test_a_slow_readers_outb_fills_and_is_drained():
    ledger, seen = Ledger(), []
    for fact in scenario("echo-slow-reader"):
        ledger.apply(fact)
        if type(fact) is ev.Asleep and clients_of(ledger):
            (conn,) = clients_of(ledger)
            seen.append((conn.outb, conn.owed, conn.full))
    assert seen == [(0, 0, False), (11_712, 11_712, True), (1_472, 1_472, True), (0, 0, False), (0, 0, False)]
