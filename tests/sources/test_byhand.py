"""Connections by hand in a session: call by call, beside the facts, against both servers and some that are not ours."""

import socket
import struct
import time
from collections.abc import Iterator

import pytest

from connscope import events as ev
from connscope.byhand.chunks import END, HALF_CLOSE, RECV, SEND
from connscope.byhand.conversation import CLOSING, OPEN, PEER_DONE
from connscope.byhand.expecting import Expectation
from connscope.serving import ServerSession
from connscope.tui.exchange import Exchange, chunk_of, event_of
from connscope.wishes import (
    EndClient,
    EndClients,
    FreezeClient,
    HalfCloseClient,
    HushClient,
    LaunchClients,
    ResetClient,
    Say,
    SetClientOption,
    ThawClient,
)
from tests.clients.far_end import read_exactly, scripted_server
from tests.sources.by_hand import PATIENCE_SECONDS, asyncio_echo, begun, came, kinds, opened, until


@pytest.fixture(params=["echo", "tutorial"])
def session(request: pytest.FixtureRequest) -> Iterator[ServerSession]:
    yield from begun(request.param)


@pytest.fixture
def echo() -> Iterator[ServerSession]:
    yield from begun("echo")


def test_what_is_said_comes_back_and_each_call_is_a_chunk_with_its_fact(session: ServerSession):
    it = opened(session)
    session.do(Say(it.number, b"hello"))
    until(session, lambda: came(it) == b"hello")
    session.do(Say(it.number, b", world"))
    until(session, lambda: came(it) == b"hello, world")
    assert kinds(it) == [(SEND, 1, 0, 5), (RECV, 1, 0, 5), (SEND, 2, 5, 7), (RECV, 2, 5, 7)]
    facts = dict(session.journal.since(0))
    told = [number for number, fact in facts.items() if type(fact) in (ev.Sent, ev.Received) and fact.conn == it.conn]
    assert [event_of(chunk, it.conn, session.journal) for chunk in it.chunks] == told
    assert [chunk_of(facts[number], it.conn, it.chunks) for number in told] == it.chunks


def test_it_is_a_client_with_a_number_of_the_one_sequence(session: ServerSession):
    session.launch(LaunchClients(session.host, session.port, 2, (b"x",)))
    it = opened(session)
    session.launch(LaunchClients(session.host, session.port, 1, (b"x",)))
    until(session, lambda: len(session.ledger.clients) == 4)
    client = session.ledger.clients[3]
    assert (it.number, client.behaviour, client.own, client.msg_total) == (3, "by hand", it.own, -1)
    assert session.ledger.connections[it.conn].name == "client-3"


def test_the_other_side_tells_which_sends_made_up_each_recv(session: ServerSession):
    it = opened(session)
    session.do(Say(it.number, b"0123456789", piece=4))
    until(session, lambda: came(it) == b"0123456789")
    session.do(FreezeClient(it.number))
    until(session, lambda: it.frozen)
    session.do(Say(it.number, b"abcdef", piece=3))
    until(session, lambda: it.sent == 16)
    other = session.other_side(it.number)
    until(session, lambda: (other := session.other_side(it.number)) and other.sent == 16)
    session.do(ThawClient(it.number))
    until(session, lambda: came(it) == b"0123456789abcdef")
    other = session.other_side(it.number)
    assert other is not None
    exchange = Exchange()
    exchange.take(it.chunks, other.chunks)
    recvs = [call for call in exchange.calls if call.chunk.kind == RECV]
    assert [sum(size for _, size in exchange.made_of(recv)) for recv in recvs] == [recv.size for recv in recvs]
    echoes = [(chunk.number, size) for chunk, size in exchange.echo_of(recvs[-1])]
    assert (recvs[-1].ours, recvs[-1].size, echoes) == (True, 6, [(4, 3), (5, 3)])


def test_a_server_that_is_no_echo_has_no_echo_claimed(echo: ServerSession):
    with scripted_server(lambda conn: (read_exactly(conn, 5), conn.sendall(b"HELLO"), conn.recv(1))) as address:
        it = opened(echo, address)
        it.expect(Expectation("echo", b"hello"), time.monotonic_ns())
        echo.do(Say(it.number, b"hello"))
        until(echo, lambda: came(it) == b"HELLO")
        verdict = it.judged(time.monotonic_ns())
        assert verdict is not None
        assert (verdict.ok, verdict.sentence) == (False, "differs at offset 0: expected 68 h, came 48 H")
        assert (it.chunks[-1].echo, echo.other_side(it.number)) == (False, None)
        echo.do(EndClient(it.number))
        until(echo, lambda: it.over)


def test_an_echo_server_that_we_did_not_write_is_spoken_with_as_well(echo: ServerSession):
    with asyncio_echo() as address:
        it = opened(echo, address)
        it.expect(Expectation("echo", b"0123456789" * 300, within=PATIENCE_SECONDS, times=2), time.monotonic_ns())
        echo.do(Say(it.number, b"0123456789" * 300, piece=700, times=2))
        until(echo, lambda: it.judged(time.monotonic_ns()))
        echo.do(HalfCloseClient(it.number))
        until(echo, lambda: it.over)
    verdict = it.judged(time.monotonic_ns())
    assert verdict is not None
    assert (verdict.ok, it.error, it.received) == (True, "", 6000)
    assert [chunk.size for chunk in it.chunks if chunk.kind == SEND] == [700, 700, 700, 700, 200] * 2
    exchange = Exchange()
    exchange.take(it.chunks, ())
    recvs = [call for call in exchange.calls if call.chunk.kind == RECV]
    assert [sum(size for _, size in exchange.echo_of(recv)) for recv in recvs] == [recv.size for recv in recvs]


def test_where_nobody_listens_it_is_over_and_says_so(echo: ServerSession, free_port: int):
    it = echo.conversations[echo.open_by_hand("127.0.0.1", free_port)]
    until(echo, lambda: it.over)
    assert (it.error, it.chunks) == ("connection refused", [])
    until(echo, lambda: echo.ledger.clients[it.number].ended_at)
    assert echo.ledger.clients[it.number].error == "connection refused"
    with pytest.raises(ValueError, match="is over"):
        echo.do(Say(it.number, b"x"))


@pytest.fixture
def free_port() -> Iterator[int]:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        yield sock.getsockname()[1]


def test_a_half_close_is_the_end_of_what_we_say_and_its_answer_the_end_of_all(session: ServerSession):
    it = opened(session)
    session.do(FreezeClient(it.number))
    session.do(Say(it.number, b"last words"))
    session.do(HalfCloseClient(it.number))
    with pytest.raises(ValueError, match="said its last"):
        session.do(Say(it.number, b"more"))
    session.do(ThawClient(it.number))
    until(session, lambda: it.over)
    assert (it.error, it.sent) == ("", 10)
    ends = [(chunk.kind, chunk.start, chunk.told) for chunk in it.chunks if chunk.kind in (HALF_CLOSE, END)]
    assert ends == [(HALF_CLOSE, 10, True), (END, it.received, True)]


def test_the_peer_s_end_leaves_us_the_word(echo: ServerSession):
    def script(conn: socket.socket) -> None:
        conn.shutdown(socket.SHUT_WR)
        said.append(read_exactly(conn, 5))

    said: list[bytes] = []
    with scripted_server(script) as address:
        it = echo.conversations[echo.open_by_hand(*address)]
        until(echo, lambda: it.state == PEER_DONE)
        echo.do(Say(it.number, b"hello"))
        until(echo, lambda: it.sent == 5)
        echo.do(EndClient(it.number))
        until(echo, lambda: it.over)
    assert (said, it.error) == ([b"hello"], "")


def test_a_reset_ends_tutorial_and_only_the_connection_at_echo(session: ServerSession):
    it = opened(session)
    session.do(Say(it.number, b"x"))
    until(session, lambda: came(it) == b"x")
    session.do(ResetClient(it.number))
    until(session, lambda: it.over)
    program = session.ledger.programs[session.policy]
    until(session, lambda: session.policy == "echo" or not program.running)
    until(session, lambda: any(conn.error == "ECONNRESET" for conn in session.ledger.connections.values()))
    assert (it.error, session.ledger.programs[session.policy].running) == ("", session.policy == "echo")


def test_frozen_it_reads_nothing_and_thawed_every_byte(session: ServerSession):
    it = opened(session, small_pipes=True)
    session.do(FreezeClient(it.number))
    until(session, lambda: session.ledger.clients[it.number].frozen and it.frozen)
    session.do(Say(it.number, bytes(range(256)) * 400))
    until(session, lambda: any(conn.outb > 0 and conn.full for conn in session.ledger.connections.values()))
    assert came(it) == b""
    session.do(ThawClient(it.number))
    until(session, lambda: it.received == 102_400)
    assert (came(it), it.unsent, it.frozen) == (bytes(range(256)) * 400, 0, False)


def test_a_send_that_goes_in_part_by_part_is_as_many_chunks(session: ServerSession):
    it = opened(session, small_pipes=True)
    session.do(Say(it.number, bytes(200_000)))
    until(session, lambda: it.received == 200_000)
    sizes = [chunk.size for chunk in it.chunks if chunk.kind == SEND]
    facts = [fact for _, fact in session.journal.since(0) if isinstance(fact, ev.Sent) and fact.conn == it.conn]
    assert len(sizes) > 1
    assert sizes == [fact.size for fact in facts]


def test_what_is_said_without_end_can_be_taken_back(echo: ServerSession):
    it = opened(echo)
    echo.do(Say(it.number, b"x", every=3600.0, times=1000))
    until(echo, lambda: came(it) == b"x" and it.unsent == 999)
    assert it.said == 1000
    echo.do(HushClient(it.number))
    until(echo, lambda: it.unsent == 0)
    assert it.said == 1
    echo.do(Say(it.number, b"y"))
    until(echo, lambda: came(it) == b"xy")


def test_options_are_set_read_and_refused_in_words(echo: ServerSession):
    it = opened(echo)
    assert {name: value for name, value in it.options.items() if "BUF" not in name} == {"NODELAY": 0, "LINGER": -1}
    echo.do(SetClientOption(it.number, "NODELAY", 1))
    echo.do(SetClientOption(it.number, "LINGER", 5))
    echo.do(SetClientOption(it.number, "SNDBUF", 8192))
    until(echo, lambda: it.options["SNDBUF"] == 16_384)
    assert (it.options["NODELAY"], it.options["LINGER"], it.complaint) == (1, 5, "")
    for name, value in (("NODELAY", 2), ("LINGER", 11), ("CORK", 1)):
        with pytest.raises(ValueError, match=name):
            echo.do(SetClientOption(it.number, name, value))


def test_while_its_close_lingers_the_number_of_its_descriptor_is_another_s(echo: ServerSession):
    with socket.create_server(("127.0.0.1", 0)) as narrow:
        narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        it = opened(echo, narrow.getsockname())
        with narrow.accept()[0] as far_end:
            echo.do(SetClientOption(it.number, "LINGER", 10))
            echo.do(Say(it.number, bytes(16 << 20)))
            until(echo, lambda: it.sent)
            rows = echo.crowd.hands().probe.rows
            fd = rows[it.conn].fd
            echo.do(EndClient(it.number))
            until(echo, lambda: echo.ledger.connections[it.conn].over)
            until(echo, lambda: it.state == CLOSING)
            other = opened(echo)
            while rows[other.conn].fd != fd:
                other = opened(echo)
            assert (it.over, it.conn in rows) == (False, False)
            echo.do(Say(other.number, b"hello"))
            until(echo, lambda: came(other) == b"hello")
            far_end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        until(echo, lambda: it.over)
    assert (it.error, other.state, echo.ledger.failure) == ("", OPEN, "")


def test_all_clients_are_ended_also_those_by_hand_and_one_that_is_not_says_nothing(session: ServerSession):
    session.launch_one()
    it = opened(session)
    session.do(EndClients())
    until(session, lambda: it.over and all(client.ended_at for client in session.ledger.clients.values()))
    assert session.ledger.clients[it.number].error == ""
    with pytest.raises(ValueError, match="client-1 is not by hand"):
        session.do(Say(1, b"x"))
