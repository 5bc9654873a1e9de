"""The lines of the table in `records.py`, as real calls write them. Those that carry bytes have their own file."""

import errno
import selectors
import socket
import struct
from functools import partial
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest

from connscope.probe import records as r
from connscope.probe.attach import probed_socket
from connscope.probe.core import Probe
from tests.probe.witness import LOOPBACK, Seen, accepted, address, calls, listening, records, seen

NOWHERE = ("127.0.0.1", 1)
READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


def test_a_record_has_the_fields_of_the_table(probe, new_socket):
    new_socket().close()
    opened, closed = probe.channel
    assert len(opened) == len(r.FIELDS)
    assert all(type(field) is int for field in (*opened[:-1], *closed[:-1]))
    assert (opened[0], closed[0]) == (1, 2)
    assert opened[1] < closed[1]


def test_a_listening_socket_tells_its_whole_life(probe, new_socket):
    with new_socket() as lsock:
        fd = lsock.fileno()
        lsock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        lsock.bind(LOOPBACK)
        own = address(lsock)
        lsock.listen(7)
        lsock.setblocking(False)
        with pytest.raises(BlockingIOError):
            lsock.accept()
        peer = socket.create_connection(lsock.getsockname())
        conn, peer_address = lsock.accept()
        accepted_fd = conn.fileno()
        conn.close()
        peer.close()
    assert seen(probe) == [
        Seen("OPEN", 1, socket.AF_INET, fd),
        Seen("SETSOCKOPT", 1, socket.SOL_SOCKET << 32 | socket.SO_REUSEADDR, 1),
        Seen("BIND", 1, head=own),
        Seen("LISTEN", 1, 7, head=own),
        Seen("SETBLOCKING", 1, 0),
        Seen("ACCEPT", 1, 1, 0, errno.EAGAIN),
        Seen("ACCEPT", 2, 1, accepted_fd, head="{}:{}".format(*peer_address).encode()),
        Seen("CLOSE", 2, 0, accepted_fd),
        Seen("CLOSE", 1, 0, fd),
    ]


def test_a_client_tells_how_its_connect_went(probe, new_socket):
    with listening(socket.socket) as lsock, new_socket() as sock:
        sock.setblocking(False)
        begun = sock.connect_ex(lsock.getsockname())
        with selectors.DefaultSelector() as plain:
            plain.register(sock, WRITE)
            assert plain.select(5)
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0
        head = address(sock) + b" > " + address(lsock)
        assert sock.row.errno == 0
    assert begun == errno.EINPROGRESS
    assert seen(probe)[2:4] == [Seen("CONNECT_EX", 1, errno=begun, head=head), Seen("SO_ERROR", 1)]


def test_a_connect_that_waits_and_one_that_raises_einprogress_tell_the_same_addresses(probe, new_socket):
    with listening(socket.socket) as lsock, new_socket() as patient, new_socket() as hasty:
        patient.connect(lsock.getsockname())
        hasty.setblocking(False)
        with pytest.raises(BlockingIOError):
            hasty.connect(lsock.getsockname())
        assert hasty.row.errno == 0
        heads = [address(sock) + b" > " + address(lsock) for sock in (patient, hasty)]
    assert [each for each in seen(probe) if each.call == "CONNECT"] == [
        Seen("CONNECT", 1, head=heads[0]),
        Seen("CONNECT", 2, errno=errno.EINPROGRESS, head=heads[1]),
    ]


def test_a_refused_connect_tells_its_error(probe, new_socket):
    with new_socket() as sock, new_socket() as other:
        with pytest.raises(ConnectionRefusedError):
            sock.connect(NOWHERE)
        other.connect_ex(NOWHERE)
        rows = list(probe.rows.values())
    told = [(each.call, each.errno) for each in seen(probe) if each.call.startswith("CONNECT")]
    assert told == [("CONNECT", errno.ECONNREFUSED), ("CONNECT_EX", errno.ECONNREFUSED)]
    assert [row.errno for row in rows] == [errno.ECONNREFUSED] * 2


def test_so_error_tells_the_error_that_it_took_away(probe, new_socket):
    with new_socket() as sock:
        sock.setblocking(False)
        sock.connect_ex(NOWHERE)
        with selectors.DefaultSelector() as plain:
            plain.register(sock, WRITE)
            assert plain.select(5)
        taken = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR, 4)
    assert int.from_bytes(taken, "little") == errno.ECONNREFUSED
    assert Seen("SO_ERROR", 1, errno=errno.ECONNREFUSED) in seen(probe)


def test_numbers_of_other_types_are_written_as_plain_ones(probe, ends):
    class Seven:
        def __index__(self):
            return 7

    conn, peer = ends
    conn.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, True)
    conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 0, 0))
    conn.setblocking(Seven())
    peer.sendall(b"some")
    conn.recv(True)
    conn.recv(Seven())
    conn.shutdown(socket.SHUT_WR)
    told = records(probe)
    assert {type(value) for each in told for name, value in each.items() if name != "head"} == {int}
    assert [(each["asked"], each["result"]) for each in told] == [
        (socket.SOL_SOCKET << 32 | socket.SO_KEEPALIVE, 1),
        (socket.SOL_SOCKET << 32 | socket.SO_LINGER, 0),
        (1, 0),
        (1, 1),
        (-1, 3),
        (socket.SHUT_WR, 0),
    ]


def test_settimeout_tells_whether_calls_wait(probe, new_socket):
    with new_socket() as sock:
        for timeout in (0, 0.5, None, 0.0):
            sock.settimeout(timeout)
    assert [each.asked for each in seen(probe) if each.call == "SETBLOCKING"] == [0, 1, 1, 0]


def test_listen_without_a_number_tells_the_number_that_python_takes(probe, new_socket):
    with new_socket() as lsock:
        lsock.bind(LOOPBACK)
        lsock.listen()
        lsock.listen(-3)
    assert [each.asked for each in seen(probe) if each.call == "LISTEN"] == [min(socket.SOMAXCONN, 128), 0]


def test_a_selector_tells_who_is_watched_for_what_and_what_was_ready(probe, ends, sel):
    conn, peer = ends
    loop, data = sel.loop.conn, SimpleNamespace(outb=b"12345")
    sel.register(conn, READ, data)
    assert sel.select(0) == []
    data.outb = b""
    sel.modify(conn, READ | WRITE, data)
    assert [mask for _, mask in sel.select()] == [WRITE]
    peer.sendall(b"x")
    conn.recv(1)
    sel.unregister(conn)
    sel.close()
    assert seen(probe) == [
        Seen("REGISTER", 2, loop, READ, outb=5),
        Seen("SELECT", loop, 0, 1, outb=0, head=[]),
        Seen("MODIFY", 2, loop, READ | WRITE, outb=0),
        Seen("SELECT", loop, -1, 2, outb=0, head=[2 << 2 | WRITE]),
        Seen("RECV", 2, 1, 1, outb=0, head=b"x"),
        Seen("UNREGISTER", 2, loop, 0, outb=0),
        Seen("CLOSE_SELECTOR", loop),
    ]


def test_every_call_on_a_socket_tells_outb_as_it_was_before_the_call(probe, ends, sel):
    conn, _ = ends
    data = SimpleNamespace(outb=bytearray(b"12345"))
    sel.register(conn, WRITE, data)
    records(probe)
    del data.outb[: conn.send(data.outb)]
    data.outb += b"123"
    conn.setblocking(False)
    data.outb = b"12"
    conn.shutdown(socket.SHUT_WR)
    data.outb = b"1"
    sel.unregister(conn)
    conn.close()
    assert [(each.call, each.outb) for each in seen(probe)] == [
        ("SEND", 5),
        ("SETBLOCKING", 3),
        ("SHUTDOWN", 2),
        ("UNREGISTER", 1),
        ("CLOSE", 1),
    ]


def test_what_the_program_prints_is_told_as_print_would_print_it(probe):
    probe.log("accepted", ("127.0.0.1", 5), sep=": ", flush=True)
    probe.log("x" * 1000)
    probe.log("\udcff")
    assert [each.head for each in seen(probe)] == [b"accepted: ('127.0.0.1', 5)", b"x" * r.PRINTED, b"?"]


def test_addresses_are_spelled_as_people_know_them(probe, new_socket, tmp_path):
    path = str(tmp_path / "socket")
    with new_socket(socket.AF_UNIX) as lsock, new_socket(socket.AF_INET6) as six:
        lsock.bind(path)
        six.bind(("::1", 0))
        port = six.getsockname()[1]
    assert [each.head for each in seen(probe) if each.call == "BIND"] == [path.encode(), f"[::1]:{port}".encode()]


def test_somebody_who_asks_is_told_what_outb_holds(probe, ends, sel):
    conn, _ = ends
    held = SimpleNamespace(outb=b"x" * 1000)
    sel.register(conn, READ, held)
    records(probe)
    sel.loop.errands.ask(partial(probe.look, 2))
    sel.select(0)
    assert seen(probe)[0] == Seen("OUTB", 2, 0, 1000, outb=1000, head=b"x" * 256)


def test_every_kind_of_call_is_told_by_some_test():
    here = Path(__file__).parent
    source = "".join(path.read_text() for path in (*here.glob("test_*records.py"), *here.glob("test_hands*.py")))
    elsewhere = ("IDLE", "ANSWER", "LOG", "SECURE", "AWAIT", "STALL")
    assert [call for call in r.CALLS if f'"{call}"' not in source and call not in elsewhere] == []


def test_two_probes_that_share_their_ids_never_give_one_twice():
    ids = count(1)
    probes = [Probe(ids=ids) for _ in range(2)]
    kinds = [probed_socket(each) for each in probes]
    for kind in kinds * 2:
        kind().close()
    assert [[each.conn for each in seen(probe)] for probe in probes] == [[1, 1, 3, 3], [2, 2, 4, 4]]


def test_the_same_conversation_is_told_once_more_alike(probe, new_socket):
    def conversation():
        conn, peer = accepted(new_socket)
        with conn, peer:
            peer.sendall(b"hello")
            conn.send(conn.recv(10))

    conversation()
    first = calls(probe)
    conversation()
    assert calls(probe) == first
