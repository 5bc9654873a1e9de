"""Our own clients as a source: they are told of like any program, and each finds its other end."""

import socket

import pytest

from connscope import events as ev
from connscope.journal import Journal
from connscope.ledger import Ledger
from connscope.pump import Pump
from connscope.sources.clients import ClientSource
from connscope.states import CLOSED, RESET
from tests.sources.draining import Watched, connected, descriptors, watching


@pytest.fixture
def clients():
    source = ClientSource()
    yield Watched(source)
    source.stop()


def launch(clients: Watched, address: str, count: int, **options: object) -> None:
    host, _, port = address.rpartition(":")
    clients.source.launch(host, int(port), count, **options)


def ends(clients: Watched) -> list:
    return [conn for conn in clients.ledger.connections.values() if conn.role == "connected"]


def test_clients_connect_speak_and_close(clients: Watched):
    with watching("echo") as server:
        launch(clients, server.source.address, 3, messages=[b"hello", b"world"])
        clients.until(lambda: len(ends(clients)) == 3 and all(conn.over for conn in ends(clients)))
        assert [(conn.name, conn.bytes_in, conn.bytes_out, conn.state) for conn in ends(clients)] == [
            ("client-1", 10, 10, CLOSED),
            ("client-2", 10, 10, CLOSED),
            ("client-3", 10, 10, CLOSED),
        ]


def test_a_connect_that_is_under_way_is_told_with_both_addresses(clients: Watched):
    with watching("echo") as server:
        launch(clients, server.source.address, 1)
        clients.until(lambda: clients.told(ev.Connecting))
        (connecting,) = clients.told(ev.Connecting)
        assert (connecting.error, connecting.address) == ("EINPROGRESS", server.source.address)
        assert connecting.own.startswith("127.0.0.1:")


def test_a_connect_where_nobody_listens_is_a_reset(clients: Watched):
    with socket.create_server(("127.0.0.1", 0)) as closing:
        address = "{}:{}".format(*closing.getsockname())
    launch(clients, address, 1)
    clients.until(lambda: ends(clients) and ends(clients)[0].over)
    assert [(conn.state, conn.error) for conn in ends(clients)] == [(RESET, "ECONNREFUSED")]


def test_both_ends_of_each_connection_find_each_other_and_count_once(clients: Watched):
    with watching("echo") as server, connected(server):
        pump = Pump(Ledger(), Journal())
        pump.sources += [server.source, clients.source]
        launch(clients, server.source.address, 5, messages=[b"hello"], stay=True)
        both = Watched(server.source)
        both.ledger, both.look = pump.ledger, pump.tick
        both.until(lambda: sum(conn.bytes_in >= 5 for conn in ends(both)) == 5)
        paired = {conn.id: both.ledger.partner(conn) for conn in both.accepted()}
        names = [other.name for other in paired.values() if other is not None]
        assert (len(paired), sorted(names)) == (6, [f"client-{number}" for number in range(1, 6)])
        assert both.ledger.bytes_in == sum(conn.bytes_in for conn in both.accepted())


def test_launching_after_the_end_does_nothing(clients: Watched):
    clients.source.stop()
    with watching("echo") as server:
        launch(clients, server.source.address, 1)
        clients.look()
        assert ends(clients) == []


def test_clients_without_a_launch_leave_nothing_behind():
    before = descriptors()
    ClientSource().stop()
    assert descriptors() == before
