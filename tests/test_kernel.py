"""What the kernel is asked of a socket is what plain sockets know, and asking changes nothing."""

import errno
import socket
from collections.abc import Iterator

import pytest

from connscope import kernel
from connscope.kernel import UNKNOWN, Kernel, asked
from connscope.probe.hands import reset

Pair = tuple[socket.socket, socket.socket]
SMALL = 4096


@pytest.fixture
def pair() -> Iterator[Pair]:
    """Both ends of one connection, with pipes as small as the system allows."""
    with socket.socket() as listener, socket.socket() as client:
        for each in (listener, client):
            each.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SMALL)
            each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        client.connect(listener.getsockname())
        server, _ = listener.accept()
        with server:
            for each in (client, server):
                each.setblocking(False)
            yield client, server


def fill(sock: socket.socket) -> int:
    """Write until the kernel takes no more; answers how much it took."""
    written = 0
    try:
        while True:
            written += sock.send(bytes(3000))
    except BlockingIOError:
        return written


def read(sock: socket.socket, size: int = 1 << 20) -> int:
    """Read once; answers how much there was, 0 also where nothing is."""
    try:
        return len(sock.recv(size))
    except BlockingIOError:
        return 0


def test_what_was_written_is_with_the_one_kernel_or_waits_in_the_other(pair: Pair):
    client, server = pair
    written = fill(client)
    sender, receiver = asked(client), asked(server)
    assert (sender.given, receiver.taken) == (written, 0)
    assert 0 < receiver.unread <= written <= sender.unacked + receiver.unread
    assert len(server.recv(1 << 20, socket.MSG_PEEK)) == receiver.unread


def test_nothing_is_on_its_way_out_of_one_that_was_reset(pair: Pair):
    client, server = pair
    fill(server)
    assert asked(server).unacked > 0
    reset(server)
    assert (asked(server).state, asked(server).unread, asked(server).unacked) == ("CLOSE", 0, 0)
    client.close()


def test_what_is_read_is_taken_and_waits_no_more(pair: Pair):
    client, server = pair
    client.send(bytes(1000))
    before = asked(server)
    assert (read(server, 300), asked(server)[:2]) == (300, (before.unread - 300, 0))
    assert (before.taken, asked(server).taken) == (0, 300)


def test_the_buffers_are_as_big_as_the_socket_says(pair: Pair):
    client, _ = pair
    sizes = [client.getsockopt(socket.SOL_SOCKET, name) for name in (socket.SO_SNDBUF, socket.SO_RCVBUF)]
    assert [asked(client).sndbuf, asked(client).rcvbuf] == sizes


def test_a_peer_that_does_not_read_has_no_room_and_holds_the_sender_up(pair: Pair):
    client, server = pair
    before = asked(client)
    fill(client)
    while asked(client).snd_wnd:
        fill(client)
    assert (before.snd_wnd > 0, before.rwnd_limited) == (True, 0)
    while not asked(client).rwnd_limited:
        pass
    assert asked(server).unread > 0


@pytest.mark.parametrize("full", [False, True])
def test_the_end_of_a_stream_is_no_byte_of_it(pair: Pair, full: bool):
    client, server = pair
    written = fill(client) if full else client.send(bytes(1000))
    client.shutdown(socket.SHUT_WR)
    assert asked(client).given == written
    taken = 0
    while taken < written:
        taken += read(server)
        assert asked(server).taken == taken
    while asked(server).state != "CLOSE-WAIT":
        pass
    assert (server.recv(1), asked(server).taken, asked(server).unread) == (b"", written, 0)
    assert asked(client).given == written


def test_the_states_are_named_as_people_know_them(pair: Pair):
    client, server = pair
    assert asked(client).state == "ESTAB"
    server.shutdown(socket.SHUT_WR)
    while asked(server).state != "FIN-WAIT-2":
        pass
    assert asked(client).state == "CLOSE-WAIT"


def test_the_error_of_a_socket_is_left_to_its_program(pair: Pair):
    client, server = pair
    server.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    server.close()
    while asked(client).state != "CLOSE":
        pass
    assert client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == errno.ECONNRESET


def test_a_socket_that_listens_has_no_queues(pair: Pair):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        it = asked(listener)
        assert (it.unread, it.unacked, it.state, it.taken, it.given) == (UNKNOWN, UNKNOWN, "LISTEN", UNKNOWN, UNKNOWN)


def test_of_what_is_no_open_tcp_socket_nothing_is_known():
    one, other = socket.socketpair()
    datagrams, closed = socket.socket(type=socket.SOCK_DGRAM), socket.socket()
    closed.close()
    with one, other, datagrams:
        assert [asked(one), asked(datagrams), asked(closed)] == [Kernel()] * 3


def test_an_older_kernel_tells_less(pair: Pair):
    client, _ = pair
    client.send(b"x")
    whole = kernel.option(client, socket.IPPROTO_TCP, socket.TCP_INFO, kernel.ENOUGH)
    short = whole[: kernel.RETRANSMITS + 4]
    assert kernel.number(short, kernel.RETRANSMITS) == 0
    assert [kernel.number(short, at) for at in (kernel.NOT_SENT, kernel.SND_WND)] == [UNKNOWN, UNKNOWN]
    assert kernel.number(whole[:-1], len(whole) - 8, kernel.LONG) == UNKNOWN
    assert (kernel.given(whole, "ESTAB"), kernel.given(short, "ESTAB")) == (1, UNKNOWN)
    assert kernel.taken(short, "ESTAB", 0) == UNKNOWN
