"""A program in a thread: how it begins, how its end is told, and that it can always be stopped."""

import gc
import selectors
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from connscope import events as ev
from connscope.probe.core import Probe
from connscope.sources import thread
from connscope.sources.thread import STOP_SECONDS, ThreadSource
from tests.sources.draining import Watched, connected, descriptors, watching


@pytest.fixture
def watched() -> Iterator[Watched]:
    source = ThreadSource("program", Probe())
    yield Watched(source)
    source.stop()


def spin() -> None:
    while True:
        pass


def seconds_to_stop(source: ThreadSource) -> float:
    before = time.monotonic()
    source.stop()
    return time.monotonic() - before


# How it begins and ends.


def test_the_first_fact_is_the_start_and_the_last_the_end(watched: Watched):
    def program() -> None:
        watched.source.new_socket().close()

    watched.source.run(program, "127.0.0.1:1")
    watched.until(lambda: not watched.program.running)
    kinds = [type(fact) for fact in watched.facts]
    assert (kinds[0], kinds[-1]) == (ev.Started, ev.Ended)
    assert {ev.Opened, ev.Closed} < set(kinds)


def test_a_program_that_returns_ends_without_an_error(watched: Watched):
    watched.source.run(lambda: None)
    watched.until(lambda: not watched.program.running)
    assert watched.program.error == ""


def test_the_end_is_told_once(watched: Watched):
    watched.source.run(lambda: None)
    watched.until(lambda: not watched.program.running)
    assert watched.source.drain() == []


def test_an_exception_ends_it_with_a_sentence_that_names_the_place(watched: Watched):
    def program() -> None:
        raise ValueError("no\x1b[2Jluck\n")

    watched.source.run(program)
    watched.until(lambda: not watched.program.running)
    line = program.__code__.co_firstlineno + 1
    assert watched.program.error == f"ValueError: no␛[2Jluck␊ · {__file__}:{line}"


def test_the_place_is_where_the_program_called_not_where_the_library_raised(watched: Watched):
    def program() -> None:
        with watched.source.new_socket() as sock:
            sock.send(b"x")

    watched.source.run(program)
    watched.until(lambda: not watched.program.running)
    assert watched.program.error.startswith("BrokenPipeError: ")
    assert watched.program.error.endswith(f"{__file__}:{program.__code__.co_firstlineno + 2}")


def test_an_exception_that_cannot_be_put_into_words_ends_it_all_the_same(watched: Watched):
    class Mute(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    def program() -> None:
        raise Mute

    watched.source.run(program)
    watched.until(lambda: not watched.program.running)
    assert watched.program.error.startswith("Mute: ")


@pytest.mark.parametrize(("code", "error"), [(0, ""), (None, ""), (3, "SystemExit: 3")])
def test_leaving_is_an_error_only_with_an_exit_code(watched: Watched, code: object, error: str):
    watched.source.run(lambda: sys.exit(code))  # type: ignore[arg-type]
    watched.until(lambda: not watched.program.running)
    assert watched.program.error.partition(" · ")[0] == error


def test_a_selector_that_the_program_left_open_is_closed(watched: Watched):
    watched.source.run(lambda: watched.source.selector.select(0))
    watched.until(lambda: not watched.program.running)
    assert watched.ledger.loops[watched.source.loop].ended


# How it is stopped.


@pytest.mark.parametrize("policy", ["echo", "tutorial"])
def test_a_server_that_sleeps_stops_at_once(policy: str):
    with watching(policy) as server:
        server.until(server.is_asleep)
        assert seconds_to_stop(server.source) < STOP_SECONDS / 2
        server.look()
        assert (server.program.running, server.program.error) == (False, "")


def test_a_server_that_spins_stops_at_once():
    with watching("tutorial") as server, connected(server):
        server.until(lambda: server.told(ev.Idled))
        assert seconds_to_stop(server.source) < STOP_SECONDS / 2
        server.look()
        assert (server.program.running, server.program.error) == (False, "")


@pytest.mark.parametrize("policy", ["echo", "tutorial"])
def test_a_server_whose_probe_has_retired_stops_too(policy: str):
    with watching(policy) as server, connected(server):
        server.until(server.accepted)
        server.source.probe.retire(KeyError("lost"))
        assert seconds_to_stop(server.source) < STOP_SECONDS
        assert not server.source.thread.is_alive()


def test_a_program_that_never_comes_to_select_stops_too(watched: Watched):
    watched.source.run(spin)
    assert seconds_to_stop(watched.source) < STOP_SECONDS
    watched.until(lambda: not watched.program.running)
    assert watched.program.error == ""


def test_a_program_that_does_not_listen_is_abandoned_after_a_second(watched: Watched):
    enough = threading.Event()
    watched.source.run(enough.wait)
    assert STOP_SECONDS / 2 < seconds_to_stop(watched.source) < 2 * STOP_SECONDS
    assert watched.source.thread.is_alive()
    enough.set()
    watched.until(lambda: not watched.program.running)


def test_a_program_that_closes_many_is_given_the_time(watched: Watched, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(thread, "STOP_SECONDS", 0.1)
    done = False

    def program() -> None:
        nonlocal done
        sockets = [watched.source.new_socket() for _ in range(300)]
        try:
            watched.source.selector.select()
        finally:
            for sock in sockets:
                sum(range(50_000))  # a busy machine
                sock.close()
            done = True

    watched.source.run(program)
    watched.until(watched.is_asleep)
    watched.source.stop()
    watched.look()
    assert done
    assert not any(fact.lost for fact in watched.told(ev.Closed))


def test_stopping_twice_or_after_the_end_does_nothing(watched: Watched):
    watched.source.run(lambda: None)
    watched.until(lambda: not watched.program.running)
    assert seconds_to_stop(watched.source) + seconds_to_stop(watched.source) < STOP_SECONDS / 2


def test_a_source_that_never_ran_gives_its_descriptors_back():
    before = descriptors()
    ThreadSource("program", Probe()).stop()
    assert descriptors() == before


@pytest.mark.parametrize("policy", ["echo", "tutorial"])
def test_twenty_servers_one_after_another_leave_nothing_behind(policy: str):
    def serve_once() -> None:
        with watching(policy) as server, connected(server):
            server.until(server.accepted)

    serve_once()
    gc.collect()  # what others have left behind
    before = descriptors(), threading.active_count()
    for _ in range(20):
        serve_once()
    assert (descriptors(), threading.active_count()) == before


# What it tells besides.


def test_a_sleep_is_told_once():
    with watching("echo") as server:
        server.until(server.is_asleep)
        server.look()
        assert len(server.told(ev.Asleep)) == 1


def test_a_sleep_ends_when_a_client_comes():
    with watching("echo") as server:
        server.until(server.is_asleep)
        with connected(server):
            server.until(server.accepted)
            assert not server.is_asleep() or len(server.told(ev.Asleep)) == 2


def test_the_cpu_of_a_spinning_thread_is_sampled():
    with watching("tutorial") as server, connected(server):
        server.until(lambda: len(server.told(ev.CpuSampled)) >= 2)
        first, second, *_ = server.told(ev.CpuSampled)
        assert 0.02 < (second.cpu - first.cpu) / (second.at - first.at) < 1.1  # others may want a core too


def test_what_a_thread_has_cost_in_all_is_told_at_its_end():
    with watching("echo") as server:
        server.source.stop()
        server.look()
        assert [type(fact) for fact in server.facts[-2:]] == [ev.CpuSampled, ev.Ended]
        assert server.program.cpu > 0


def test_a_probe_that_has_retired_is_told_once():
    with watching("echo") as server:
        server.source.probe.retire(KeyError("lost\x1b"))
        server.look()
        server.look()
        assert [fact.error for fact in server.told(ev.Retired)] == ["KeyError: 'lost\\x1b'"]


def test_the_selector_and_the_sockets_are_what_they_stand_for(watched: Watched):
    assert isinstance(watched.source.selector, selectors.BaseSelector)
    with watched.source.new_socket() as sock:
        assert sock.fileno() >= 0
