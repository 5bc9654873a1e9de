import os
import selectors
import socket
from typing import Any

from connscope.clients.multiconn import MultiConn
from tests.clients.far_end import Address, echo_server
from tests.clients.trying import Watching, errors, quiet


class Recording(socket.socket):
    """Notes how much of each send the kernel took."""

    sends: list[tuple[int, int]]

    def send(self, data: Any, *args: Any) -> int:
        asked = len(data)
        self.sends.append((asked, super().send(data, *args)))
        return self.sends[-1][1]


def test_large_messages_survive_partial_sends() -> None:
    messages = [os.urandom(8 << 20), os.urandom(8 << 20)]
    Recording.sends = []
    client = MultiConn(new_socket=Recording, log=quiet)
    with echo_server(piece=8192) as address:
        client.start_connections(*address, 1, messages=messages)
        (outcome,) = client.run()
    assert outcome[2:6] == (16 << 20, 16 << 20, 16 << 20, "")
    assert any(taken < asked for asked, taken in Recording.sends)


def test_small_pipes_are_asked_for_before_connecting() -> None:
    sizes: list[tuple[int, int]] = []

    class Asked(socket.socket):
        def connect_ex(self, address: Any) -> int:
            options = (socket.SO_SNDBUF, socket.SO_RCVBUF)
            sizes.append(tuple(self.getsockopt(socket.SOL_SOCKET, option) for option in options))
            return super().connect_ex(address)

    with echo_server() as address:
        client = MultiConn(new_socket=Asked, log=quiet)
        client.start_connections(*address, 1, small_pipes=True)
        assert errors(client.run()) == [""]
    assert max(sizes[0]) <= 8192


def test_outb_holds_exactly_what_is_left_of_the_message() -> None:
    message = os.urandom(4 << 20)
    left: list[tuple[type, bytes]] = []

    def look(connections: list[Any]) -> None:
        left.extend((type(data.outb), bytes(data.outb)) for data in connections if not data.messages)

    with echo_server(piece=8192) as address:
        client = MultiConn(sel=Watching(look), log=quiet)
        client.start_connections(*address, 1, messages=[message])
        assert errors(client.run()) == [""]
    assert len(left) > 2
    assert all((kind, owed) == (bytearray, message[len(message) - len(owed) :]) for kind, owed in left)


def test_a_client_that_waits_for_an_echo_does_not_spin(silent: Address) -> None:
    loops: list[object] = []
    client = MultiConn(sel=Watching(loops.append), log=quiet)
    client.start_connections(*silent, 1, deadline=0.2)
    client.run()
    assert len(loops) < 12


def test_a_client_that_was_woken_sleeps_again(silent: Address) -> None:
    loops: list[object] = []
    client = MultiConn(sel=Watching(loops.append), log=quiet)
    client.launch(*silent, 1, deadline=0.2)
    client.run()
    assert len(loops) < 12


class Hasty(selectors.DefaultSelector):
    """Now and then says that a socket has something to read, whatever the kernel says."""

    trips = 0

    def select(self, timeout: float | None = None) -> list[Any]:
        self.trips += 1
        hasty = selectors.EVENT_READ if self.trips % 2 else 0
        return [(key, mask | hasty if key.data else mask) for key, mask in super().select(timeout)]


def test_readiness_that_proves_wrong_is_no_error() -> None:
    client = MultiConn(sel=Hasty(), log=quiet)
    with echo_server() as address:
        client.start_connections(*address, 3)
        assert errors(client.run()) == ["", "", ""]
