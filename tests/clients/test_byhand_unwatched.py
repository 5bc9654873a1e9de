"""What a peer does to a connection that is watched for nothing is noticed all the same."""

import select
import selectors
import socket
from collections.abc import Iterator
from itertools import takewhile

import pytest

from connscope.clients.line import Line
from connscope.clients.plans import Froze, Thawed
from connscope.clients.tidings import Arrived, PeerDone, Shut
from connscope.clients.unwatched import Unwatched
from tests.clients.byhand_running import Running, running
from tests.clients.far_end import PATIENCE, reset

pytestmark = pytest.mark.skipif(not hasattr(select, "epoll"), reason="only an epoll tells of errors unasked")


@pytest.fixture
def it() -> Iterator[Running]:
    with running() as it:
        yield it


@pytest.fixture
def far_end(it: Running) -> Iterator[socket.socket]:
    """Of connection 1, which is there."""
    with socket.create_server(("127.0.0.1", 0)) as lsock:
        it.client.open(1, *lsock.getsockname())
        it.until(lambda: it.of(Arrived))
        with lsock.accept()[0] as conn:
            conn.settimeout(PATIENCE)
            yield conn


def freeze(it: Running) -> None:
    it.client.freeze(1)
    it.until(lambda: it.of(Froze))


def test_a_reset_after_the_peer_s_end_is_noticed(it: Running, far_end: socket.socket):
    far_end.shutdown(socket.SHUT_WR)
    it.until(lambda: it.of(PeerDone))
    reset(far_end)
    far_end.close()
    assert it.outcome().error == "reset by the peer"


def test_a_reset_of_one_that_is_frozen_is_noticed(it: Running, far_end: socket.socket):
    freeze(it)
    far_end.sendall(b"never read")
    reset(far_end)
    far_end.close()
    assert (it.outcome().error, it.outcome().recv_total) == ("reset by the peer", 0)


def test_one_that_was_watched_in_between_is_noticed_as_well(it: Running, far_end: socket.socket):
    for _ in range(2):
        freeze(it)
        it.client.thaw(1)
        it.until(lambda: it.of(Thawed))
        it.told.clear()
    freeze(it)
    reset(far_end)
    far_end.close()
    assert it.outcome().error == "reset by the peer"


def test_what_came_before_the_end_of_both_is_still_read_after_a_thaw(it: Running, far_end: socket.socket):
    freeze(it)
    it.client.half_close(1)
    it.until(lambda: it.of(Shut))
    far_end.sendall(b"last words")
    far_end.close()
    it.client.thaw(1)
    assert (it.outcome().error, it.moved(outgoing=False)) == ("", [b"last words"])


def test_the_end_of_both_directions_is_no_error_and_keeps_nobody_awake():
    with selectors.DefaultSelector() as sel, socket.create_server(("127.0.0.1", 0)) as lsock:
        line, unwatched = Line(1, [], False), Unwatched(sel)
        with socket.create_connection(lsock.getsockname()) as line.sock, lsock.accept()[0] as conn:
            unwatched.mind(line)
            line.sock.shutdown(socket.SHUT_WR)
            conn.close()
            assert [key.data for key, _ in sel.select(PATIENCE)] == [unwatched]
            told = [list(unwatched.broken()) for _ in takewhile(lambda _: sel.select(0.05), range(100))]
            assert told in ([[]], [[], []])  # two, if the kernel tells of one end after the other
            unwatched.remove(line)
        unwatched.close()
