"""Who can be relied on to wake whoever looks at it, and when."""

import socket
import threading
from collections.abc import Iterator

import pytest

from connscope import events as ev
from connscope.journal import Journal
from connscope.ledger import Ledger
from connscope.pump import Pump
from connscope.serving import ServerSession
from connscope.sources import Waking
from connscope.sources.byhand import HandSource
from connscope.sources.clients import ClientSource
from connscope.sources.crowd import Crowd
from connscope.sources.thread import ThreadSource
from connscope.wishes import EndClient
from tests.sources.by_hand import begun, until
from tests.sources.draining import PATIENCE_SECONDS, Watched, connected, watching


class Woken:
    """How often somebody was."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


@pytest.fixture
def woken() -> Woken:
    return Woken()


@pytest.fixture
def echo() -> Iterator[ServerSession]:
    yield from begun("echo")


@pytest.fixture
def asleep() -> Iterator[Watched]:
    with watching("echo") as watched:
        watched.until(watched.is_asleep)
        yield watched


def test_a_server_that_is_known_to_sleep_wakes_once_and_tells_nothing_before(asleep: Watched, woken: Woken):
    assert asleep.source.wake_once(woken)
    asleep.facts.clear()
    asleep.look()
    assert all(type(fact) is ev.CpuSampled for fact in asleep.facts)
    with connected(asleep):
        asleep.until(asleep.accepted)
        assert woken.times == 1
    asleep.until(lambda: asleep.accepted()[0].over)
    assert woken.times == 1


def test_one_that_is_not_known_to_sleep_cannot_be_relied_on(asleep: Watched, woken: Woken):
    with connected(asleep) as client:
        client.sendall(b"x")
        assert client.recv(1) == b"x"
        assert not asleep.source.wake_once(woken)  # nobody was told since that it sleeps again
        asleep.until(lambda: asleep.is_asleep() and asleep.source.wake_once(woken))


def test_one_whose_probe_has_failed_cannot_be_relied_on(asleep: Watched, woken: Woken):
    asleep.source.probe.retire(ValueError("for a test"))
    assert not asleep.source.wake_once(woken)


def test_of_one_that_is_over_there_is_nothing_to_wait_for(asleep: Watched, woken: Woken):
    asleep.source.stop()
    assert not asleep.source.wake_once(woken)  # its end is still to be told
    asleep.look()
    assert asleep.source.wake_once(woken)


def test_one_that_ends_wakes_wherever_it_was(woken: Woken):
    source, over = ThreadSource("elsewhere"), threading.Event()
    source.run(over.wait)
    assert not source.wake_once(woken)
    over.set()
    assert source.thread is not None
    source.thread.join(PATIENCE_SECONDS)
    assert woken.times == 1


def test_a_pump_can_rest_if_all_its_sources_can(asleep: Watched, woken: Woken):
    class Child:
        name = "child"

        def drain(self) -> list[ev.Fact]:
            return []

        def stop(self) -> None:
            pass

    pump = Pump(Ledger(), Journal())
    assert pump.wake_once(woken)
    pump.sources.append(asleep.source)
    assert pump.wake_once(woken)
    pump.sources.append(Child())
    assert not pump.wake_once(woken)


def test_of_our_own_clients_those_in_threads_can(woken: Woken):
    for kind in (ClientSource, HandSource):
        source = kind()
        try:
            watched = Watched(source)
            watched.until(watched.is_asleep)
            assert isinstance(source, Waking)
            assert source.wake_once(woken)
        finally:
            source.stop()
    assert not isinstance(Crowd([]).process, Waking)


def test_while_one_by_hand_is_open_time_alone_makes_news(echo: ServerSession, woken: Woken):
    number = echo.open_by_hand(echo.host, echo.port)
    until(echo, lambda: echo.conversations[number].conn)
    until(echo, lambda: all(loop.asleep_since for loop in echo.ledger.loops.values()))
    assert not echo.wake_once(woken)
    echo.do(EndClient(number))
    until(echo, lambda: echo.conversations[number].over)
    until(echo, lambda: echo.wake_once(woken))


def test_a_program_that_is_held_or_about_to_be_is_looked_at_as_ever(echo: ServerSession, woken: Woken):
    until(echo, lambda: echo.wake_once(woken))
    echo.stepping.hold()
    assert not echo.wake_once(woken)
    echo.stepping.go()
    with socket.create_connection((echo.host, echo.port)):
        until(echo, lambda: echo.open_clients() == 1 and woken.times)
