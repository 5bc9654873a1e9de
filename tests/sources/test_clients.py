"""Our own clients as a source: they are told of like any program, and each finds its other end."""

import socket

import pytest

from connscope import events as ev
from connscope.clients.plans import MESSAGES
from connscope.journal import Journal
from connscope.ledger import Ledger
from connscope.pump import Pump
from connscope.sources.clients import ClientSource
from connscope.states import CLOSED, RESET
from connscope.wishes import EndClient, EndClients, FreezeClient, LaunchClients, ThawClient
from tests.sources.draining import Watched, connected, descriptors, watching


@pytest.fixture
def clients():
    source = ClientSource()
    yield Watched(source)
    source.stop()


def launch(clients: Watched, address: str, count: int, **options: object) -> None:
    host, _, port = address.rpartition(":")
    clients.source.do(LaunchClients(host, int(port), count, options.pop("messages", MESSAGES), **options))


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


def test_a_client_tells_how_much_it_means_to_say_and_what_came_of_it(clients: Watched):
    with watching("echo") as server:
        launch(clients, server.source.address, 1, messages=(b"hello", b"world"), repeat=2)
        clients.until(lambda: clients.told(ev.ClientEnded))
        (began,), (ended,) = clients.told(ev.ClientBegan), clients.told(ev.ClientEnded)
        assert (began.client, began.address, began.msg_total) == (1, server.source.address, 20)
        assert (ended.own, ended.msg_total, ended.sent, ended.recv_total, ended.error) == (began.own, 20, 20, 20, "")


def test_what_it_tells_comes_after_the_calls_that_it_speaks_of(clients: Watched):
    with watching("echo") as server:
        launch(clients, server.source.address, 20)
        clients.until(lambda: len(clients.told(ev.ClientEnded)) == 20)
        kinds = [type(fact) for fact in clients.facts if type(fact) in (ev.Closed, ev.ClientEnded)]
        assert all(
            kinds[: end + 1].count(ev.Closed) >= kinds[: end + 1].count(ev.ClientEnded) for end in range(len(kinds))
        )


def test_one_is_frozen_by_hand_and_thawed_and_everything_comes_back(clients: Watched):
    with watching("echo") as server:
        launch(clients, server.source.address, 2, messages=(b"hello",), repeat=0, every=0.01, stay=True)
        clients.until(lambda: len(clients.told(ev.ClientBegan)) == 2)
        clients.source.do(FreezeClient(2))
        clients.until(lambda: clients.ledger.clients[2].frozen)
        clients.source.do(ThawClient(2))
        clients.until(lambda: not clients.ledger.clients[2].frozen)
        clients.source.do(EndClients())
        clients.until(lambda: len(clients.told(ev.ClientEnded)) == 2)
        assert [(fact.error, fact.recv_total == fact.sent) for fact in clients.told(ev.ClientEnded)] == [("", True)] * 2


def test_one_is_ended_and_the_others_go_on(clients: Watched):
    with watching("echo") as server:
        launch(clients, server.source.address, 3, stay=True, repeat=0, every=60.0)
        clients.until(lambda: len(clients.told(ev.ClientBegan)) == 3)
        clients.source.do(EndClient(2))
        clients.until(lambda: clients.told(ev.ClientEnded))
        assert [client.id for client in clients.ledger.clients.values() if not client.ended_at] == [1, 3]


def test_a_behaviour_gets_its_parameters(clients: Watched):
    with watching("echo") as server:
        launch(clients, server.source.address, 1, behaviours=(("stops-reading", {"thaw": 60.0}),), stay=True)
        clients.until(lambda: clients.told(ev.ClientFroze))
        assert clients.ledger.clients[1].behaviour == "stops-reading"


def test_several_behaviours_are_in_force_and_it_is_told_how_often_each_acted(clients: Watched):
    with watching("echo") as server:
        both = (("drip", {"bytes": 11.0, "every": 0.0}), ("late", {"by": 0.0}))
        launch(clients, server.source.address, 1, behaviours=both)
        clients.until(lambda: clients.told(ev.ClientEnded))
        client = clients.ledger.clients[1]
        assert (client.behaviour, client.acted) == ("drip + late", {"drip": 4, "late": 1})


def test_one_that_ended_as_its_behaviour_is_to_end_says_so_and_is_no_failure(clients: Watched):
    with watching("echo") as server:
        launch(clients, server.source.address, 1, behaviours=(("leaves-unread", {}),))
        clients.until(lambda: clients.told(ev.ClientEnded))
        client = clients.ledger.clients[1]
        assert (client.error, client.note, client.recv_total) == ("", "left 44 bytes unread", 0)
        assert [conn.bytes_in for conn in ends(clients)] == [0]


def test_bytes_out_of_band_are_no_part_of_what_came_back(clients: Watched):
    with watching("echo") as server:
        launch(clients, server.source.address, 1, behaviours=(("urgent", {}),))
        clients.until(lambda: clients.told(ev.ClientEnded))
        client = clients.ledger.clients[1]
        assert (client.error, client.sent, client.recv_total, client.acted) == ("", 44, 44, {"urgent": 2})


@pytest.mark.parametrize(
    ("behaviours", "sentence"),
    [
        ([("drip", {"rate": 1.0})], "drip has no 'rate'"),
        ([("drip", {"bytes": 0.0})], "bytes is a number from 1 to 1,099,511,627,776, not 0"),
        ([("drip", {"bytes": 1.5})], "bytes is a whole number, not 1.5"),
        ([("drip", {}), ("split", {})], "drip and split both decide in which pieces it sends"),
        ([("late", {}), ("late", {})], "late is there twice"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(clients: Watched, behaviours: list, sentence: str):
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        launch(clients, "127.0.0.1:1", 1, behaviours=tuple(behaviours))
    with pytest.raises(KeyError, match="dripp"):
        launch(clients, "127.0.0.1:1", 1, behaviours=(("dripp", {}),))
    assert clients.source.to_come == 0
