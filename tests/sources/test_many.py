"""Many clients at once: they live in a process of their own, and are as exact and as obedient as a few."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from connscope import events as ev
from connscope.serving import ServerSession
from connscope.sources import crowd
from connscope.wishes import EndClients, FreezeClient, LaunchClients, ThawClient
from tests.sources.draining import PATIENCE_SECONDS

FEW, MANY = 50, 200


@contextmanager
def sitting() -> Iterator[ServerSession]:
    """A server, and few clients that may live with it."""
    session = ServerSession("127.0.0.1", 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crowd, "MANY", FEW)
        session.start()
        yield session
        session.stop()


@pytest.fixture
def session() -> Iterator[ServerSession]:
    with sitting() as it:
        yield it


def launch(session: ServerSession, num_conns: int, **options: object) -> None:
    session.launch(LaunchClients(session.host, session.port, num_conns, (b"hello",), **options))  # type: ignore[arg-type]


def until(session: ServerSession, condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 2 * PATIENCE_SECONDS
    assert session.server is not None
    assert session.server.thread is not None
    while not condition():
        assert time.monotonic() < deadline, "it does not come about"
        session.server.thread.join(0.005)
        session.tick()


def all_over(session: ServerSession) -> bool:
    conns = session.ledger.connections.values()
    return all(client.ended_at for client in session.ledger.clients.values()) and all(
        conn.over for conn in conns if conn.role in ("accepted", "connected")
    )


@pytest.fixture(scope="module")
def finished() -> Iterator[ServerSession]:
    """Many have said all, and are gone."""
    with sitting() as session:
        launch(session, MANY, repeat=3)
        until(session, lambda: len(session.ledger.clients) == MANY and all_over(session))
        yield session


@pytest.fixture(scope="module")
def staying() -> Iterator[ServerSession]:
    """Many are there."""
    with sitting() as session:
        launch(session, MANY, repeat=0, every=0.2, stay=True)
        conns = session.ledger.connections
        until(session, lambda: sum(conn.bytes_in >= 5 for conn in conns.values()) == 2 * MANY)
        yield session


def test_a_few_live_here_and_many_in_a_process_of_their_own(session: ServerSession):
    launch(session, FEW)
    assert (session.crowd.inside is not None, session.crowd.outside) == (True, None)
    until(session, lambda: len(session.ledger.clients) == FEW and all_over(session))
    launch(session, FEW - 10, stay=True)
    assert session.crowd.outside is None
    launch(session, 11)
    assert session.crowd.outside is not None


def test_all_of_many_are_accounted_for(finished: ServerSession):
    ledger = finished.ledger
    outcomes = {(client.sent, client.recv_total, client.error) for client in ledger.clients.values()}
    of_both = [(conn.role, conn.bytes_in, conn.bytes_out) for conn in ledger.connections.values() if conn.over]
    assert outcomes == {(15, 15, "")}
    assert sorted(of_both) == [("accepted", 15, 15)] * MANY + [("connected", 15, 15)] * MANY
    assert (ledger.bytes_in, ledger.bytes_out, ledger.left_out) == (15 * MANY, 15 * MANY, 0)


def test_of_many_no_single_call_is_told_but_each_of_the_server_s(finished: ServerSession):
    told = [fact for _, fact in finished.journal.since(0) if type(fact) in (ev.Received, ev.Sent)]
    assert {fact.conn >= ev.OURS_FROM for fact in told} == {False}  # type: ignore[attr-defined]
    assert sum(fact.size for fact in told) == 2 * 15 * MANY  # type: ignore[attr-defined]


def test_each_end_finds_the_other_and_has_its_client_s_name(staying: ServerSession):
    ledger = staying.ledger
    ends = [ledger.connection_of(client) for client in ledger.clients.values()]
    partners = [ledger.partner(conn) for conn in ends if conn is not None]
    assert [conn.name for conn in ends if conn is not None] == [f"client-{number}" for number in ledger.clients]
    assert [conn.role for conn in partners if conn is not None] == ["accepted"] * MANY


def test_all_of_many_freeze_and_thaw_as_they_are_told(staying: ServerSession):
    clients = staying.ledger.clients
    for number in clients:
        staying.do(FreezeClient(number))
    until(staying, lambda: all(client.frozen for client in clients.values()))
    for number in clients:
        staying.do(ThawClient(number))
    until(staying, lambda: not any(client.frozen for client in clients.values()))


def test_all_of_many_end_as_they_are_told_and_their_process_leaves_nothing(session: ServerSession):
    launch(session, MANY, repeat=0, every=0.2, stay=True)
    until(session, lambda: len(session.ledger.clients) == MANY)
    session.do(EndClients())
    until(session, lambda: all_over(session))
    process = session.crowd.process().process
    assert len([*os.scandir(f"/proc/{process.pid}/fd")]) < FEW
    session.crowd.stop()
    assert (process.returncode, os.path.exists(f"/proc/{process.pid}")) == (0, False)


def test_a_process_that_nobody_listens_to_ends_all_the_same(session: ServerSession):
    launch(session, MANY, repeat=0, every=0.01)
    process = session.crowd.process().process
    until(session, lambda: len(session.ledger.clients) == MANY)
    began = time.monotonic()
    session.crowd.stop()
    assert (process.returncode, time.monotonic() - began < 1.0) == (0, True)
