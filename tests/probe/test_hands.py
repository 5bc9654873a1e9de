"""What is done by hand is what the peer's own socket sees, and nothing of what the program did, or sees of itself."""

import errno
import os
import selectors
import socket
from functools import partial
from types import SimpleNamespace

import pytest

from connscope.probe import records as r
from connscope.probe.attach import probed_socket
from connscope.probe.core import Probe
from connscope.probe.hands import Hands
from tests.probe.stops import Program
from tests.probe.test_errands import Over, over, sleeping
from tests.probe.witness import LOOPBACK, Seen, accepted, fill_up, listening, records, seen

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
HALF_CLOSE, CLOSE, RESET = range(len(r.ENDINGS))
BY_HAND = ("INJECT", "PAUSE", "CUT", "PIPES")


@pytest.fixture
def hands(probe, sel):
    return Hands(probe, sel)


def told(probe):
    """What was done by hand."""
    return [each for each in seen(probe) if each.call in BY_HAND]


# Bytes put in.


def test_bytes_put_in_reach_the_peer_and_count_as_nobodys_but_our_own(probe, hands, ends):
    conn, peer = ends
    conn.send(b"before")
    totals = conn.row.totals()
    records(probe)
    hands.inject(conn.row.conn, b"by hand")
    hands.inject(conn.row.conn, b"\0" * 100)
    assert peer.recv(113, socket.MSG_WAITALL) == b"beforeby hand" + b"\0" * 100
    assert (conn.row.totals(), conn.row.injected) == (totals, 107)
    assert [(each["asked"], each["result"], each["took"], each["head"]) for each in records(probe)] == [
        (7, 7, 7, b"by hand"),
        (100, 100, 107, b"\0" * 64),
    ]


@pytest.mark.parametrize("timeout", [0, 5, None])
def test_where_there_is_no_room_nothing_is_put_in_and_nobody_waits(probe, hands, ends, timeout):
    conn, _ = ends
    conn.setblocking(False)
    fill_up(conn)
    conn.settimeout(timeout)
    records(probe)
    hands.inject(conn.row.conn, b"by hand")
    assert seen(probe) == [Seen("INJECT", conn.row.conn, 7, 0)]
    assert conn.gettimeout() == timeout


def test_what_finds_room_in_part_is_put_in_in_part(probe, hands, ends):
    conn, peer = ends
    conn.setblocking(False)
    records(probe)
    much = bytes(range(256)) * 65_536
    hands.inject(conn.row.conn, much)
    (record,) = records(probe)
    assert 0 < record["result"] == conn.row.injected < len(much)
    got = b""
    while len(got) < record["result"]:
        got += peer.recv(1 << 20)
    assert got == much[: record["result"]]


# Buffers.


def test_buffers_are_what_the_kernel_says_of_them(probe, hands, ends):
    conn, _ = ends
    hands.pipes(conn.row.conn, 4096, 0)
    sizes = [conn.getsockopt(socket.SOL_SOCKET, option) for option in (socket.SO_SNDBUF, socket.SO_RCVBUF)]
    assert sizes[0] == 8192
    assert seen(probe) == [Seen("PIPES", conn.row.conn, 0, sizes[0] << 32 | sizes[1])]


def test_buffers_beyond_all_measure_are_as_large_as_they_can_be(probe, hands, ends):
    conn, _ = ends
    hands.pipes(conn.row.conn, 1 << 40, 1 << 40)
    (record,) = records(probe)
    assert (record["errno"], record["result"] >> 32 > 4096) == (0, True)


@pytest.mark.parametrize("size", [-1, -(1 << 40)])
def test_buffers_of_less_than_nothing_are_as_small_as_they_can_be(probe, hands, ends, size):
    conn, _ = ends
    hands.pipes(conn.row.conn, 1, 1)
    hands.pipes(conn.row.conn, size, size)
    least, record = records(probe)
    assert (record["errno"], record["result"], probe.failure) == (0, least["result"], "")


# How it ends.


def test_a_half_close_is_an_end_to_the_peer_who_can_still_be_heard(probe, hands, ends):
    conn, peer = ends
    hands.cut(conn.row.conn, HALF_CLOSE)
    assert peer.recv(1) == b""
    peer.sendall(b"still here")
    assert conn.recv(100) == b"still here"
    assert told(probe) == [Seen("CUT", conn.row.conn, HALF_CLOSE)]


def test_a_close_is_an_end_to_both_and_the_descriptor_stays_the_programs(probe, hands, ends):
    conn, peer = ends
    fd = conn.fileno()
    hands.cut(conn.row.conn, CLOSE)
    assert (conn.recv(1), peer.recv(1), conn.fileno()) == (b"", b"", fd)
    assert told(probe) == [Seen("CUT", conn.row.conn, CLOSE)]


def test_a_reset_is_one_to_both_and_the_descriptor_stays_the_programs(probe, hands, sel, ends):
    conn, peer = ends
    fd = conn.fileno()
    sel.register(conn, READ)
    hands.cut(conn.row.conn, RESET)
    with pytest.raises(ConnectionResetError):
        peer.recv(1)
    assert [mask for _, mask in sel.select(5)] == [READ]
    with pytest.raises(ConnectionResetError):
        conn.recv(1)
    assert conn.fileno() == fd
    assert told(probe) == [Seen("CUT", conn.row.conn, RESET)]


# Who is gone, or is nobody to be touched.

DEEDS = {
    "inject": lambda hands, conn: hands.inject(conn, b"by hand"),
    "stop": lambda hands, conn: hands.stop_reading(conn),
    "go on": lambda hands, conn: hands.resume_reading(conn),
    "half-close": lambda hands, conn: hands.cut(conn, HALF_CLOSE),
    "close": lambda hands, conn: hands.cut(conn, CLOSE),
    "reset": lambda hands, conn: hands.cut(conn, RESET),
    "buffers": lambda hands, conn: hands.pipes(conn, 4096, 4096),
}
EACH = pytest.mark.parametrize("deed", DEEDS)


@EACH
def test_a_deed_on_a_connection_whose_descriptor_is_anothers_by_now_does_not_touch_that(
    probe, hands, sel, new_socket, deed
):
    gone, other = accepted(new_socket)
    conn_id, fd = gone.row.conn, gone.fileno()
    with other, socket.create_server(LOOPBACK) as lsock:
        near = socket.create_connection(lsock.getsockname(), timeout=5)
        gone.close()
        os.dup2(near.fileno(), fd)
        near.close()
        far, _ = lsock.accept()
        with far, new_socket(fileno=fd) as conn:
            size = conn.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)
            sel.register(conn, READ)
            records(probe)
            DEEDS[deed](hands, conn_id)
            assert [(each.conn, each.errno, each.result) for each in told(probe)] == [(conn_id, errno.EBADF, 0)]
            far.sendall(b"to")
            assert ([mask for _, mask in sel.select(5)], conn.recv(10)) == ([READ], b"to")
            conn.sendall(b"fro")
            assert far.recv(10) == b"fro"
            assert conn.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) == size


@EACH
def test_a_listening_socket_listens_on(probe, hands, new_socket, deed):
    with listening(new_socket) as lsock:
        records(probe)
        DEEDS[deed](hands, lsock.row.conn)
        assert [(each.conn, each.errno) for each in told(probe)] == [(lsock.row.conn, errno.ENOTCONN)]
        with socket.create_connection(lsock.getsockname(), timeout=5) as peer:
            conn, _ = lsock.accept()
            with conn:
                conn.sendall(b"hello")
                assert peer.recv(10) == b"hello"


@EACH
def test_a_connection_that_never_was_is_gone_too(probe, hands, deed):
    DEEDS[deed](hands, 12_345)
    assert [(each.conn, each.errno) for each in told(probe)] == [(12_345, errno.EBADF)]


@EACH
def test_nothing_is_done_once_the_probe_has_retired(sel, ends, deed):
    probe = Probe()
    hands = Hands(probe, sel)
    with listening(probed_socket(probe)) as lsock, socket.create_connection(lsock.getsockname(), timeout=5) as peer:
        conn, _ = lsock.accept()
        with conn:
            probe.retire(RuntimeError("for the test"))
            records(probe)
            DEEDS[deed](hands, conn.row.conn)
            socket.socket.sendall(conn, b"alive")
            assert (peer.recv(100), records(probe)) == (b"alive", [])


# In the program's own time.


@EACH
def test_a_deed_is_done_while_the_program_sleeps_which_sleeps_on(probe, hands, sel, ends, deed):
    conn, _ = ends
    thread, outcome = sleeping(sel)
    sel.loop.errands.ask(partial(DEEDS[deed], hands, conn.row.conn))
    sel.loop.errands.ask(over)
    thread.join()
    assert outcome == [Over]
    assert [each.errno for each in told(probe)] == [0]


@EACH
def test_a_deed_is_done_while_the_program_is_held_before_a_send_and_the_gate_does_not_stop_it(
    probe, keeper, hands, sel, new_socket, closing, deed
):
    conn, peer = accepted(new_socket)
    closing.enter_context(conn)
    closing.enter_context(peer)
    sel.register(conn, WRITE, SimpleNamespace(outb=b""))

    def script():
        sel.select(5)
        try:
            return conn.send(b"own")
        except OSError as error:
            return error.errno

    keeper.hold()
    program = Program(keeper, script)
    while program.stop().call != "SEND":
        program.step()
    sel.loop.errands.ask(partial(DEEDS[deed], hands, conn.row.conn))
    keeper.nudge()
    program.until(
        lambda: program.held() and {r.INJECT, r.PAUSE, r.CUT, r.PIPES} & {each["call"] for each in program.told}
    )
    assert program.outcome is None
    program.end()
    ended = {"half-close": errno.EPIPE, "close": errno.EPIPE, "reset": errno.ECONNRESET}
    assert program.outcome == ended.get(deed, 3)
    if deed == "inject":
        assert peer.recv(7, socket.MSG_WAITALL) + peer.recv(3, socket.MSG_WAITALL) == b"by handown"


@EACH
def test_a_deed_makes_no_idle_loop_a_busy_one(probe, hands, sel, ends, deed):
    conn, _ = ends
    with socket.socket() as other:  # ready at once, and for ever
        sel.register(other, WRITE)
        for _ in range(3):
            sel.select()
        loops, idle = sel.loop.counts
        sel.loop.errands.ask(partial(DEEDS[deed], hands, conn.row.conn))
        sel.select()
        assert sel.loop.counts == (loops + 1, idle + 1)
