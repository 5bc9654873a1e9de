"""Totals are exact: with many threads, with nobody reading, and for whoever reads them meanwhile."""

import socket
import sys
import threading
from collections.abc import Callable

import pytest

from connscope.probe.accelerated import taken
from connscope.probe.attach import probed_socket
from connscope.probe.core import Probe
from connscope.probe.rows import BYTES_IN, BYTES_OUT, RECVS, SENDS, SEQ
from tests.probe.witness import accepted, records

pytestmark = pytest.mark.usefixtures("either")

ROUNDS = 200


def run(*programs: Callable[[], object]) -> None:
    """Each in a thread of its own."""
    threads = [threading.Thread(target=program) for program in programs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_eight_threads_that_share_one_socket_are_counted_exactly(probe, new_socket):
    left, right = (new_socket(fileno=end.detach()) for end in socket.socketpair())
    sent: list[int] = []
    received: list[int] = []

    together = threading.Barrier(8)  # else a later thread may inherit the identifier of an earlier one

    def send():
        together.wait()
        for size in range(1, ROUNDS):
            left.sendall(b"x" * size)
            sent.append(size)

    def receive():
        together.wait()
        while data := right.recv(100):
            received.append(len(data))

    senders = [threading.Thread(target=send) for _ in range(4)]
    receivers = [threading.Thread(target=receive) for _ in range(4)]
    with left, right:
        for thread in senders + receivers:
            thread.start()
        for sender in senders:
            sender.join()
        left.shutdown(socket.SHUT_WR)
        for receiver in receivers:
            receiver.join()
        out, into = left.row.all_totals(), right.row.all_totals()
    assert sum(totals[BYTES_OUT] for _, totals in out) == sum(sent)
    assert sum(totals[SENDS] for _, totals in out) == len(sent)
    assert sum(totals[BYTES_IN] for _, totals in into) == sum(received) == sum(sent)
    assert sum(totals[RECVS] for _, totals in into) == len(received) + 4
    assert len(out) == len(into) == 5


def test_eight_threads_with_a_socket_each_number_their_records_without_a_gap(probe, new_socket):
    def converse():
        conn, peer = accepted(new_socket)
        with conn, peer:
            for _ in range(ROUNDS):
                peer.sendall(b"hello")
                conn.sendall(conn.recv(5))

    run(*[converse] * 8)
    by_thread: dict[int, list[int]] = {}
    for each in records(probe):
        by_thread.setdefault(each["thread"], []).append(each["seq"])
    assert sorted(by_thread) == list(range(len(by_thread)))
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in by_thread.values())
    moved = [thread.bytes_gone for thread in probe.threads.values()]
    assert [sum(way) for way in zip(*moved, strict=True)] == [8 * ROUNDS * 5] * 2


def test_totals_are_exact_when_nobody_reads_the_channel():
    probe = Probe(capacity=10)
    conn, peer = accepted(probed_socket(probe))
    with conn, peer:
        for size in range(1, ROUNDS):
            peer.sendall(b"x" * size)
            conn.sendall(conn.recv(size, socket.MSG_WAITALL))
        [(thread, totals)] = conn.row.all_totals()
    moved = sum(range(1, ROUNDS))
    assert totals[1:] == (moved, moved, ROUNDS - 1, ROUNDS - 1, 0, 0, 0)
    last = taken(probe.channel)
    assert len(last) == 10
    assert totals[SEQ] == last[-2][0]  # the last is the close
    assert thread.seq == last[-1][0]


@pytest.fixture
def restless():
    """Threads take turns a thousand times more often."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(5e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("restless")
def test_who_reads_totals_meanwhile_sees_all_of_a_call_or_nothing(new_socket):
    conn, peer = accepted(new_socket)
    looked: list[tuple[int, ...]] = []
    over = threading.Event()

    def look():
        while not over.is_set():
            looked.extend(totals for _, totals in conn.row.all_totals())

    def converse():
        for _ in range(1000):
            peer.send(b"12345678")
            conn.send(conn.recv(8))
            peer.recv(8)
        over.set()

    with conn, peer:
        run(look, converse)
    assert looked
    assert all(into == 8 * recvs and out == 8 * sends for _, into, out, recvs, sends, *_ in looked)
    assert all(0 <= recvs - sends <= 1 for _, _, _, recvs, sends, *_ in looked)


def test_a_record_belongs_to_the_totals_that_carry_its_number(probe, ends):
    conn, peer = ends
    peer.sendall(b"hello")
    conn.recv(5)
    assert conn.row.totals()[SEQ] == records(probe)[-1]["seq"]
    conn.send(b"hello")
    assert conn.row.totals()[SEQ] == records(probe)[-1]["seq"]


def test_a_thread_that_inherits_an_identifier_goes_on_where_the_other_ended(probe, new_socket):
    for _ in range(20):
        run(lambda: new_socket().close())
    numbers = [(each["thread"], each["seq"]) for each in records(probe)]
    assert len(set(numbers)) == len(numbers)
    assert len(probe.threads) <= 20
