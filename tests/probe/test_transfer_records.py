"""The records of calls that carry bytes: what was asked, what came, and the first of it."""

import errno
import select
import socket
import struct

import pytest

from connscope.probe import records as r
from tests.probe.witness import Seen, fill, records, seen

pytestmark = pytest.mark.usefixtures("either")


def test_bytes_in_and_out_tell_what_was_asked_and_what_came(probe, ends):
    conn, peer = ends
    peer.sendall(b"one")
    conn.recv(1000)
    peer.sendall(b"two")
    conn.recv_into(bytearray(5000))
    conn.send(b"three")
    conn.sendall(bytearray(b"four"))
    peer.shutdown(socket.SHUT_WR)
    conn.recv(10)
    conn.shutdown(socket.SHUT_RDWR)
    assert seen(probe) == [
        Seen("RECV", 2, 1000, 3, head=b"one"),
        Seen("RECV_INTO", 2, 5000, 3, head=b"two"),
        Seen("SEND", 2, 5, 5, head=b"three"),
        Seen("SENDALL", 2, 4, 4, head=b"four"),
        Seen("RECV", 2, 10, 0),
        Seen("SHUTDOWN", 2, socket.SHUT_RDWR),
    ]
    assert probe.rows[2].ended == "done"


@pytest.mark.parametrize("size", [1, 63, 64, 65, 1000])
@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_a_head_is_the_first_64_bytes_as_bytes_of_their_own(probe, ends, kind, size):
    conn, peer = ends
    raw = bytes(i % 251 for i in range(size))
    buffer = bytearray(2000)
    conn.send(kind(raw))
    peer.sendall(raw)
    conn.recv_into(buffer if kind is not memoryview else memoryview(buffer), flags=socket.MSG_WAITALL, nbytes=size)
    peer.sendall(raw)
    conn.recv_into(buffer)
    peer.sendall(raw)
    conn.recv(2000)
    buffer[:] = b""  # which no view of ours forbids
    heads = [each["head"] for each in records(probe)]
    assert heads == [raw[:64]] * 4
    assert {type(head) for head in heads} == {bytes}


def test_eagain_and_a_short_send_are_told_and_counted(probe, ends):
    conn, _ = ends
    conn.setblocking(False)
    records(probe)
    with pytest.raises(BlockingIOError):
        conn.recv(9)
    with pytest.raises(BlockingIOError):
        conn.recv_into(bytearray(9))
    data = bytes(30_000_000)
    size = conn.send(data)
    fill(conn)
    told = seen(probe)
    assert told[:3] == [
        Seen("RECV", 2, 9, 0, errno.EAGAIN),
        Seen("RECV_INTO", 2, 9, 0, errno.EAGAIN),
        Seen("SEND", 2, len(data), size, head=data[:64]),
    ]
    assert told[-1] == Seen("SEND", 2, 70_000, 0, errno.EAGAIN)
    shorts = sum(0 < each.result < each.asked for each in told)
    bytes_out = sum(each.result for each in told)
    [(_, totals)] = probe.rows[2].all_totals()
    assert totals[1:] == (0, bytes_out, 0, len(told) - 3, shorts, 3, 0)
    assert probe.rows[2].errno == 0


def test_a_peek_is_not_received_and_urgent_bytes_count_apart(probe, ends):
    conn, peer = ends
    peer.sendall(b"hello")
    conn.recv(5, socket.MSG_PEEK)
    conn.send(b"!", socket.MSG_OOB)
    peer.send(b"?", socket.MSG_OOB)
    conn.recv(5)
    conn.setblocking(False)  # else it waits for bytes in line first
    select.select([], [], [conn], 5)
    conn.recv(1, socket.MSG_OOB)
    assert [each for each in seen(probe) if each.call != "SETBLOCKING"] == [
        Seen("PEEK", 2, 5, 5, head=b"hello"),
        Seen("SEND_URGENT", 2, 1, 1, head=b"!"),
        Seen("RECV", 2, 5, 5, head=b"hello"),
        Seen("RECV_URGENT", 2, 1, 1, head=b"?"),
    ]
    [(_, totals)] = probe.rows[2].all_totals()
    assert totals[1:] == (5, 0, 1, 0, 0, 0, 2)


def test_the_rarer_calls_are_written_as_what_they_do(probe, ends):
    conn, peer = ends
    buffer = bytearray(8)
    for receive in (
        lambda: conn.recvfrom(8),
        lambda: conn.recvmsg(8),
        lambda: conn.recvfrom_into(buffer),
        lambda: conn.recvmsg_into([buffer, bytearray(2)]),
    ):
        peer.sendall(b"in")
        receive()
    conn.sendto(b"to", socket.MSG_NOSIGNAL, peer.getsockname())
    conn.sendmsg([b"several ", bytearray(b"buffers")])
    conn.sendmsg(iter([b"unknown"]))
    assert seen(probe) == [
        Seen("RECV", 2, 8, 2, head=b"in"),
        Seen("RECV", 2, 8, 2, head=b"in"),
        Seen("RECV_INTO", 2, 8, 2, head=b"in"),
        Seen("RECV_INTO", 2, 10, 2, head=b"in"),
        Seen("SEND", 2, 2, 2, head=b"to"),
        Seen("SEND", 2, 15, 15, head=b"several "),
        Seen("SEND", 2, -1, 7),
    ]
    [(_, totals)] = probe.rows[2].all_totals()
    assert totals[1:] == (8, 24, 4, 3, 0, 0, 0)


def test_a_reset_is_what_ails_the_socket_and_a_timeout_of_its_own_is_not(probe, ends):
    conn, peer = ends
    conn.settimeout(0.001)
    with pytest.raises(TimeoutError):
        conn.recv(1)
    assert probe.rows[2].errno == 0
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()
    conn.settimeout(5)
    with pytest.raises(ConnectionResetError):
        conn.recv(1)
    assert probe.rows[2].errno == errno.ECONNRESET
    assert [each for each in seen(probe) if each.call == "RECV"] == [
        Seen("RECV", 2, 1, 0, r.UNNUMBERED),
        Seen("RECV", 2, 1, 0, errno.ECONNRESET),
    ]
