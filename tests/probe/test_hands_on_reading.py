"""Reading that is stopped by hand: the kernel does not tell of it, and of all else the program sees what it said."""

import errno
import os
import selectors
import socket
from functools import partial
from types import SimpleNamespace

import pytest

from connscope.probe.attach import probed_selector, probed_socket
from connscope.probe.core import Probe
from connscope.probe.hands import Hands
from tests.probe.test_errands import Over, over, sleeping
from tests.probe.witness import Seen, accepted, records, seen

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


@pytest.fixture(params=[selectors.PollSelector, selectors.EpollSelector], ids=lambda kind: kind.__name__)
def masked(request, probe):
    """A selector whose kernel can be asked for less."""
    with probed_selector(probe, request.param)() as selector:
        yield selector


@pytest.fixture
def hands(probe, masked):
    return Hands(probe, masked)


def masks(sel):
    """What it answers at once."""
    return [mask for _, mask in sel.select(0)]


@pytest.fixture
def unread(masked, ends):
    """A connection that is registered for both, and has something to be read."""
    conn, peer = ends
    masked.register(conn, READ | WRITE, SimpleNamespace(outb=b""))
    peer.sendall(b"some")
    assert selected(masked, READ | WRITE)
    return conn


def selected(sel, mask):
    """Whether it answers so soon: loopback takes its moment."""
    for _ in range(1000):
        if masks(sel) == [mask]:
            return True
        sel.select(0.005)
    return False


def test_it_is_not_told_and_told_again_and_no_byte_is_lost(probe, masked, hands, unread):
    records(probe)
    hands.stop_reading(unread.row.conn)
    assert masks(masked) == [WRITE]
    hands.resume_reading(unread.row.conn)
    assert masks(masked) == [READ | WRITE]
    assert unread.recv(10) == b"some"
    assert [each for each in seen(probe) if each.call == "PAUSE"] == [
        Seen("PAUSE", unread.row.conn, 1),
        Seen("PAUSE", unread.row.conn, 0),
    ]


def test_all_that_the_program_can_see_is_what_it_said(masked, hands, unread):
    key = masked.get_key(unread)
    hands.stop_reading(unread.row.conn)
    assert masked.get_key(unread) == key
    assert masked.get_map()[unread.fileno()].events == unread.row.watch == READ | WRITE
    assert masked.modify(unread, READ | WRITE, key.data) == key


@pytest.mark.parametrize("wanted", [READ, WRITE, READ | WRITE])
def test_whatever_the_program_asks_for_meanwhile_it_gets_without_reading_and_then_all_of_it(
    masked, hands, unread, wanted
):
    hands.stop_reading(unread.row.conn)
    masked.modify(unread, WRITE)
    masked.modify(unread, wanted)
    assert masks(masked) == [WRITE] * bool(wanted & WRITE)
    hands.resume_reading(unread.row.conn)
    assert masks(masked) == [wanted]


def test_who_is_registered_again_is_not_told_either(masked, hands, unread):
    hands.stop_reading(unread.row.conn)
    masked.unregister(unread)
    assert masks(masked) == []
    masked.register(unread, READ)
    assert masks(masked) == []
    hands.resume_reading(unread.row.conn)
    assert masks(masked) == [READ]


def test_who_is_stopped_while_nobody_watches_is_not_told_once_somebody_does(masked, hands, ends):
    conn, peer = ends
    peer.sendall(b"some")
    hands.stop_reading(conn.row.conn)
    masked.register(conn, READ)
    assert masked.select(0.01) == []
    hands.resume_reading(conn.row.conn)
    assert [mask for _, mask in masked.select(5)] == [READ]


def test_a_new_connection_with_the_same_descriptor_is_read(masked, hands, new_socket, unread):
    hands.stop_reading(unread.row.conn)
    fd = unread.fileno()
    masked.unregister(unread)
    near, far = socket.socketpair()
    unread.close()
    os.dup2(near.fileno(), fd)
    with far, near, new_socket(fileno=fd) as conn:
        far.sendall(b"some")
        masked.register(conn, READ)
        assert masks(masked) == [READ]
        hands.stop_reading(unread.row.conn)
        assert masks(masked) == [READ]  # that one is closed


def test_a_descriptor_that_nobody_unregistered_is_read_when_it_is_anothers(masked, hands, new_socket, unread):
    hands.stop_reading(unread.row.conn)
    fd = unread.fileno()
    near, far = socket.socketpair()
    unread.close()
    os.dup2(near.fileno(), fd)
    with far, near, new_socket(fileno=fd) as conn:
        far.sendall(b"some")
        masked.unregister(fd)
        masked.register(conn, READ)
        assert masks(masked) == [READ]


def test_what_the_kernel_had_answered_just_before_is_not_told(masked, hands, unread):
    masked.modify(unread, READ)
    masked.loop.errands.ask(partial(hands.stop_reading, unread.row.conn))
    assert masks(masked) == []
    masked.loop.errands.ask(partial(hands.resume_reading, unread.row.conn))
    assert masks(masked) == [READ]


def test_of_what_was_answered_just_before_all_else_is_told(masked, hands, unread, new_socket, closing):
    conn, peer = accepted(new_socket)
    closing.enter_context(conn)
    closing.enter_context(peer)
    peer.sendall(b"some")
    masked.register(conn, READ)
    masked.modify(unread, READ | WRITE)
    assert len(masked.select(5)) == 2 or len(masked.select(5)) == 2
    masked.loop.errands.ask(partial(hands.stop_reading, unread.row.conn))
    told = {key.fd: mask for key, mask in masked.select(5)}
    assert told == {conn.fileno(): READ, unread.fileno(): WRITE}


def test_a_program_that_sleeps_sleeps_on_while_bytes_come_and_wakes_when_it_is_to_read_again(masked, hands, ends):
    conn, peer = ends
    masked.register(conn, READ)
    thread, outcome = sleeping(masked)
    masked.loop.errands.ask(partial(hands.stop_reading, conn.row.conn))
    for _ in range(20):
        peer.sendall(b"some")
        thread.join(0.001)
    assert outcome == []
    masked.loop.errands.ask(partial(hands.resume_reading, conn.row.conn))
    thread.join()
    assert [mask for _, mask in outcome[0]] == [READ]


def test_that_the_peer_is_done_is_not_told_and_that_it_is_gone_is(masked, hands, ends):
    conn, peer = ends
    masked.register(conn, READ)
    hands.stop_reading(conn.row.conn)
    peer.shutdown(socket.SHUT_WR)
    assert masked.select(0.01) == []
    hands.cut(conn.row.conn, 2)
    assert [mask for _, mask in masked.select(5)] == [READ]


def test_a_selector_that_has_no_mask_of_its_own_says_so_and_tells_on(probe, ends):
    conn, peer = ends
    with probed_selector(probe, selectors.SelectSelector)() as sel:
        hands = Hands(probe, sel)
        sel.register(conn, READ)
        records(probe)
        hands.stop_reading(conn.row.conn)
        hands.resume_reading(conn.row.conn)
        assert [each for each in seen(probe) if each.call == "PAUSE"] == [
            Seen("PAUSE", conn.row.conn, 1, errno=errno.ENOTSUP),
            Seen("PAUSE", conn.row.conn, 0, errno=errno.ENOTSUP),
        ]
        peer.sendall(b"some")
        assert [mask for _, mask in sel.select(5)] == [READ]


def test_when_the_probe_retires_all_that_was_stopped_is_read():
    probe = Probe()
    with probed_selector(probe)() as sel:
        hands = Hands(probe, sel)
        conn, peer = accepted(probed_socket(probe))
        with conn, peer:
            sel.register(conn, READ)
            hands.stop_reading(conn.row.conn)
            thread, outcome = sleeping(sel)
            peer.sendall(b"some")
            probe.retire(RuntimeError("for the test"))
            thread.join()
            assert [mask for _, mask in outcome[0]] == [READ]
            assert sel.get_key(conn).events == READ


def test_an_interrupt_finds_a_program_whose_only_connection_is_not_read(masked, hands, ends):
    conn, _ = ends
    masked.register(conn, READ)
    hands.stop_reading(conn.row.conn)
    thread, outcome = sleeping(masked)
    masked.loop.errands.ask(over)
    thread.join()
    assert outcome == [Over]
