"""Clients that are told of sparingly: no single call, but who comes and goes, what goes wrong, and exact totals."""

from collections.abc import Iterator
from itertools import count

import pytest

from connscope import events as ev
from connscope.connections import Connection
from connscope.events import OURS_FROM
from connscope.sources import sparing
from connscope.sources.sparing import SparingClients
from connscope.states import CLOSED, OPEN
from connscope.wishes import Breakpoint, EndClients, Go, Hold, LaunchClients, SetBreakpoints, StepCall
from tests.sources.draining import Watched, watching

EACH_CALL = (ev.Received, ev.Sent, ev.Woke, ev.Idled, ev.Registered, ev.Modified, ev.Unregistered, ev.WouldBlock)
HELLOS = (b"hello", b"hello again")


@pytest.fixture
def clients() -> Iterator[Watched]:
    source = SparingClients("clients", count(OURS_FROM))
    yield Watched(source)
    source.stop()


@pytest.fixture
def server() -> Iterator[Watched]:
    with watching("echo") as it:
        yield it


def launch(clients: Watched, server: Watched, num_conns: int, **options: object) -> None:
    host, _, port = server.source.address.rpartition(":")
    clients.source.do(LaunchClients(host, int(port), num_conns, HELLOS, **options))  # type: ignore[arg-type]


def ends(clients: Watched) -> list[Connection]:
    return [conn for conn in clients.ledger.connections.values() if conn.role == "connected"]


def calls_told(clients: Watched) -> list[ev.Fact]:
    return [fact for fact in clients.facts if type(fact) in EACH_CALL]


def as_counted(conn: Connection) -> tuple[int, ...]:
    return conn.bytes_in, conn.bytes_out, conn.recvs, conn.sends


def exact(clients: Watched) -> list[tuple[int, ...]]:
    """What the probe has counted of each that is open."""
    rows = [row for row in clients.source.probe.rows.values() if row.role == "connected"]
    return [(row.into[1], row.out[1], row.into[2], row.out[2]) for row in rows]


def test_no_call_is_told_but_beginnings_ends_and_exact_totals_are(clients: Watched, server: Watched):
    launch(clients, server, 300)
    clients.until(lambda: len(clients.told(ev.ClientEnded)) == 300 and all(conn.over for conn in ends(clients)))
    assert [(conn.state, *as_counted(conn)[:2], conn.sends) for conn in ends(clients)] == [(CLOSED, 16, 16, 2)] * 300
    assert {fact.recv_total for fact in clients.told(ev.ClientEnded)} == {16}
    assert calls_told(clients) == []


def test_the_totals_of_those_that_stay_are_told_in_turns(
    clients: Watched, server: Watched, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sparing, "LOOKS_AT_ONCE", 7)
    monkeypatch.setattr(sparing, "LOOKS_AT_LEAST", 2)
    launch(clients, server, 20, repeat=1, stay=True)
    clients.until(lambda: [conn.bytes_in for conn in ends(clients)] == [16] * 20)
    clients.until(lambda: [as_counted(conn) for conn in ends(clients)] == exact(clients))
    before = len(clients.facts)
    for _ in range(6):
        clients.look()
    assert [fact for fact in clients.facts[before:] if type(fact) is ev.Known] == []
    assert {conn.state for conn in ends(clients)} == {OPEN}


def test_while_they_are_held_each_call_is_told_and_nothing_counts_twice(clients: Watched, server: Watched):
    launch(clients, server, 3, repeat=0, every=0.01, stay=True)
    clients.until(lambda: sum(conn.bytes_in for conn in ends(clients)) > 100)
    clients.source.do(Hold())
    clients.until(lambda: clients.program.held)
    assert [as_counted(conn) for conn in ends(clients)] == exact(clients)
    for _ in range(30):
        held = clients.program.held
        clients.source.do(StepCall())
        clients.until(lambda held=held: clients.program.held not in (None, held))  # type: ignore[misc]
    assert len(clients.told(ev.Sent)) > 0 < len(clients.told(ev.Received))
    assert [as_counted(conn) for conn in ends(clients)] == exact(clients)


def test_once_they_go_on_no_call_is_told_any_more(clients: Watched, server: Watched):
    launch(clients, server, 3, repeat=0, every=0.01, stay=True)
    clients.source.do(Hold())
    clients.until(lambda: clients.program.held)
    clients.source.do(Go())
    clients.until(lambda: not clients.program.held and len(ends(clients)) == 3)
    clients.look()
    told, before = len(calls_told(clients)), sum(conn.bytes_in for conn in ends(clients))
    clients.until(lambda: sum(conn.bytes_in for conn in ends(clients)) > before + 200)
    assert len(calls_told(clients)) == told
    clients.source.do(EndClients())
    clients.until(lambda: len(clients.told(ev.ClientEnded)) == 3 and all(conn.over for conn in ends(clients)))
    assert sorted(as_counted(conn)[:2] for conn in ends(clients)) == sorted(
        (fact.recv_total, fact.sent) for fact in clients.told(ev.ClientEnded)
    )


def test_a_breakpoint_finds_its_call_also_where_calls_are_not_told(clients: Watched, server: Watched):
    launch(clients, server, 3, repeat=0, every=0.01, stay=True)
    clients.until(lambda: sum(conn.bytes_in for conn in ends(clients)) > 100)
    clients.source.do(SetBreakpoints((Breakpoint(1, "call", call="recv"),)))
    clients.until(lambda: clients.program.held)
    assert (clients.program.held.call, clients.program.held.point) == ("recv", 1)  # type: ignore[union-attr]
    assert [as_counted(conn) for conn in ends(clients)] == exact(clients)


def test_what_a_behaviour_did_is_told_before_its_client_has_ended(
    clients: Watched, server: Watched, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sparing, "ACTS_AT_ONCE", 1)
    launch(clients, server, 20, behaviours=(("drip", {"bytes": 3.0, "every": 0.01}),))
    clients.until(lambda: len(clients.told(ev.ClientEnded)) == 20)
    assert [client.acted for client in clients.ledger.clients.values()] == [{"drip": 6}] * 20


def test_a_connect_where_nobody_listens_is_told(clients: Watched, server: Watched):
    server.source.stop()
    launch(clients, server, 2)
    clients.until(lambda: len(clients.told(ev.ClientEnded)) == 2 and all(conn.over for conn in ends(clients)))
    assert [conn.error for conn in ends(clients)] == ["ECONNREFUSED"] * 2
