"""What `echo` does that the tutorial's server does not. That it stands abuse is tested in `tests/faults`."""

import selectors
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

from connscope.servers.echo import BUFFER_SIZE, HIGH_WATER, LOW_WATER, READ, WRITE, EchoServer, listen
from tests.faults.peers import ask, connect, pour, reset, take, take_all
from tests.servers.recorded import Recorded
from tests.servers.serving import serving

MANY = bytes(range(256)) * 16384


@contextmanager
def recorded_echo(*, small_pipes: bool = False) -> Iterator[tuple[tuple[str, int], Recorded]]:
    recorded = Recorded()
    lsock = listen("127.0.0.1", 0, new_socket=recorded.new_socket, small_pipes=small_pipes)
    address = lsock.getsockname()
    server = EchoServer(lsock, sel=recorded.sel)
    with serving(server.serve, server.stop):
        yield address, recorded


def test_what_can_be_sent_at_once_is_sent_without_asking_for_write():
    with recorded_echo() as (address, recorded), connect(address) as peer:
        ask(peer, b"hello")
        ask(peer, b"you")
    calls = recorded.named("recv_into", "send", "modify")
    assert calls == [("recv_into", 5), ("send", 5), ("recv_into", 3), ("send", 3), ("recv_into", 0)]


def test_write_is_watched_only_while_bytes_are_owed():
    with recorded_echo(small_pipes=True) as (address, recorded), connect(address) as peer:
        take(peer, pour(peer, MANY))
        ask(peer)
    changes = [outcome for _, outcome in recorded.named("modify")]
    assert changes[0][:2] == ("R", "RW")
    assert changes[-1][1:] == ("R", 0)
    assert [("W" in after) == (owed > 0) for _, after, owed in changes] == [True] * len(changes)


def test_the_watch_is_changed_only_if_it_differs():
    with recorded_echo(small_pipes=True) as (address, recorded), connect(address) as peer:
        take(peer, pour(peer, MANY))
    changes = [outcome for _, outcome in recorded.named("modify")]
    assert [before != after for before, after, _ in changes] == [True] * len(changes)


def test_read_is_off_above_high_water_and_on_again_below_low_water():
    with recorded_echo(small_pipes=True) as (address, recorded), connect(address) as peer:
        take(peer, pour(peer, MANY))
        ask(peer)
    changes = [outcome for _, outcome in recorded.named("modify")]
    off = [owed for before, after, owed in changes if "R" in before and "R" not in after]
    on = [owed for before, after, owed in changes if "R" not in before and "R" in after]
    assert off
    assert min(off) >= HIGH_WATER
    assert max(off) < HIGH_WATER + BUFFER_SIZE
    assert on
    assert max(on) <= LOW_WATER


def test_a_peer_that_never_reads_is_owed_a_bounded_amount():
    with recorded_echo(small_pipes=True) as (address, _), connect(address, small_pipes=True) as peer:
        assert pour(peer, MANY) < HIGH_WATER + BUFFER_SIZE + 65536
        reset(peer)


def test_no_connection_gets_more_than_one_receive_and_one_send_in_a_loop():
    with recorded_echo() as (address, recorded), connect(address) as bulk, connect(address) as small:
        poured = pour(bulk, MANY)
        ask(small)
        assert take(bulk, poured) == MANY[:poured]
    assert recorded.most_in_a_loop(["recv_into"]) == 1
    assert recorded.most_in_a_loop(["send"]) == 1


def test_what_the_connections_carry_can_be_read_by_anyone():
    with recorded_echo() as (address, recorded), connect(address) as peer:
        ask(peer)
        (data,) = (key.data for key in recorded.sel.get_map().values() if hasattr(key.data, "outb"))
        assert type(data.outb) is bytearray
        assert (data.addr, data.outb, data.peer_done) == (peer.getsockname(), b"", False)
        assert [key.data for key in recorded.sel.get_map().values()].count(None) == 1


def test_a_reset_ends_only_its_own_connection():
    with recorded_echo() as (address, recorded), connect(address) as other:
        peer = connect(address)
        ask(peer)
        reset(peer)
        ask(other)
    assert recorded.named("recv_into").count(("recv_into", ConnectionResetError)) == 1


def test_a_peer_that_is_done_gets_everything_and_wakes_the_loop_only_once():
    with recorded_echo(small_pipes=True) as (address, recorded), connect(address) as peer:
        poured = pour(peer, MANY[:200_000])
        peer.shutdown(socket.SHUT_WR)
        assert take_all(peer) == MANY[:poured]
    assert recorded.named("recv_into").count(("recv_into", 0)) == 1


@contextmanager
def by_hand() -> Iterator[tuple[EchoServer, selectors.SelectorKey, socket.socket]]:
    """A server that does not serve, one of its connections, and the peer: for events that come at no one's command."""
    server = EchoServer(listen("127.0.0.1", 0))
    near, far = socket.socketpair()
    near.setblocking(False)
    data = SimpleNamespace(addr="far", outb=bytearray(), peer_done=False)
    with far:
        yield server, server.sel.register(near, READ | WRITE, data), far
    server.stop()
    server.serve()


def test_what_is_owed_goes_before_what_comes():
    with by_hand() as (server, key, peer):
        key.data.outb += b"first this, "
        peer.sendall(b"then that")
        server.service_connection(key, READ | WRITE)
        assert take(peer, 21) == b"first this, then that"


def test_an_event_that_was_none_after_all_changes_nothing():
    with by_hand() as (server, key, _):
        server.service_connection(key, READ)
        assert server.sel.get_key(key.fileobj) == key
