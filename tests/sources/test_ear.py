"""Whoever looks at clients in a process of their own is called when something comes from there, and not before."""

import os
import threading
from collections.abc import Iterator

import pytest

from connscope import events as ev
from connscope.sources.ear import Ear
from connscope.sources.outside import OutsideSource, told_now
from connscope.wishes import LaunchClients
from tests.facts_by_hand import fact
from tests.sources.draining import PATIENCE_SECONDS, descriptors, watching


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


def test_it_calls_when_there_is_something_once_for_each_time_that_it_is_asked(pipe: tuple[int, int]) -> None:
    calls = threading.Semaphore(0)
    before, ear = descriptors(), Ear(pipe[0])
    for _ in range(2):
        ear.call_once(lambda: calls.release())
        assert not calls.acquire(blocking=False)
        os.write(pipe[1], b"x")
        assert calls.acquire(timeout=PATIENCE_SECONDS)
        assert os.read(pipe[0], 10) == b"x"
    ear.close()
    assert (calls.acquire(blocking=False), descriptors()) == (False, before)


def test_clients_that_begin_in_a_process_of_their_own_wake_who_looks_at_them() -> None:
    source, called = OutsideSource(), threading.Event()
    try:
        with watching("echo") as server:
            assert source.wake_once(called.set)
            host, _, port = server.source.address.rpartition(":")
            source.do(LaunchClients(host, int(port), 1, (b"hello",), first=1))
            assert called.wait(PATIENCE_SECONDS)
            assert any(isinstance(each, ev.ClientBegan) for each in source.drain())
    finally:
        source.stop()


def test_a_process_that_is_over_calls_nobody_and_nobody_waits_for_it() -> None:
    source = OutsideSource()
    source.stop()
    assert source.wake_once(lambda: None)
    assert source.ear is None


def test_what_doing_nothing_has_cost_waits_until_something_happens(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    first, second = (fact(ev.CpuSampled, at=at, program="clients outside") for at in (1, 2))
    assert told_now([first, second]) == [second]
    assert told_now([second, fact(ev.ClientBegan, at=3, client=4)]) == []
    assert [type(each) for each in ev.decoder().decode_lines(capfdbinary.readouterr().out)] == [
        ev.CpuSampled,
        ev.ClientBegan,
    ]
