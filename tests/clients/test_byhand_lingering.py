"""A close that lingers waits for what the far end does not read; nobody else does."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from connscope.clients import lingering
from connscope.clients.plans import Outcome
from tests.clients.byhand_running import Running, running
from tests.clients.far_end import PATIENCE, Address, echo_server, reset
from tests.clients.test_byhand import until_its_end


@contextmanager
def full(it: Running, connid: int, address: Address, lsock: socket.socket) -> Iterator[socket.socket]:
    """One that lingers, and has sent more than its far end, which reads nothing, has room for."""
    it.client.open(connid, *address)
    it.client.set_option(connid, "LINGER", 10)
    it.client.say(connid, bytes(16 << 20))
    with lsock.accept()[0] as conn:
        it.until(lambda: it.moved(outgoing=True, connid=connid))
        yield conn
        reset(conn)


@pytest.fixture
def narrow() -> Iterator[socket.socket]:
    """A server whose connections have room for a few KiB."""
    with socket.create_server(("127.0.0.1", 0)) as lsock:
        lsock.settimeout(PATIENCE)
        lsock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        yield lsock


def test_while_one_lingers_the_others_go_on_and_it_is_over_when_its_close_is(narrow: socket.socket):
    with running() as it, echo_server() as address:
        with full(it, 1, narrow.getsockname(), narrow):
            it.client.open(2, *address)
            it.client.end(1)
            it.client.say(2, b"hello")
            it.until(lambda: it.moved(outgoing=False, connid=2))
            assert it.of(Outcome) == []
            with pytest.raises(ValueError, match="the connection is over"):
                it.client.say(1, b"x")
        outcome = it.outcome(1)  # its far end has reset it
    assert (outcome.error, outcome.sent < outcome.msg_total) == ("", True)


def test_a_loop_that_is_stopped_waits_for_none_that_lingers(narrow: socket.socket):
    with running() as it, full(it, 1, narrow.getsockname(), narrow), full(it, 2, narrow.getsockname(), narrow):
        it.client.end(1)
        it.client.stop()
        assert [it.outcome(connid).error for connid in (1, 2)] == ["", ""]


def test_of_too_many_the_next_does_not_linger(narrow: socket.socket, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lingering, "MOST_LINGERING", 1)
    with running() as it:
        with full(it, 1, narrow.getsockname(), narrow), full(it, 2, narrow.getsockname(), narrow):
            it.client.end(1)
            it.client.end(2)
            assert it.outcome(2).error == ""
            assert [outcome.connid for outcome in it.of(Outcome)] == [2]
        assert it.outcome(1).error == ""


def test_one_that_lingers_says_its_last_bytes_as_any(narrow: socket.socket):
    with running() as it, full(it, 1, narrow.getsockname(), narrow) as conn:
        it.client.end(1)
        came = len(until_its_end(conn))
        assert it.outcome(1).sent == came == sum(map(len, it.moved(outgoing=True)))


def test_a_reset_does_not_linger(narrow: socket.socket):
    with running() as it, full(it, 1, narrow.getsockname(), narrow) as conn:
        it.client.reset(1)
        assert it.outcome(1).error == ""
        with pytest.raises(ConnectionResetError):
            until_its_end(conn)
