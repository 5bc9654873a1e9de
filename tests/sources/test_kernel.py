"""What is told of the kernel: both ends at one moment, only what is looked at, and only what has changed."""

import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from connscope.connections import Connection
from connscope.events import UNKNOWN, KernelSampled
from connscope.sources.ends import Ours
from connscope.sources.kernel import CHOSEN_NS, CLOCKS_NS, VISIBLE_NS, Sampler, at_rest, look, sampled
from connscope.wishes import Hold
from tests.facts_by_hand import fact
from tests.sources.draining import connected
from tests.sources.points import Peer, TwoSided, two_sided


@pytest.fixture
def server() -> Iterator[TwoSided]:
    with two_sided("echo") as server:
        yield server


@pytest.fixture
def peer(server: TwoSided) -> Iterator[Peer]:
    peer = Peer(server)
    with peer.sock:
        server.until(lambda: server.accepted() and server.ledger.partner(server.accepted()[0]))
        yield peer


def ends_of(server: TwoSided) -> list[Ours]:
    """Both ends of the only connection, the server's first."""
    (ends,) = server.sampler.conversations(server.ledger, [server.accepted()[0].id])
    return ends


def asked_now(server: TwoSided) -> list[KernelSampled]:
    """What is told at the beginning of new spans."""
    server.sampler.spans.clear()
    told = server.sampler.samples(server.ledger)
    for each in told:
        server.ledger.apply(each)
    return told  # type: ignore[return-value]


def echoed(server: TwoSided, peer: Peer, message: bytes = b"hello") -> None:
    """All of it went there and back, the server sleeps, and neither kernel waits for the other."""
    peer.say(message)
    server.until(lambda: peer.hear(100) == 0 and peer.got == len(peer.said))
    server.until(lambda: server.accepted()[0].bytes_out == peer.got and server.is_asleep())
    server.until(lambda: not any(told.unacked for told in sampled(ends_of(server))))


# Both ends, or one.


def test_both_ends_are_told_of_at_one_moment_also_while_the_server_is_held(server: TwoSided, peer: Peer):
    server.source.do(Hold())
    peer.say(b"x" * 100)
    server.stop()
    here, there = sampled(ends_of(server))
    assert (here.at, here.still, there.still) == (there.at, True, True)
    assert (here.unread, here.bytes_in, there.bytes_out, here.state) == (100, 0, 100, "ESTAB")


def test_of_a_client_elsewhere_the_server_s_end_is_told(server: TwoSided):
    with connected(server) as client:
        server.until(lambda: server.accepted() and server.is_asleep())
        server.source.do(Hold())
        client.sendall(b"x" * 100)
        server.stop()
        (told,) = sampled(ends_of(server))
        assert (told.unread, told.bytes_in, told.still) == (100, 0, True)
        it = server.ask(server.accepted()[0])
        assert (it.both, it.wrote, it.held[1], it.read) == (False, UNKNOWN, 100, UNKNOWN)


def test_the_listening_socket_is_not_asked(server: TwoSided):
    listening = [conn.id for conn in server.ledger.connections.values() if conn.role == "listening"]
    assert len(listening) == 1
    assert list(server.sampler.conversations(server.ledger, [*listening, 987_654])) == []


def test_whichever_end_is_watched_or_both_each_conversation_is_told_of_once(server: TwoSided, peer: Peer):
    ids = [end.conn.id for end in ends_of(server)]
    for wanted in (ids, ids[::-1], ids[1:]):
        found = list(server.sampler.conversations(server.ledger, wanted))
        assert [{end.conn.id for end in ends} for ends in found] == [set(ids)]


# At rest, and in motion.


def test_a_call_that_has_done_its_work_and_is_not_counted_is_motion(server: TwoSided, peer: Peer):
    echoed(server, peer)
    assert [told.still for told in sampled(ends_of(server))] == [True, True]
    # Past the probe: just what it sees of a call between the kernel's answer and the count.
    socket.socket.send(peer.sock, b"y")
    server.until(lambda: server.ledger.bytes_in == len(peer.said) + 1 and server.is_asleep())
    assert [told.still for told in sampled(ends_of(server))] == [False, False]
    socket.socket.recv(peer.sock, 1)
    assert [told.still for told in sampled(ends_of(server))] == [False, False]


def test_what_has_moved_between_two_looks_was_motion(server: TwoSided, peer: Peer):
    echoed(server, peer)
    end = ends_of(server)[1]
    before = look(end)
    assert at_rest(end, before, look(end))
    peer.say(b"x")
    assert not at_rest(end, before, look(end))


def test_bytes_put_in_by_hand_are_no_motion_once_they_are_counted(server: TwoSided, peer: Peer):
    echoed(server, peer)
    here = ends_of(server)[0]
    socket.socket.send(here.row.socket(), b"by hand")
    assert not sampled(ends_of(server))[0].still
    here.row.injected += 7
    told = sampled(ends_of(server))
    assert ([each.still for each in told], [each.injected for each in told]) == ([True, True], [7, 0])
    assert told[1].unread == 7


def test_bytes_put_in_by_hand_are_where_they_are_though_what_told_of_them_was_left_out(server: TwoSided, peer: Peer):
    echoed(server, peer)
    (conn,) = server.accepted()
    server.put_in(conn, b"by hand")
    server.source.probe.channel.clear()
    assert len(peer.sock.recv(3)) == 3
    it = server.ask(conn)
    assert (conn.injected, it.injected, it.held, it.read, it.still) == (0, 7, (0, 0, 0, 0, 4), len(peer.said) + 3, True)


def test_urgent_bytes_count_apart_and_are_no_motion(server: TwoSided, peer: Peer):
    echoed(server, peer)
    peer.sock.send(b"!", socket.MSG_OOB)
    server.until(lambda: server.ledger.bytes_in == len(peer.said) + 1 and server.is_asleep())
    told = sampled(ends_of(server))
    assert [each.still for each in told] == [True, True]
    it = server.ask(server.accepted()[0])
    assert (it.wrote, it.held, it.still) == (len(peer.said) + 1, (0, 0, 0, 0, 1), True)


# Whose descriptor it is.


def test_of_a_socket_whose_descriptor_is_another_s_by_now_nothing_is_told(server: TwoSided, peer: Peer):
    there = ends_of(server)[1]
    fd = peer.sock.fileno()
    os.close(fd)  # behind its back, as a program may
    other = server.clients.new_socket(socket.AF_INET, socket.SOCK_STREAM)
    assert other.fileno() == fd
    with other:
        assert sampled([there]) == []
    peer.sock.detach()


def test_of_a_socket_that_was_closed_meanwhile_neither_end_is_told(server: TwoSided, peer: Peer):
    ends = ends_of(server)
    server.source.do(Hold())
    peer.sock.close()
    server.stop()
    assert sampled(ends) == []
    assert [end.conn.id for end in ends_of(server)] == [ends[0].conn.id]


def test_asking_keeps_no_socket_alive(server: TwoSided):
    peer = Peer(server)
    server.until(lambda: server.accepted() and server.ledger.partner(server.accepted()[0]))
    there = ends_of(server)[1].row
    sampled(ends_of(server))
    with pytest.warns(ResourceWarning, match="unclosed"):
        del peer
    assert there.socket is None


# What is worth telling.


def test_where_nothing_changes_nothing_more_is_told(server: TwoSided, peer: Peer):
    echoed(server, peer)
    server.sampler.watch((), server.accepted()[0].id)
    assert len(asked_now(server)) == 2
    assert server.sampler.has_news
    assert asked_now(server) == []
    assert not server.sampler.has_news


def test_what_changes_at_one_end_is_told_of_both(server: TwoSided, peer: Peer):
    echoed(server, peer)
    server.sampler.watch((server.accepted()[0].id,), 0)
    asked_now(server)
    server.source.do(Hold())
    peer.say(b"x")
    server.stop()
    assert {told.conn for told in asked_now(server)} == {end.conn.id for end in ends_of(server)}


def test_of_a_row_that_is_only_seen_the_kernel_is_not_asked_while_nothing_waits_there(server: TwoSided, peer: Peer):
    echoed(server, peer)
    here, there = (end.conn.id for end in ends_of(server))
    server.sampler.watch((here,), 0)
    asked_now(server)
    rest = []
    for chosen in (0, here, there):
        server.sampler.watch((here,), chosen)
        rest.append(server.sampler.rests(ends_of(server)))
    assert rest == [True, False, False]
    peer.say(b"x")
    server.sampler.watch((here,), 0)
    assert not server.sampler.rests(ends_of(server))


def test_bytes_put_in_by_hand_are_seen_in_a_row_that_is_only_seen(server: TwoSided, peer: Peer):
    echoed(server, peer)
    (conn,) = server.accepted()
    server.sampler.watch((conn.id,), 0)
    while not server.sampler.rests(ends_of(server)):
        asked_now(server)
    server.put_in(conn, b"by hand")
    assert [(told.injected, told.unread) for told in asked_now(server)] == [(7, 0), (0, 7)]


def test_nobody_is_asked_whom_nobody_looks_at(server: TwoSided, peer: Peer):
    server.sampler.watch((), 0)
    assert asked_now(server) == []


def test_what_comes_into_view_again_is_told_again(server: TwoSided, peer: Peer):
    echoed(server, peer)
    told = []
    for visible in ([server.accepted()[0].id], [], [server.accepted()[0].id]):
        server.sampler.watch(visible, 0)
        told.append(len(asked_now(server)))
    assert told == [2, 0, 2]


@pytest.mark.parametrize(("span", "times"), [(CHOSEN_NS, 10), (VISIBLE_NS, 2)])
def test_the_chosen_one_is_asked_ten_times_a_second_and_the_others_twice(span: int, times: int):
    sampler = Sampler([])
    assert sum(sampler.is_time(now, span) for now in range(0, 1_000_000_000, 7_000_000)) == times


# The clocks of what waits.


def sample(at: int, **given: Any) -> KernelSampled:
    made: KernelSampled = fact(KernelSampled, at=at, still=True, **given)
    return made


def news(later: KernelSampled, chosen: int = 7) -> tuple[bool, bool]:
    """Whether it is told after a first one at 0, and whether it is news."""
    sampler = Sampler([])
    sampler.watch((7,), chosen)
    sampler.told = {7: sample(0)}
    return sampler.are_news([later]), sampler.has_news


def test_how_long_something_waits_is_told_of_the_chosen_one_once_a_second_and_is_no_news():
    assert news(sample(CLOCKS_NS, rwnd_limited=5)) == (True, False)
    assert news(sample(CLOCKS_NS - 1, rwnd_limited=5)) == (False, False)
    assert news(sample(CLOCKS_NS, rwnd_limited=5), chosen=0) == (False, False)
    assert news(sample(CLOCKS_NS, rtt=5)) == (False, False)
    assert news(sample(1, unread=5)) == (True, True)


def test_that_it_has_come_to_rest_is_news():
    sampler = Sampler([])
    sampler.told = {7: fact(KernelSampled, still=False)}
    assert (sampler.are_news([sample(1)]), sampler.has_news) == (True, True)


def test_a_probe_that_has_failed_is_asked_no_more(server: TwoSided, peer: Peer):
    server.source.probe.failure = "it broke"
    (there,) = ends_of(server)
    assert there.conn.role == "connected"
    assert isinstance(there.partner, Connection)
