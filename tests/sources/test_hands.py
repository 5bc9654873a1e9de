"""Wishes about the server's side of a connection: what is done both ends of it tell, and all else goes on."""

import re
import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from select import select

import pytest

from connscope import events as ev
from connscope.sources.servers import POLICIES
from connscope.states import CLOSED, PEER_DONE, RESET
from connscope.wishes import ConnectionWish, EndConnection, Hold, Inject, ResumeReading, SetPipes, StopReading
from tests.sources.draining import PATIENCE_SECONDS, Watched, connected, receive, watching
from tests.sources.stepping import stepping

SERVERS = pytest.mark.parametrize("policy", POLICIES)
MEBIBYTE = bytes(range(256)) * 4096
MANY = 1000


def came_in(server: Watched, count: int = 1) -> list[int]:
    """The ids of so many connections, as they came."""
    server.until(lambda: len(server.accepted()) >= count)
    return sorted(conn.id for conn in server.accepted())


def done(server: Watched, *wanted: ConnectionWish) -> list[ev.HandFact]:
    """What is told of wishes once all of them have been seen to."""
    before = len(hand_facts(server))
    for wish in wanted:
        server.source.do(wish)
    server.until(lambda: len(hand_facts(server)) == before + len(wanted))
    return hand_facts(server)[before:]


def hand_facts(server: Watched) -> list[ev.HandFact]:
    return [fact for fact in server.facts if isinstance(fact, ev.HandFact)]


def push(client: socket.socket, data: bytes) -> int:
    """What the kernel takes of it at once."""
    client.setblocking(False)
    try:
        return client.send(data)
    except BlockingIOError:
        return 0
    finally:
        client.settimeout(PATIENCE_SECONDS)


def exchanged(client: socket.socket, data: bytes, said: int) -> bytes:
    """Say what has not been said of this, and hear all of it, whichever way there is room."""
    back = b""
    while len(back) < len(data):
        readable, writable, _ = select([client], [client] if said < len(data) else [], [], PATIENCE_SECONDS)
        assert readable or writable
        said += push(client, data[said:]) if writable else 0
        back += client.recv(65_536) if readable else b""
    return back


# Reading.


@SERVERS
def test_while_reading_is_stopped_the_kernels_fill_and_when_it_goes_on_every_byte_comes_back(policy: str):
    with watching(policy, small_pipes=True) as server, connected(server, small_pipes=True) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        (conn_id,) = came_in(server)
        (stopped,) = done(server, StopReading(conn_id))
        conn = server.ledger.connections[conn_id]
        assert (stopped.error, conn.paused, conn.bytes_in) == ("", True, 0)
        said = 0
        while size := push(client, MEBIBYTE[said:]):
            said += size
        assert 0 < said < len(MEBIBYTE)
        server.look()
        assert (conn.bytes_in, conn.watch & 1) == (0, 1)
        done(server, ResumeReading(conn_id))
        assert not conn.paused
        assert exchanged(client, MEBIBYTE, said) == MEBIBYTE
        server.until(lambda: conn.bytes_in == conn.bytes_out == len(MEBIBYTE))


@SERVERS
def test_reading_that_is_stopped_keeps_nobody_else_waiting(policy: str):
    with watching(policy) as server, connected(server) as one, connected(server) as other:
        ids = came_in(server, 2)
        addresses = {server.ledger.connections[conn_id].address: conn_id for conn_id in ids}
        done(server, StopReading(addresses["{}:{}".format(*one.getsockname())]))
        one.sendall(b"one")
        other.sendall(b"other")
        assert receive(other, 5) == b"other"
        done(server, ResumeReading(addresses["{}:{}".format(*one.getsockname())]))
        assert receive(one, 3) == b"one"


# Bytes.


@SERVERS
def test_bytes_put_in_stand_between_two_messages_and_never_within_one(policy: str):
    with watching(policy) as server, connected(server) as client:
        (conn_id,) = came_in(server)
        for _ in range(200):
            server.source.do(Inject(conn_id, b"<by hand>"))
            client.sendall(b"(a message of its own)")
            server.source.do(Inject(conn_id, b"<by hand>"))
        back = receive(client, 200 * (22 + 18))
        assert re.fullmatch(rb"(<by hand>|\(a message of its own\))+", back)
        conn = server.ledger.connections[conn_id]
        server.until(lambda: conn.injected == 200 * 18 and conn.bytes_out >= 4400)  # told in either order
        assert (conn.bytes_in, conn.bytes_out, server.ledger.bytes_out) == (4400, 4400, 4400)


@SERVERS
def test_bytes_are_put_in_while_the_server_stands_still_before_its_send(policy: str):
    with stepping(policy) as server, connected(server) as client:
        client.sendall(b"?")
        held = server.stop()
        while held.call != "send":
            held = server.step()
        (conn_id,) = came_in(server)
        (put_in,) = done(server, Inject(conn_id, b"by hand"))
        assert isinstance(put_in, ev.Injected)
        assert (put_in.size, put_in.total, put_in.error) == (7, 7, "")
        assert receive(client, 7) == b"by hand"
        assert server.held is held
        server.step()
        assert receive(client, 1) == b"?"


# Ends.


@SERVERS
def test_a_half_close_lets_the_server_read_on(policy: str):
    with watching(policy) as server, connected(server) as client:
        (conn_id,) = came_in(server)
        done(server, EndConnection(conn_id, "half-close"))
        assert client.recv(1) == b""
        client.shutdown(socket.SHUT_WR)
        conn = server.ledger.connections[conn_id]
        server.until(lambda: conn.state is CLOSED)
        assert server.program.running


@SERVERS
def test_a_close_is_an_end_that_the_server_reads_and_answers_by_closing(policy: str):
    with watching(policy) as server, connected(server) as client:
        (conn_id,) = came_in(server)
        done(server, EndConnection(conn_id, "close"))
        assert client.recv(1) == b""
        conn = server.ledger.connections[conn_id]
        server.until(lambda: conn.state is CLOSED)
        assert (server.program.running, server.told(ev.PeerFinished) != []) == (True, True)


def test_a_reset_of_one_ends_that_one_and_the_others_go_on_at_echo():
    with watching("echo") as server, ExitStack() as stack:
        clients = [stack.enter_context(connected(server)) for _ in range(3)]
        ids = {server.ledger.connections[conn_id].address: conn_id for conn_id in came_in(server, 3)}
        gone = ids["{}:{}".format(*clients[1].getsockname())]
        done(server, EndConnection(gone, "reset"))
        with pytest.raises(ConnectionResetError):
            clients[1].recv(1)
        server.until(lambda: server.ledger.connections[gone].state is RESET)
        for client in (clients[0], clients[2]):
            client.sendall(b"still here")
            assert receive(client, 10) == b"still here"


def test_a_reset_of_one_ends_the_tutorials_server():
    with watching("tutorial") as server, connected(server) as one, connected(server) as other:
        first, _ = came_in(server, 2)
        done(server, EndConnection(first, "reset"))
        server.until(lambda: not server.program.running)
        assert "ConnectionResetError" in server.program.error
        endings = []
        for client in (one, other):
            try:
                endings.append(client.recv(1))
            except ConnectionResetError:
                endings.append(b"reset")
        assert sorted(endings) == [b"", b"reset"]


def test_what_the_server_owed_to_one_that_is_reset_is_lost():
    with watching("echo", small_pipes=True) as server, connected(server, small_pipes=True) as client:
        (conn_id,) = came_in(server)
        client.sendall(bytes(60_000))
        client.shutdown(socket.SHUT_WR)
        conn = server.ledger.connections[conn_id]
        server.until(lambda: conn.state is PEER_DONE and conn.full)
        done(server, EndConnection(conn_id, "reset"))
        server.until(lambda: conn.state is RESET)
        assert conn.lost == 60_000 - conn.bytes_out > 0


# All of it.


def test_an_end_that_there_is_not_is_refused_at_once():
    with watching("echo") as server, pytest.raises(ValueError, match="not in tuple"):
        server.source.do(EndConnection(1, "explode"))


def test_nothing_is_done_when_the_server_has_died():
    with watching("tutorial") as server, connected(server):
        (conn_id,) = came_in(server)
        done(server, EndConnection(conn_id, "reset"))
        server.until(lambda: not server.program.running)
        for wish in (
            Inject(conn_id, b"x"),
            StopReading(conn_id),
            EndConnection(conn_id, "close"),
            SetPipes(conn_id, 1),
        ):
            server.source.do(wish)
        server.look()
        assert len(hand_facts(server)) == 1


def test_what_is_gone_is_said_to_be():
    with watching("echo") as server:
        with connected(server):
            (conn_id,) = came_in(server)
        server.until(lambda: server.ledger.connections[conn_id].over)
        facts = done(server, Inject(conn_id, b"x"), StopReading(conn_id), EndConnection(conn_id, "reset"))
        assert [fact.error for fact in facts] == ["EBADF"] * 3
        assert not server.ledger.connections[conn_id].paused


@pytest.fixture
def _room() -> Iterator[None]:
    """As many descriptors as this takes."""
    few, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(few, min(most, 3 * MANY)), most))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (few, most))


@pytest.mark.usefixtures("_room")
@pytest.mark.parametrize("held", [False, True], ids=["asleep", "held"])
def test_everything_is_done_to_a_thousand_connections_at_once(held: bool):
    with watching("echo") as server, ExitStack() as stack:
        clients = [stack.enter_context(connected(server)) for _ in range(MANY)]
        ids = came_in(server, MANY)
        if held:
            server.source.do(Hold())
            clients[0].sendall(b"?")
            server.until(lambda: server.program.held)
        for wishes in (
            [StopReading(each) for each in ids],
            [Inject(each, b"by hand") for each in ids],
            [SetPipes(each, 4096, 4096) for each in ids],
            [ResumeReading(each) for each in ids],
            [EndConnection(each, "half-close") for each in ids],
        ):
            assert {fact.error for fact in done(server, *wishes)} == {""}
        assert {receive(client, 7) + client.recv(1) for client in clients} == {b"by hand"}


def test_what_was_done_is_known_even_if_everything_that_told_of_it_was_left_out():
    with watching("echo") as server, connected(server) as client:
        (conn_id,) = came_in(server)
        server.source.do(Inject(conn_id, b"by hand"))
        server.source.do(StopReading(conn_id))
        assert receive(client, 7) == b"by hand"
        row = server.source.probe.rows[conn_id]
        server.source.do(EndConnection(conn_id, "half-close"))
        while not row.cut:
            server.source.thread.join(0.001)
        server.source.probe.channel.clear()
        server.source.do(SetPipes(conn_id, 4096))
        server.until(lambda: server.ledger.left_out)
        conn = server.ledger.connections[conn_id]
        assert (conn.injected, conn.paused, conn.cut) == (7, True, "half-close")
        assert (conn.bytes_out, server.ledger.bytes_out) == (0, 0)
