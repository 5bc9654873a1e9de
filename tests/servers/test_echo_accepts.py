"""How `echo` takes clients in: when many come, when it has no room, and when they are gone again."""

import errno
import socket
from contextlib import ExitStack

import pytest

from connscope.servers.echo import ACCEPTS_PER_LOOP, EchoServer, listen
from tests.faults.peers import ask, connect
from tests.servers.recorded import Recorded
from tests.servers.serving import serving


@pytest.mark.parametrize(
    "option",
    [(socket.SOL_SOCKET, socket.SO_OOBINLINE), (socket.IPPROTO_TCP, socket.TCP_NODELAY)],
    ids=["urgent bytes in line", "no waiting for acknowledgements"],
)
def test_its_connections_have_from_birth(option: tuple[int, int]):
    with listen("127.0.0.1", 0) as lsock, connect(lsock.getsockname()), lsock.accept()[0] as conn:
        assert conn.getsockopt(*option) == 1


def test_a_crowd_at_the_door_is_let_in_a_bounded_number_at_a_time():
    recorded = Recorded()
    lsock = listen("127.0.0.1", 0, new_socket=recorded.new_socket)
    server = EchoServer(lsock, sel=recorded.sel)
    with ExitStack() as stack:
        crowd = [stack.enter_context(connect(lsock.getsockname())) for _ in range(3 * ACCEPTS_PER_LOOP)]
        with serving(server.serve, server.stop):
            for peer in crowd:
                ask(peer)
    assert recorded.most_in_a_loop(["accept"]) == ACCEPTS_PER_LOOP


def refusing(errors: list[int]) -> type[socket.socket]:
    """A socket whose first calls of accept() fail with these errors, which no test can make the kernel give."""

    class Refusing(socket.socket):
        def accept(self):
            if errors:
                raise OSError(errors.pop(0), "no room")
            return super().accept()

    return Refusing


def test_a_shortage_is_told_once_costs_few_loops_and_passes_by_itself():
    said: list[str] = []
    recorded = Recorded()
    lsock = listen("127.0.0.1", 0, new_socket=refusing([errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM]))
    server = EchoServer(lsock, sel=recorded.sel, log=said.append)
    with connect(lsock.getsockname()) as peer, serving(server.serve, server.stop):
        ask(peer)
    assert said == ["accepting pauses: no room"]
    assert len(recorded.loops()) < 15


def test_a_second_shortage_is_told_again():
    said: list[str] = []
    errors = [errno.EMFILE]
    lsock = listen("127.0.0.1", 0, new_socket=refusing(errors))
    address = lsock.getsockname()
    server = EchoServer(lsock, log=said.append)
    with serving(server.serve, server.stop):
        for _ in range(2):
            with connect(address) as peer:
                ask(peer)
            errors.append(errno.EMFILE)
    assert said == ["accepting pauses: no room"] * 2


def test_a_client_that_is_gone_before_its_turn_delays_nobody():
    said: list[str] = []
    lsock = listen("127.0.0.1", 0, new_socket=refusing([errno.ECONNABORTED]))
    server = EchoServer(lsock, log=said.append)
    with connect(lsock.getsockname()) as peer, serving(server.serve, server.stop):
        ask(peer)
    assert said == []
