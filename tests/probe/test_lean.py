"""The wrappers that only count: the same totals as the full ones, and a record of all that is unusual."""

import errno
import selectors
import socket

import pytest

from connscope.probe.core import Probe
from connscope.probe.lean import Lean
from tests.probe.witness import calls, fill, records, seen

Ends = tuple[socket.socket, socket.socket]


@pytest.fixture
def lean(probe: Probe, new_socket: type[socket.socket], sel: selectors.BaseSelector) -> Lean:
    """Put on."""
    lean = Lean(probe, new_socket, type(sel))
    lean.put_on()
    return lean


def talk(ends: Ends) -> None:
    """Three calls each way that carry bytes."""
    conn, peer = ends
    for said in (b"a", b"bc", b"def"):
        conn.send(said)
        peer.sendall(said)
        conn.recv(100)


def test_what_goes_well_is_counted_and_not_recorded(probe: Probe, lean: Lean, ends: Ends):
    talk(ends)
    assert ends[0].row.totals()[1:] == (6, 6, 3, 3, 0, 0, 0)
    assert records(probe) == []


def test_taken_off_each_call_is_recorded_and_the_counts_go_on(probe: Probe, lean: Lean, ends: Ends):
    talk(ends)
    lean.take_off()
    talk(ends)
    assert ends[0].row.totals()[1:] == (12, 12, 6, 6, 0, 0, 0)
    assert calls(probe) == ["SEND", "RECV"] * 3


def test_what_is_unusual_is_recorded(probe: Probe, lean: Lean, ends: Ends):
    conn, peer = ends
    peer.sendall(b"xy")
    assert (conn.recv(10, socket.MSG_PEEK), conn.recv(10)) == (b"xy", b"xy")
    conn.setblocking(False)
    with pytest.raises(BlockingIOError):
        conn.recv(10)
    peer.shutdown(socket.SHUT_WR)
    assert conn.recv(10) == b""
    assert [(each.call, each.result, each.errno) for each in seen(probe)] == [
        ("PEEK", 2, 0),
        ("RECV", 0, errno.EAGAIN),
        ("RECV", 0, 0),
    ]
    assert (conn.row.ended, conn.row.totals()[1:]) == ("done", (2, 0, 2, 0, 0, 1, 0))


def test_a_send_that_takes_only_a_part_is_counted_as_short(probe: Probe, lean: Lean, ends: Ends):
    conn, _ = ends
    conn.setblocking(False)
    records(probe)
    fill(conn)
    *_, short, refused = seen(probe)
    assert (short.call, short.asked, 0 < short.result < short.asked) == ("SEND", 70_000, True)
    assert (refused.call, refused.errno) == ("SEND", errno.EAGAIN)
    assert conn.row.totals()[5:7] == (1, 1)


def test_what_is_watched_is_known_without_a_record(probe: Probe, lean: Lean, ends: Ends, sel: selectors.BaseSelector):
    conn, _ = ends
    conn.setblocking(False)
    sel.register(conn, selectors.EVENT_READ, "data")
    assert (conn.row.watch, conn.gettimeout()) == (1, 0.0)
    key = sel.modify(conn, selectors.EVENT_READ | selectors.EVENT_WRITE, "other data")
    assert (conn.row.watch, key.data, sel.get_key(conn).events) == (3, "other data", 3)
    with pytest.raises(KeyError):
        sel.modify(socket.socket.fileno(conn) + 1000, selectors.EVENT_READ)
    assert records(probe) == []


def test_what_is_no_socket_of_the_probe_s_is_recorded_when_it_is_watched(
    probe: Probe, lean: Lean, sel: selectors.BaseSelector
):
    one, other = socket.socketpair()
    with one, other:
        key = sel.register(one, selectors.EVENT_READ)
        assert (key.fileobj, calls(probe)) == (one, ["REGISTER"])
        sel.unregister(one)


def test_a_probe_that_has_retired_gets_no_wrapper_back(
    probe: Probe, lean: Lean, new_socket: type[socket.socket], ends: Ends
):
    probe.retire(RuntimeError("on purpose"))
    lean.put_on()
    lean.take_off()
    assert "recv" not in vars(new_socket)
    talk(ends)
    probe.failure = ""
