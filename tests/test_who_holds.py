"""Who holds the bytes, asked of real servers and real clients through a session."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from connscope import events as ev
from connscope.connections import Client, Connection
from connscope.events import UNKNOWN
from connscope.kernel import asked
from connscope.servers.echo import HIGH_WATER
from connscope.serving import ServerSession
from connscope.sources.outside import OutsideSource
from connscope.stations import Stations, cause, history, stations
from connscope.wishes import EndClients, Hold, LaunchClients, ThawClient
from tests.moment import moment
from tests.sources.points import Peer, readings, two_sided

BOTH_SERVERS = pytest.mark.parametrize("policy", ["echo", "tutorial"])
ENOUGH = 60_000
"""More than small pipes hold."""
MORE_THAN_THE_MARK = HIGH_WATER + 100_000
"""Which is passed by what one read brings."""
PATIENCE_SECONDS = 15


@contextmanager
def sitting(policy: str) -> Iterator[ServerSession]:
    session = ServerSession("127.0.0.1", 0, policy)
    session.start()
    try:
        yield session
    finally:
        session.stop()


def accepted(session: ServerSession) -> list[Connection]:
    return [conn for conn in session.ledger.connections.values() if conn.role == "accepted"]


def until(session: ServerSession, condition: Callable[[], object]) -> None:
    """Look on, as a screen does, until this is so."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, [stations(session.ledger, conn) for conn in accepted(session)]
        moment()
        session.tick()
        ids = [conn.id for conn in accepted(session)]
        session.watch(ids, ids[0] if ids else 0)


def launch(session: ServerSession, behaviour: str, size: int, **values: float) -> None:
    """One client with small pipes at both ends, that says so much once."""
    wish = LaunchClients(session.host, session.port, 1, (bytes(range(256)) * (size // 256),), 1, small_pipes=True)
    wish.behaviours = ((behaviour, values),)
    session.launch(wish)
    until(session, lambda: accepted(session) and session.ledger.clients)


def now(session: ServerSession) -> Stations:
    it = stations(session.ledger, accepted(session)[0])
    assert it is not None
    return it


def why(session: ServerSession) -> list[str]:
    return cause(now(session), accepted(session)[0], session.high_water_of(session.name))


def client_of(session: ServerSession) -> Client:
    (client,) = session.ledger.clients.values()
    return client


def is_stuck(session: ServerSession, all_said: bool) -> bool:
    """Whether all the queues are full, and the client has said all or can say no more."""
    it = now(session)
    return it.still and all(it.full[3:]) and (it.wrote == MORE_THAN_THE_MARK // 256 * 256 if all_said else it.full[2])


def test_a_client_that_does_not_read_makes_the_tutorial_s_outb_grow_and_echo_s_stop_at_its_mark():
    said = {}
    for policy in ("tutorial", "echo"):
        with sitting(policy) as session:
            launch(session, "stops-reading", MORE_THAN_THE_MARK)
            until(session, lambda session=session, policy=policy: is_stuck(session, policy == "tutorial"))
            until(session, lambda session=session: "grows" not in why(session)[0])
            it = now(session)
            said[policy] = (it.full[2], it.held[2] > HIGH_WATER + 50_000, why(session))
            assert it.wrote == sum(it.held)
    start = "The client does not read enough: its queue is full, so the server's send queue is, so outb"
    assert said["tutorial"] == (
        False,
        True,
        [f"{start}, which has no bound, keeps what it owes.", "Nothing is lost."],
    )
    full, beyond, (sentence, lost) = said["echo"]
    assert (full, beyond, lost) == (True, False, "Nothing is lost.")
    assert sentence.startswith(f"{start} stopped at its mark and READ is off, so the client's send queue ")


@BOTH_SERVERS
def test_when_it_thaws_every_byte_comes_back(policy: str):
    with sitting(policy) as session:
        launch(session, "stops-reading", MORE_THAN_THE_MARK)
        until(session, lambda: all(now(session).full[3:]))
        session.do(ThawClient(1))
        until(session, lambda: client_of(session).ended_at)
        until(session, lambda: accepted(session)[0].over)
        it, client = now(session), client_of(session)
        assert (client.error, client.recv_total) == ("", it.wrote)
        assert (it.read, it.held, it.lost) == (it.wrote, (0, 0, 0, 0, 0), 0)
        assert why(session) == []


def half_closed(policy: str) -> tuple[Stations, int, list[str]]:
    """What is said of it, and how much never came back, after a client says a lot, shuts down, and only then reads."""
    with two_sided(policy) as server:
        peer = Peer(server)
        with peer.sock:
            while len(peer.said) < ENOUGH:
                peer.say(bytes(2000))
                server.look()
            peer.sock.shutdown(socket.SHUT_WR)
            server.until(lambda: server.accepted()[0].over or (policy == "echo" and peer.hear(1 << 20)))
            server.until(lambda: not peer.hear(1 << 20) and asked(peer.sock).state not in ("ESTAB", "FIN-WAIT-2"))
            server.until(lambda: server.accepted()[0].over and peer.hear(1 << 20) == 0)
        server.until(lambda: server.ledger.partner(server.accepted()[0]).closed_at)  # type: ignore[union-attr]
        it = stations(server.ledger, server.accepted()[0])
        assert it is not None
        assert (it.wrote, it.read, it.both, it.still) == (len(peer.said), peer.got, True, True)
        return it, len(peer.said) - peer.got, cause(it, server.accepted()[0], 0)


def test_what_the_tutorial_loses_at_a_half_close_is_what_the_client_never_got():
    it, missing, why = half_closed("tutorial")
    assert missing > 0
    assert (it.lost, why) == (missing, [f"{missing:,} bytes are lost."])


def test_echo_loses_nothing_at_a_half_close():
    it, missing, why = half_closed("echo")
    assert (it.lost, missing, why) == (0, 0, [])


@BOTH_SERVERS
def test_in_motion_a_difference_is_in_flight_and_never_a_loss(policy: str):
    seen = []
    with sitting(policy) as session:
        for behaviour, values in (("slow-reader", {"rate": 50_000.0}), ("well-behaved", {})):
            wish = LaunchClients(session.host, session.port, 1, (bytes(3000),), 0, stay=True, small_pipes=True)
            wish.behaviours = ((behaviour, values),)
            session.launch(wish)
        until(session, lambda: len(accepted(session)) == 2)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(seen) < 300 or not any(it.still and it.read > 1000 for it in seen):
            assert time.monotonic() < deadline
            session.tick()
            seen += readings(session)
    assert max(it.read for it in seen) > 1000


def test_filling_and_draining_can_be_watched_afterwards():
    with sitting("echo") as session:
        launch(session, "stops-reading", MORE_THAN_THE_MARK)
        until(session, lambda: any(told.outb >= HIGH_WATER for told in accepted(session)[0].kernel))
        session.do(ThawClient(1))
        until(session, lambda: client_of(session).ended_at and accepted(session)[0].over)
        past = history(session.ledger, accepted(session)[0])
        assert sorted(it.at for it in past) == [it.at for it in past]
        assert max(it.held[2] for it in past) >= HIGH_WATER
        assert past[-1].held == (0, 0, 0, 0, 0)


def test_what_was_seen_is_in_the_past_too():
    with sitting("echo") as session:
        launch(session, "stops-reading", MORE_THAN_THE_MARK)
        until(session, lambda: now(session).still and now(session).full[2])
        then = session.journal.ledger_at(session.journal.end - 1)
        assert stations(then, then.connections[accepted(session)[0].id]) == now(session)


def are_done(session: ServerSession) -> bool:
    """Whether both kernels have been asked, and neither waits for the other any more."""
    conn = accepted(session)[0]
    ends = [end for end in (conn, session.ledger.partner(conn)) if end is not None and end.kernel]
    return len(ends) == 2 and all(end.kernel[-1].still and not end.kernel[-1].unacked for end in ends)


def test_an_idle_session_has_no_news_of_the_kernel_nor_has_one_that_is_held():
    with sitting("echo") as session:
        session.launch(LaunchClients(session.host, session.port, 1, (b"x",), 1, stay=True))
        until(session, lambda: accepted(session) and now(session).read == 1 and are_done(session))
        assert session.server is not None
        session.server.do(Hold())
        told = len(accepted(session)[0].kernel)
        for span in range(20):
            session.sampler.spans = dict.fromkeys(session.sampler.spans, -span)
            session.tick()
            assert not session.sampler.has_news
        assert len(accepted(session)[0].kernel) == told


def test_of_a_client_in_another_process_only_the_server_s_side_is_known():
    with sitting("echo") as session:
        outside = OutsideSource()
        session.crowd.outside = outside
        session.crowd.welcome(outside)
        outside.do(LaunchClients(session.host, session.port, 1, (b"hello",), 1, stay=True))
        until(session, lambda: accepted(session) and accepted(session)[0].kernel)
        until(session, lambda: (now(session).read, now(session).held) == (5, (UNKNOWN, 0, 0, 0, UNKNOWN)))
        assert (now(session).wrote, now(session).both) == (5, False)
        session.do(EndClients())
        until(session, lambda: client_of(session).ended_at and accepted(session)[0].over)
        assert (now(session).both, now(session).lost) == (True, 0)


def test_a_connection_that_is_gone_is_asked_no_more():
    with sitting("echo") as session:
        session.launch(LaunchClients(session.host, session.port, 1, (b"x",), 1))
        until(session, lambda: accepted(session) and accepted(session)[0].over)
        session.sampler.spans.clear()
        assert not [fact for fact in session.sampler.samples(session.ledger) if type(fact) is ev.KernelSampled]
