"""A session serves, ends and serves anew, and an address that is taken for a while does not end it."""

import resource
import socket
import time
from collections.abc import Callable, Iterator

import pytest

from connscope import events as ev
from connscope.descriptors import SPARE
from connscope.serving import ServerSession
from connscope.wishes import EndClients, LaunchClients
from tests.facts_by_hand import fact
from tests.moment import moment


@pytest.fixture
def session() -> Iterator[ServerSession]:
    session = ServerSession("127.0.0.1", 0)
    session.start()
    yield session
    session.stop()


def until(session: ServerSession, condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline, "it does not come about"
        moment()
        session.tick()


def begin_anew(session: ServerSession) -> None:
    session.begin_anew()
    until(session, lambda: not session.is_between)


@pytest.mark.parametrize(("what", "left"), [("closed", ([1], [4, 5])), ("ended", ([1, 2], [4]))])
def test_what_is_cleared_away_is_gone_also_when_the_facts_are_folded_again(
    what: str, left: tuple[list[int], list[int]]
):
    session = ServerSession("127.0.0.1", 0)
    session.pump.fold([fact(ev.Accepted, conn=1), fact(ev.Accepted, conn=2), fact(ev.Closed, conn=2)])
    session.pump.fold([fact(ev.ClientBegan, client=4), fact(ev.ClientEnded, client=5)])
    session.clear(what, 9)
    for ledger in (session.ledger, session.journal.ledger_at(session.journal.end - 1)):
        assert (list(ledger.connections), list(ledger.clients)) == left


def test_it_serves_at_the_port_that_it_was_given(session: ServerSession):
    with socket.create_connection((session.host, session.port)) as client:
        client.sendall(b"x")
        assert client.recv(1) == b"x"


def test_the_other_policy_serves_at_the_same_port_and_the_old_connections_are_counted(session: ServerSession):
    port = session.port
    with socket.create_connection((session.host, port)) as client:
        client.sendall(b"x")
        assert client.recv(1) == b"x"
        session.want_other()
        begin_anew(session)
        assert client.recv(1) == b""
    assert (session.policy, session.port, session.ended) == ("tutorial", port, 1)


def test_a_swap_that_fails_leaves_the_dead_server_to_be_seen(session: ServerSession):
    assert session.server is not None
    session.server.stop()
    with socket.create_server((session.host, session.port)):
        session.want_other()
        begin_anew(session)
    assert "in use" in str(session.refused)
    assert (session.policy, session.wanted, session.ledger.programs["echo"].running) == ("echo", "echo", False)


def test_what_is_wanted_while_the_server_ends_is_what_serves_in_the_end(session: ServerSession):
    with socket.create_connection((session.host, session.port)):
        until(session, lambda: session.open_clients() == 1)
        for _ in range(2):
            session.want_other()
            session.begin_anew()
        until(session, lambda: not session.is_between)
    assert (session.policy, session.ended, session.ledger.programs["echo"].running) == ("echo", 1, True)


def test_the_old_server_s_end_is_told_before_the_new_one_s_beginning(session: ServerSession):
    with socket.create_connection((session.host, session.port)):
        until(session, lambda: session.open_clients() == 1)
        begin_anew(session)
    told = [type(fact) for fact in session.journal.facts if isinstance(fact, ev.Started | ev.Closed | ev.Ended)]
    assert told == [ev.Started, ev.Closed, ev.Closed, ev.Ended, ev.Started]
    assert session.ledger.programs["echo"].running


def test_a_server_that_is_about_to_begin_ends_with_the_session():
    session = ServerSession("127.0.0.1", 0)
    session.start()
    session.begin_anew()
    session.stop()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((session.host, session.port))


def test_while_somebody_else_has_the_port_a_restart_fails_and_afterwards_it_succeeds(session: ServerSession):
    assert session.server is not None
    session.server.stop()
    with socket.create_server((session.host, session.port)):
        for _ in range(2):
            begin_anew(session)
            assert "in use" in str(session.refused)
    begin_anew(session)
    assert session.refused is None
    with socket.create_connection((session.host, session.port)) as client:
        client.sendall(b"x")
        assert client.recv(1) == b"x"


def test_one_client_stays_until_it_is_ended(session: ServerSession):
    session.launch_one()
    until(session, lambda: session.open_clients() == 1)
    ends = session.ledger.connections
    until(session, lambda: any(conn.role == "connected" and conn.bytes_in for conn in ends.values()))
    session.do(EndClients())
    clients = session.ledger.clients
    until(session, lambda: session.open_clients() == 0 and all(client.ended_at for client in clients.values()))
    assert [(client.error, client.recv_total > 0) for client in clients.values()] == [("", True)]


def test_small_pipes_make_the_server_s_end_small_too_for_all_that_come_from_now_on(session: ServerSession):
    wish = LaunchClients(
        session.host,
        session.port,
        1,
        (bytes(60_000),),
        small_pipes=True,
        behaviours=(("stops-reading", {}),),
        stay=True,
    )
    session.launch(wish)
    until(session, lambda: any(conn.outb > 0 and conn.full for conn in session.ledger.connections.values()))
    assert session.narrowed


def test_a_server_that_is_started_anew_has_the_usual_pipes_again(session: ServerSession):
    session.narrow()
    begin_anew(session)
    assert not session.narrowed


def test_a_client_of_another_server_leaves_ours_as_it_is(session: ServerSession):
    with socket.create_server(("127.0.0.1", 0)) as other:
        session.launch(LaunchClients("127.0.0.1", other.getsockname()[1], 1, (b"x",), small_pipes=True, stay=True))
        until(session, lambda: session.ledger.clients)
    assert not session.narrowed


@pytest.mark.parametrize(
    ("behaviours", "num_conns"),
    [((), 1_000_000), ((("silent", {"no such": 1.0}),), 1), ((("silent", {}), ("drip", {})), 1)],
    ids=["no room", "no such parameter", "no such pair"],
)
def test_a_launch_that_is_refused_leaves_the_server_as_it_is_and_nobody_begun(
    session: ServerSession, behaviours: tuple[tuple[str, dict[str, float]], ...], num_conns: int
):
    wishes = [LaunchClients(session.host, session.port, 1, (b"x",), small_pipes=True) for _ in range(2)]
    wishes[1].num_conns, wishes[1].behaviours = num_conns, behaviours
    with pytest.raises((OSError, ValueError)):
        session.launch(*wishes)
    assert (session.narrowed, session.crowd.next) == (False, 1)


def test_a_connection_by_hand_for_which_there_is_no_room_leaves_the_server_as_it_is(session: ServerSession):
    few, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (SPARE, most))
    try:
        with pytest.raises(OSError, match="room for"):
            session.open_by_hand(session.host, session.port, small_pipes=True)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (few, most))
    assert not session.narrowed


def test_what_cannot_be_connected_to_is_refused_at_once(session: ServerSession):
    with pytest.raises(ValueError, match="a port is a number"):
        session.launch(LaunchClients("127.0.0.1", 0, 1, (b"x",)))
