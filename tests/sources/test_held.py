"""While somebody holds a program at its gate, in this process or in the other, nothing of ours times out."""

import resource
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from connscope import events as ev
from connscope import wishes
from connscope.servers import echo
from connscope.sources.clients import ClientSource
from tests.sources.draining import Watched, connected, watching
from tests.sources.test_crowd import Outside

DEADLINE = 0.2
"""Seconds: shorter than anybody is held here."""

PAUSE = 0.5

HOMES: dict[str, Callable[[], Any]] = {"thread": lambda: Watched(ClientSource()), "process": Outside}


@pytest.fixture(params=HOMES)
def clients(request: pytest.FixtureRequest) -> Iterator[Any]:
    """Wherever they live."""
    it = HOMES[request.param]()
    yield it
    it.source.stop()


def launch(clients: Any, server: Watched, count: int = 1) -> None:
    host, _, port = server.source.address.rpartition(":")
    clients.source.do(wishes.LaunchClients(host, int(port), count, (b"hello",), deadline=DEADLINE))


def held(it: Any) -> ev.Held | None:
    """Where its thread stands, if it does."""
    ends = [fact for fact in it.facts if isinstance(fact, ev.Held | ev.Released | ev.Ended)]
    return ends[-1] if ends and isinstance(ends[-1], ev.Held) else None


def until_held_before(it: Any, call: str) -> None:
    """Step from call to call until the next one is this."""
    it.until(lambda: held(it))
    while (stop := held(it)) is not None and (stop.call, stop.after) != (call, False):
        it.source.do(wishes.StepCall())
        it.until(lambda stop=stop: held(it) not in (None, stop))


def for_longer_than(it: Any, seconds: float) -> None:
    """Look at it all that time."""
    enough = time.monotonic() + seconds
    it.until(lambda: time.monotonic() > enough)


@contextmanager
def no_descriptor_left() -> Iterator[None]:
    """For whatever is to be opened meanwhile."""
    few, many = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, many))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (few, many))


def outcomes(clients: Any, count: int = 1) -> list[str]:
    clients.until(lambda: len(clients.told(ev.ClientEnded)) == count)
    return [fact.error for fact in clients.told(ev.ClientEnded)]


def test_a_client_that_is_held_past_its_deadline_gets_its_echo(clients: Any):
    with watching("echo") as server:
        clients.source.do(wishes.Hold())
        launch(clients, server)
        until_held_before(clients, "send")
        for_longer_than(clients, 2 * DEADLINE)
        clients.source.do(wishes.Go())
        assert outcomes(clients) == [""]


def test_a_breakpoint_holds_clients_until_it_is_taken_away_and_they_run_on_at_a_pace(clients: Any):
    with watching("echo") as server:
        clients.source.do(wishes.SetBreakpoints((wishes.Breakpoint(7, "call", call="send"),)))
        launch(clients, server)
        clients.until(lambda: held(clients))
        assert (held(clients).call, held(clients).point) == ("send", 7)
        clients.source.do(wishes.SetBreakpoints(()))
        clients.source.do(wishes.Pace(200.0))
        assert outcomes(clients) == [""]


def test_an_echo_of_a_held_server_is_in_time_if_it_comes_once_the_server_goes_on(clients: Any):
    with watching("echo") as server:
        server.source.do(wishes.Hold())
        clients.source.do(wishes.SuspendDeadlines())
        launch(clients, server, 3)
        server.until(lambda: held(server))
        for_longer_than(clients, 2 * DEADLINE)
        server.source.do(wishes.Go())
        clients.source.do(wishes.ResumeDeadlines())
        assert outcomes(clients, 3) == ["", "", ""]


def test_an_echo_of_a_held_server_is_late_once_deadlines_count_again(clients: Any):
    with watching("echo") as server:
        server.source.do(wishes.Hold())
        clients.source.do(wishes.SuspendDeadlines())
        clients.source.do(wishes.ResumeDeadlines())
        launch(clients, server)
        assert outcomes(clients) == ["deadline: 0 of 5 bytes after 0.2 s"]


def test_clients_that_are_held_can_be_stopped_all_the_same(clients: Any):
    with watching("echo") as server:
        clients.source.do(wishes.Hold())
        launch(clients, server)
        clients.until(lambda: held(clients))
        clients.source.stop()
        clients.look()
        assert held(clients) is None


def test_a_pause_in_accepting_lasts_as_much_longer_as_the_server_is_held(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(echo, "ACCEPT_PAUSE_SECONDS", PAUSE)
    with watching("echo") as server, connected(server) as served, socket.socket() as waiting:
        server.until(server.accepted)
        with no_descriptor_left():
            waiting.connect(served.getpeername())
            server.until(lambda: server.told(ev.Printed))
        server.source.do(wishes.Hold())
        served.sendall(b"x")
        server.until(lambda: held(server))
        for_longer_than(server, PAUSE)
        until_held_before(server, "select")
        assert 0 < held(server).asked < PAUSE * 1e9
