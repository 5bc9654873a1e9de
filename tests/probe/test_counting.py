"""The wrappers that count while enough has been told: the same totals, numbers that go on, a record of the unusual."""

import errno
import selectors
import socket
from threading import get_ident

import pytest

from connscope.probe.core import Probe
from connscope.probe.counting import Counting
from connscope.probe.keeper import LOOP, Keeper
from connscope.probe.records import SEND
from connscope.probe.rows import ENDLESS, Thread
from tests.probe.witness import calls, fill, records, seen

pytestmark = pytest.mark.usefixtures("either")

Ends = tuple[socket.socket, socket.socket]


class Told:
    """How much one thread is to tell."""

    def __init__(self, probe: Probe, sockets: type[socket.socket], thread: Thread) -> None:
        self.counting, self.thread = Counting(probe, sockets), thread

    def so_many(self, more: int) -> None:
        self.thread.until = self.thread.seq + more
        self.counting.is_enough(self.thread)

    def all(self) -> None:
        self.thread.until = ENDLESS
        self.counting.is_enough(self.thread)


@pytest.fixture
def told(probe: Probe, new_socket: type[socket.socket], ends: Ends) -> Told:
    """Enough, from now on."""
    told = Told(probe, new_socket, ends[0].row.thread)
    told.so_many(0)
    return told


def talk(ends: Ends) -> None:
    """Four calls each way that carry bytes."""
    conn, peer = ends
    room = bytearray(100)
    for said in (b"a", b"bc"):
        conn.send(said)
        conn.send(memoryview(said))
        peer.sendall(said)
        conn.recv(100)
        peer.sendall(said)
        conn.recv_into(room)


def test_what_goes_well_is_counted_and_numbered_and_not_recorded(probe: Probe, told: Told, ends: Ends):
    before = told.thread.seq
    talk(ends)
    assert ends[0].row.totals()[1:] == (6, 6, 4, 4, 0, 0, 0)
    assert (records(probe), told.thread.seq - before) == ([], 8)


def test_asked_for_more_each_call_is_recorded_and_the_counts_go_on(probe: Probe, told: Told, ends: Ends):
    talk(ends)
    told.all()
    talk(ends)
    assert ends[0].row.totals()[1:] == (12, 12, 8, 8, 0, 0, 0)
    assert calls(probe) == ["SEND", "SEND", "RECV", "RECV_INTO"] * 2


def test_what_is_unusual_is_recorded(probe: Probe, told: Told, ends: Ends):
    conn, peer = ends
    peer.sendall(b"xy")
    assert (conn.recv(10, socket.MSG_PEEK), conn.recv(10)) == (b"xy", b"xy")
    conn.setblocking(False)
    for receive in (conn.recv, lambda size: conn.recv_into(bytearray(size))):
        with pytest.raises(BlockingIOError):
            receive(10)
    fill(conn)
    peer.shutdown(socket.SHUT_WR)
    assert (conn.recv(10), conn.recv_into(bytearray(10))) == (b"", 0)
    told = [(each.call, each.errno) for each in seen(probe)]
    assert told[:4] == [("PEEK", 0), ("SETBLOCKING", 0), ("RECV", errno.EAGAIN), ("RECV_INTO", errno.EAGAIN)]
    assert told[-3:] == [("SEND", errno.EAGAIN), ("RECV", 0), ("RECV_INTO", 0)]
    assert conn.row.totals()[5:7] == (told[4:].count(("SEND", 0)), 3)  # each send that is told took less than all
    assert conn.row.totals()[1] == 2


def test_a_call_at_which_the_gate_is_closed_is_recorded(probe: Probe, keeper: Keeper, told: Told, ends: Ends):
    probe.gate.closed[SEND] = 1
    ends[0].send(b"seen")
    assert calls(probe) == ["SEND"]


def test_who_steps_from_loop_to_loop_is_told_of_each_call_in_between(
    probe: Probe, keeper: Keeper, told: Told, ends: Ends
):
    keeper.only = get_ident()
    keeper.pace(1_000)
    ends[0].setblocking(True)  # it stands still there, for a moment
    keeper.change(LOOP)
    calls(probe)
    talk(ends)
    told.so_many(0)
    talk(ends)
    assert calls(probe) == ["SEND", "SEND", "RECV", "RECV_INTO"] * 4
    keeper.go()
    told.so_many(0)
    talk(ends)
    assert calls(probe) == []


def test_what_the_probe_has_taken_off_is_not_put_on_again(
    probe: Probe, new_socket: type[socket.socket], told: Told, ends: Ends
):
    told.all()
    probe.detach()
    told.so_many(0)
    assert not {"recv", "recv_into", "send"} & set(vars(new_socket))


def test_a_loop_tells_so_many_calls_and_counts_the_others(
    probe: Probe, new_socket: type[socket.socket], sel: selectors.BaseSelector, ends: Ends
):
    conn, peer = ends
    sel.loop.counting = Counting(probe, new_socket)
    sel.register(conn, selectors.EVENT_READ)
    conn.row.thread.until = conn.row.thread.seq + 2
    records(probe)
    for _ in range(5):
        peer.sendall(b"x")
        sel.select(5)
        conn.recv(10)
    assert calls(probe) == ["SELECT", "RECV"]
    assert sel.loop.counts == (5, 0)
    conn.row.thread.until = ENDLESS
    peer.sendall(b"x")
    sel.select(5)
    conn.recv(10)
    assert calls(probe) == ["SELECT", "RECV"]
    assert (sel.loop.counts, conn.row.totals()[3]) == ((6, 0), 6)


def test_loops_that_did_nothing_are_counted_as_such_whether_they_are_told_or_not(
    probe: Probe, new_socket: type[socket.socket], sel: selectors.BaseSelector, ends: Ends
):
    sel.loop.counting = Counting(probe, new_socket)
    sel.register(ends[0], selectors.EVENT_WRITE)
    for _ in range(3):
        sel.select(5)
    ends[0].row.thread.until = 0
    for _ in range(3):
        sel.select(5)
    assert sel.loop.counts == (6, 5)
