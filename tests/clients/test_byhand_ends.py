"""How connections by hand end: by whom, after what, and as what a far end that we script hears it."""

import errno
import socket
import threading

import pytest

from connscope.clients.plans import Froze, Outcome
from connscope.clients.tidings import Arrived, PeerDone, Shut
from tests.clients.byhand_running import running
from tests.clients.far_end import (
    PATIENCE,
    Address,
    echo_server,
    reset,
    scripted_server,
    until_its_end,
)


def test_a_half_close_comes_after_all_that_was_said_and_before_nothing():
    said: list[bytes] = []
    go = threading.Event()

    def script(conn: socket.socket) -> None:
        said.append(until_its_end(conn))
        go.wait(PATIENCE)
        conn.sendall(b"bye")

    with running() as it, scripted_server(script) as at:
        it.client.open(1, *at)
        it.client.say(1, b"one", piece=1)
        it.client.half_close(1)
        with pytest.raises(ValueError, match="said its last"):
            it.client.say(1, b"two")
        go.set()
        assert it.outcome()[2:6] == (3, 3, 3, "")
    assert (said, it.moved(outgoing=False)) == ([b"one"], [b"bye"])
    assert [type(news) for news in it.told if isinstance(news, Shut | PeerDone | Outcome)] == [Shut, PeerDone, Outcome]


def error_of(conn: socket.socket) -> None:
    """Read until it fails, and say how."""
    try:
        until_its_end(conn)
    except OSError as error:
        heard.append(error.errno or 0)
    else:
        heard.append(0)


heard: list[int] = []


@pytest.mark.parametrize(("deed", "expected"), [("reset", errno.ECONNRESET), ("end", 0)])
def test_a_reset_is_heard_as_one_and_a_close_as_the_end(deed: str, expected: int):
    heard.clear()
    with running() as it, scripted_server(error_of) as address:
        it.client.open(1, *address)
        it.until(lambda: it.of(Arrived))
        getattr(it.client, deed)(1)
        assert it.outcome().error == ""
    assert heard == [expected]


def test_a_close_before_all_was_read_is_heard_as_a_reset():
    heard.clear()
    frozen, sent = threading.Event(), threading.Event()

    def script(conn: socket.socket) -> None:
        assert frozen.wait(PATIENCE)
        conn.sendall(b"x")
        sent.set()
        error_of(conn)

    with running() as it, scripted_server(script) as address:
        it.client.open(1, *address)
        it.client.freeze(1)
        it.until(lambda: it.of(Arrived) and it.of(Froze))
        frozen.set()
        assert sent.wait(PATIENCE)
        it.client.end(1)
        assert it.outcome().recv_total == 0
    assert heard == [errno.ECONNRESET]


def test_the_peer_s_reset_ends_it_and_says_so():
    with running() as it, scripted_server(reset) as address:
        it.client.open(1, *address)
        assert it.outcome().error == "reset by the peer"
        with pytest.raises(ValueError, match="the connection is over"):
            it.client.say(1, b"x")


def test_where_nobody_listens_it_ends_in_words_and_the_others_go_on(nobody: Address):
    with running() as it, echo_server() as address:
        it.client.open(1, *address)
        it.client.open(2, *nobody)
        assert it.outcome(2).error == "connection refused"
        it.client.say(1, b"still there")
        it.until(lambda: it.moved(outgoing=False))
        assert it.moved(outgoing=False) == [b"still there"]


def test_stopped_it_ends_all_also_those_that_were_to_say_more(silent: Address):
    with running() as it:
        for connid in (1, 2):
            it.client.open(connid, *silent)
            it.client.say(connid, b"x", every=3600.0, times=2)
        it.until(lambda: len(it.moved(outgoing=True)) + len(it.moved(outgoing=True, connid=2)) == 2)
    assert [(outcome.sent, outcome.error) for outcome in it.of(Outcome)] == [(1, "")] * 2
