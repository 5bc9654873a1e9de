"""What each misbehaviour shows: the fault of the tutorial's server, and that `echo` has none of it."""

from connscope.clients.behaviours.floods import Floods
from connscope.clients.behaviours.half_closes import HalfCloses
from connscope.clients.behaviours.resets import Resets
from connscope.clients.behaviours.silent import Silent
from connscope.clients.behaviours.stops_reading import StopsReading
from connscope.servers.echo import BUFFER_SIZE, HIGH_WATER
from tests.clients.servers import famous, good
from tests.clients.trying import errors, run, running

FAR_BEYOND_THE_MARK = 2 * (HIGH_WATER + BUFFER_SIZE)
HALF_CLOSES = HalfCloses(size=300_000, thaw=0.2)


def test_silent_makes_the_tutorial_spin() -> None:
    with famous() as (address, server), running() as it:
        it.client.launch(*address, 1, behaviours=[Silent()])
        server.until(lambda: server.clients == 1)
        server.until(lambda: server.trips > 1000)


def test_silent_lets_echo_sleep() -> None:
    with good() as (address, server), running() as it:
        it.client.launch(*address, 1, behaviours=[Silent()])
        server.until(lambda: server.clients == 1)
        it.client.launch(*address, 1)
        assert it.outcome().connid == 2
        assert server.trips < 20


def test_resets_ends_the_tutorial() -> None:
    with famous(dies_of=ConnectionResetError) as (address, server):
        assert errors(run(address, behaviours=[Resets()])) == [""]
        server.until(lambda: server.ended)


def test_resets_does_nothing_to_echo() -> None:
    with good() as (address, _):
        assert errors(run(address, 3, behaviours=[Resets()])) == ["", "", ""]
        assert errors(run(address)) == [""]


def test_half_closes_loses_what_the_tutorial_owes() -> None:
    with famous(small_pipes=True) as (address, _):
        (outcome,) = run(address, behaviours=[HALF_CLOSES])
    assert outcome.sent > outcome.recv_total
    assert outcome.error == f"{outcome.sent - outcome.recv_total:,} bytes never came back"


def test_half_closes_gets_all_back_from_echo() -> None:
    with good(small_pipes=True) as (address, _):
        (outcome,) = run(address, behaviours=[HALF_CLOSES])
    assert outcome.ok
    assert outcome.sent == outcome.recv_total > 0


def test_floods_fills_the_tutorial_without_bound() -> None:
    with famous(small_pipes=True, dies_of=ConnectionResetError) as (address, server), running() as it:
        it.client.launch(*address, 1, behaviours=[Floods()])
        server.until(lambda: server.most_owed > FAR_BEYOND_THE_MARK)
        it.client.end(1)
        assert it.outcome().sent > FAR_BEYOND_THE_MARK
        server.until(lambda: server.ended)


def test_floods_stops_at_echos_mark() -> None:
    with good(small_pipes=True) as (address, server), running() as it:
        it.client.launch(*address, 1, behaviours=[Floods()])
        server.until(lambda: server.read_no_more)
        it.client.end(1)
        assert it.outcome().note.endswith("bytes never read")
        assert HIGH_WATER <= server.most_owed < HIGH_WATER + BUFFER_SIZE


def test_after_the_thaw_both_give_everything_back() -> None:
    for far_end in (good, famous):
        with far_end(small_pipes=True) as (address, server), running() as it:
            options = {"messages": [b"0123456789" * 10_000], "small_pipes": True, "behaviours": [StopsReading()]}
            it.client.launch(*address, 1, **options)
            server.until(lambda server=server: server.most_owed > 50_000)
            it.client.thaw(1)
            assert it.outcome()[2:6] == (100_000, 100_000, 100_000, "")
