"""The gate stands in front of every call, and at select's return."""

import selectors
import socket
import threading

import pytest

from connscope.probe import records as r
from connscope.probe.attach import probed_selector
from connscope.probe.rows import Row
from tests.probe.witness import accepted, given, listening, records

pytestmark = pytest.mark.usefixtures("either")

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


def received(conn):
    """What is still to be read, looked at without the probe."""
    socket.socket.setblocking(conn, False)
    try:
        return socket.socket.recv(conn, 10, socket.MSG_PEEK)
    except BlockingIOError:
        return b""
    finally:
        socket.socket.setblocking(conn, True)


def sent(_, peer):
    """What the peer has got; None when it has got the end."""
    peer.setblocking(False)
    try:
        return peer.recv(10, socket.MSG_PEEK) or None
    except BlockingIOError:
        return b""
    finally:
        peer.setblocking(True)


def watched(conn, _, sel):
    """What the selector watches it for."""
    key = sel.get_map().get(conn.fileno())
    return key and key.events


def kept_alive(conn):
    """Whether the option is set, looked at without the probe."""
    return socket.socket.getsockopt(conn, socket.SOL_SOCKET, socket.SO_KEEPALIVE)


# What to call, how to look, and what is seen while the gate is closed and after.
CALLS = {
    r.RECV: (lambda conn: conn.recv(10), received, b"hello", b""),
    r.RECV_INTO: (lambda conn: conn.recv_into(bytearray(100)), received, b"hello", b""),
    r.SEND: (lambda conn: conn.send(b"hello"), sent, b"", b"hello"),
    r.SENDALL: (lambda conn: conn.sendall(b"hello"), sent, b"", b"hello"),
    r.SHUTDOWN: (lambda conn: conn.shutdown(socket.SHUT_WR), sent, b"", None),
    r.CLOSE: (lambda conn: conn.close(), lambda conn: conn.fileno() == -1, False, True),
    r.SETBLOCKING: (lambda conn: conn.setblocking(False), lambda conn: conn.getblocking(), True, False),
    r.SETSOCKOPT: (lambda conn: conn.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1), kept_alive, 0, 1),
    r.REGISTER: (lambda conn, _, sel: sel.register(conn, READ), watched, None, READ),
    r.MODIFY: (lambda conn, _, sel: sel.modify(conn, WRITE), watched, READ, WRITE),
    r.UNREGISTER: (lambda conn, _, sel: sel.unregister(conn), watched, READ, None),
    r.CLOSE_SELECTOR: (lambda _, __, sel: sel.close(), lambda _, __, sel: sel.get_map() is None, False, True),
}


@pytest.mark.parametrize("call", CALLS, ids=lambda call: r.CALLS[call])
def test_a_call_has_not_happened_when_the_gate_stops_it_and_happens_then(probe, ends, sel, call):
    conn, peer = ends
    make, look, before, after = CALLS[call]
    if call in (r.MODIFY, r.UNREGISTER):
        sel.register(conn, READ)
    if look is received:
        peer.sendall(b"hello")
        wait_until_readable(conn)
    stopped: list[object] = []

    def stop(kind, row, *_):
        stopped.append((kind, row.conn, threading.current_thread(), given(look, conn, peer, sel)))

    row = sel.loop if call in (r.REGISTER, r.MODIFY, r.UNREGISTER, r.CLOSE_SELECTOR) else conn.row
    probe.gate.stop = stop
    probe.gate.closed[call] = 1
    given(make, conn, peer, sel)
    probe.gate.closed[call] = 0
    assert stopped == [(call, row.conn, threading.current_thread(), before)]
    assert given(look, conn, peer, sel) == after


def wait_until_readable(conn):
    with selectors.DefaultSelector() as plain:
        plain.register(conn.fileno(), READ)
        assert plain.select(5)


def test_the_calls_of_a_connect_and_of_a_listener_are_stopped_too(probe, new_socket):
    stopped: list[str] = []
    probe.gate.stop = lambda call, *_: stopped.append(r.CALLS[call])
    probe.gate.closed[:] = [1] * len(probe.gate.closed)
    with listening(new_socket) as lsock, new_socket() as one, new_socket() as other:
        one.connect(lsock.getsockname())
        other.connect_ex(lsock.getsockname())
        other.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        lsock.accept()[0].close()
    made = ["OPEN", "BIND", "LISTEN", "OPEN", "OPEN", "CONNECT", "CONNECT_EX", "SO_ERROR", "ACCEPT"]
    assert stopped == made + ["CLOSE"] * 4


def test_select_is_stopped_before_it_waits_and_before_its_answer_is_seen(probe, ends, sel):
    conn, _ = ends
    sel.register(conn, WRITE)
    records(probe)
    stopped: list[object] = []
    probe.gate.stop = lambda call, loop, *_: stopped.append((call, loop, [each["call"] for each in records(probe)]))
    probe.gate.closed[r.SELECT] = probe.gate.closed[r.ANSWER] = 1
    sel.select()
    assert stopped == [(r.SELECT, sel.loop, []), (r.ANSWER, sel.loop, [r.SELECT])]


def test_a_call_that_fails_was_stopped_as_well(probe, ends):
    conn, _ = ends
    conn.setblocking(False)
    stopped: list[int] = []
    probe.gate.stop = lambda call, *_: stopped.append(call)
    probe.gate.closed[r.RECV] = 1
    with pytest.raises(BlockingIOError):
        conn.recv(1)
    assert stopped == [r.RECV]


@pytest.mark.parametrize(
    ("call", "make"),
    [
        (r.RECV, lambda conn: conn.recv(5, socket.MSG_PEEK)),
        (r.RECV, lambda conn: conn.recvmsg(5)),
        (r.RECV_INTO, lambda conn: conn.recv_into(bytearray(5))),
        (r.SEND, lambda conn: conn.send(b"x", socket.MSG_NOSIGNAL)),
        (r.SEND, lambda conn: conn.sendmsg([b"x"])),
        (r.SEND, lambda conn: conn.send(b"")),
        (r.SETBLOCKING, lambda conn: conn.settimeout(1)),
    ],
)
def test_an_unusual_form_of_a_call_is_stopped_once(probe, ends, call, make):
    conn, peer = ends
    peer.sendall(b"hello")
    stopped: list[object] = []
    probe.gate.stop = lambda kind, row, *_: stopped.append((kind, type(row)))
    probe.gate.closed[:] = [1] * len(probe.gate.closed)
    make(conn)
    probe.gate.closed[:] = [0] * len(probe.gate.closed)
    assert stopped == [(call, Row)]


def test_a_held_thread_holds_no_other(probe, new_socket):
    conn, peer = accepted(new_socket)
    other, other_peer = accepted(new_socket)
    arrived, go = threading.Event(), threading.Event()

    def stop(call, row, *_):
        if row is conn.row:
            arrived.set()
            go.wait()

    probe.gate.stop = stop
    probe.gate.closed[r.SEND] = 1
    with conn, peer, other, other_peer:
        held = threading.Thread(target=conn.send, args=(b"held",))
        held.start()
        arrived.wait()
        other.send(b"free")
        assert other_peer.recv(4) == b"free"
        go.set()
        held.join()
        assert peer.recv(4) == b"held"


def test_a_modify_that_unregisters_and_registers_by_itself_is_stopped_once(probe, ends):
    conn, _ = ends
    stopped: list[int] = []
    with probed_selector(probe, selectors.SelectSelector)() as sel:
        sel.register(conn, READ)
        probe.gate.stop = lambda call, *_: stopped.append(call)
        probe.gate.closed[:] = [1] * len(probe.gate.closed)
        sel.modify(conn, WRITE)
        probe.gate.closed[:] = [0] * len(probe.gate.closed)
    assert stopped == [r.MODIFY]
