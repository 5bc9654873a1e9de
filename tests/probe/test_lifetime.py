"""From its making to its end every socket has one row, and nothing of ours keeps it alive or outlives it for ever."""

import gc
import os
import selectors
import socket
import ssl
import threading
import warnings
import weakref
from types import SimpleNamespace

import pytest

from connscope.probe import core
from connscope.probe.attach import probed_selector, probed_socket
from tests.probe.witness import Seen, accepted, calls, listening, records, seen

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


@pytest.fixture
def careless():
    """The program lets go of sockets without closing them; Python warns of each."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield


@pytest.mark.usefixtures("careless")
def test_a_socket_that_nobody_holds_any_more_is_told_as_lost_at_once(probe, new_socket):
    conn, peer = accepted(new_socket)
    records(probe)
    fd = conn.fileno()
    del conn
    assert seen(probe) == [Seen("CLOSE", 2, 1, fd)]
    assert not probe.rows
    assert probe.gone[-1].conn == 2
    peer.close()


@pytest.mark.usefixtures("careless")
def test_a_lost_socket_is_told_where_it_was_let_go_of(probe, new_socket):
    sock = new_socket()
    sock = None
    assert sock is None
    [_, lost] = records(probe)
    name, line = probe.places.line(lost["place"])
    assert name == __file__
    assert "sock = None" in open(name).read().splitlines()[line - 1]  # noqa: SIM115


@pytest.mark.usefixtures("careless")
def test_a_socket_in_a_cycle_of_the_programs_own_is_lost_when_the_cycle_is_collected(probe, new_socket, sel):
    conn, peer = accepted(new_socket)
    conn_id = conn.row.conn
    data = SimpleNamespace(sock=conn, outb=b"123")
    sel.register(conn, READ, data)
    sel.unregister(conn)
    data.data = data
    del conn, data
    gc.collect()
    assert [(each.conn, each.asked, each.outb) for each in seen(probe) if each.call == "CLOSE"][-1] == (conn_id, 1, 3)
    peer.close()


@pytest.mark.usefixtures("careless")
def test_nothing_of_ours_keeps_an_unregistered_socket_alive(probe, new_socket, sel):
    gc.disable()
    try:
        conn, peer = accepted(new_socket)
        sel.register(conn, READ, SimpleNamespace(sock=conn, outb=b""))
        sel.select(0)
        sel.unregister(conn)
        alive = weakref.ref(conn)
        del conn
        assert alive() is None
    finally:
        gc.enable()
    peer.close()


@pytest.mark.usefixtures("careless")
def test_a_selector_that_is_dropped_with_all_it_watches_frees_all_of_it(probe, new_socket):
    before = len(os.listdir("/proc/self/fd"))
    sel = probed_selector(probe)()
    conn, peer = accepted(new_socket)
    sel.register(conn, READ, SimpleNamespace(sock=conn, outb=b""))
    sel.register(peer, READ, sel)
    alive = weakref.ref(conn)
    records(probe)
    del conn, peer, sel
    gc.collect()  # a plain selector is a cycle by itself
    assert alive() is None
    assert sorted(calls(probe)) == ["CLOSE", "CLOSE_SELECTOR"]
    assert not probe.loops
    assert not probe.rows
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_descriptor_that_is_used_again_is_another_connection(probe, new_socket):
    ids = []
    for _ in range(3):
        conn, peer = accepted(new_socket)
        ids.append((conn.fileno(), conn.row.conn))
        conn.close()
        peer.close()
    assert len({fd for fd, _ in ids}) == 1
    assert [conn for _, conn in ids] == [2, 4, 6]


def test_a_descriptor_closed_behind_our_back_is_lost_when_it_comes_again(probe, new_socket):
    first = new_socket()
    fd = first.fileno()
    os.close(fd)
    with new_socket() as second:
        assert second.fileno() == fd
        assert seen(probe) == [
            Seen("OPEN", 1, socket.AF_INET, fd),
            Seen("CLOSE", 1, 1, fd),
            Seen("OPEN", 2, socket.AF_INET, fd),
        ]
    with pytest.raises(OSError, match="Bad file descriptor"):
        first.close()
    assert calls(probe) == ["CLOSE"]


def test_a_detached_socket_is_lost_and_its_descriptor_lives_on(probe, new_socket):
    sock = new_socket()
    fd = sock.detach()
    sock.close()
    with new_socket(fileno=fd) as again:
        assert again.fileno() == fd
    assert [each[:4] for each in seen(probe)] == [
        ("OPEN", 1, socket.AF_INET, fd),
        ("CLOSE", 1, 1, fd),
        ("OPEN", 2, socket.AF_INET, fd),
        ("CLOSE", 2, 0, fd),
    ]


def test_a_socket_given_to_tls_leaves_our_sight(probe, new_socket):
    conn, peer = accepted(new_socket)
    with peer:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        with context.wrap_socket(conn, do_handshake_on_connect=False) as wrapped:
            assert wrapped.fileno() != -1
    assert [each.asked for each in seen(probe) if each.call == "CLOSE" and each.conn == 2] == [1]


def test_close_is_told_once_however_often_it_is_called(probe, ends):
    conn, _ = ends
    fd = conn.fileno()
    with conn:
        conn.close()
        conn.close()
    assert seen(probe) == [Seen("CLOSE", 2, 0, fd)]


def test_a_close_in_one_thread_is_never_told_as_a_loss_by_the_next_accept_in_another(probe, new_socket):
    churn = [threading.Thread(target=lambda: [new_socket().close() for _ in range(300)]) for _ in range(4)]
    for thread in churn:
        thread.start()
    for thread in churn:
        thread.join()
    told = seen(probe)
    assert [each for each in told if each.call == "CLOSE" and each.asked] == []
    assert len(told) == 2 * 4 * 300
    assert not probe.rows
    assert not probe.by_fd


def test_rows_of_closed_sockets_are_kept_up_to_a_number_and_nothing_else_grows(monkeypatch):
    monkeypatch.setattr(core, "GONE", 10)
    probe = core.Probe(capacity=10)
    new_socket = probed_socket(probe)
    for _ in range(100):
        new_socket().close()
    assert [row.conn for row in probe.gone] == list(range(91, 101))
    assert not probe.rows
    assert not probe.by_fd
    assert len(probe.threads) == 1


def test_what_a_closed_socket_has_moved_stays_in_the_sum_of_its_thread(probe, new_socket):
    for _ in range(3):
        conn, peer = accepted(new_socket)
        with conn, peer:
            peer.sendall(b"12345")
            conn.recv(5)
            conn.sendall(b"123")
    [thread] = probe.threads.values()
    assert thread.bytes_gone == (15, 9)


def test_the_channel_is_bounded_and_its_numbers_show_what_is_missing(new_socket):
    probe = core.Probe(capacity=5)
    for _ in range(10):
        probe.log("a line")
    assert [each["seq"] for each in records(probe)] == [6, 7, 8, 9, 10]


def test_a_listening_socket_knows_its_address_and_role(probe, new_socket):
    with listening(new_socket) as lsock:
        [row] = probe.rows.values()
        assert (row.role, row.address) == ("listening", "{}:{}".format(*lsock.getsockname()).encode())
