"""Errands are done in the program's thread, and `select()` stays what it is."""

import os
import selectors
import socket
import threading
import time

import pytest

from connscope.probe.attach import probed_selector
from tests.probe.witness import calls, records

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
KINDS = [selectors.SelectSelector, selectors.PollSelector, selectors.EpollSelector]


class Over(Exception):
    """Ends a loop."""


def over():
    raise Over


def sleeping(sel, timeout=None):
    """A thread in `select()`, and what that answers or raises."""
    outcome: list[object] = []

    def sleep():
        try:
            outcome.append(sel.select(timeout))
        except Over:
            outcome.append(Over)

    thread = threading.Thread(target=sleep)
    thread.start()
    while not sel.loop.asleep_since and thread.is_alive():
        thread.join(0.001)
    return thread, outcome


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__)
def any_sel(request, probe):
    with probed_selector(probe, request.param)() as selector:
        yield selector


def test_an_errand_is_done_in_the_sleeping_thread_which_sleeps_on(any_sel):
    thread, outcome = sleeping(any_sel)
    done = threading.Event()
    where: list[threading.Thread] = []
    any_sel.loop.errands.ask(lambda: where.append(threading.current_thread()))
    any_sel.loop.errands.ask(done.set)
    assert done.wait(5)
    assert where == [thread]
    assert outcome == []
    any_sel.loop.errands.ask(over)
    thread.join()
    assert outcome == [Over]


def test_errands_neither_shorten_nor_lengthen_the_time_that_select_waits(any_sel):
    started = time.monotonic()
    thread, outcome = sleeping(any_sel, 0.2)
    asked = 0
    while thread.is_alive() and asked < 1000:
        any_sel.loop.errands.ask(lambda: None)
        thread.join(0.005)
        asked += 1
    assert outcome == [[]]
    assert time.monotonic() - started >= 0.2
    assert asked < 1000


def test_an_errand_that_was_asked_for_before_is_done_and_shortens_nothing(any_sel):
    done: list[int] = []
    any_sel.loop.errands.ask(lambda: done.append(1))
    started = time.monotonic()
    assert any_sel.select(0.05) == []
    assert time.monotonic() - started >= 0.05
    assert done == [1]


@pytest.mark.parametrize("timeout", [0, -1, -0.5, 0.0])
def test_a_select_that_does_not_wait_does_errands_and_still_does_not_wait(any_sel, timeout):
    done: list[int] = []
    any_sel.loop.errands.ask(lambda: done.append(1))
    started = time.monotonic()
    assert any_sel.select(timeout) == []
    assert time.monotonic() - started < 1
    assert done == [1]


def test_an_errand_never_hides_what_is_ready(any_sel, ends):
    conn, _ = ends
    any_sel.register(conn, WRITE)
    done: list[int] = []
    for number in range(20):
        any_sel.loop.errands.ask(lambda: done.append(number))  # noqa: B023 - it is done within this turn
        assert [mask for _, mask in any_sel.select(0)] == [WRITE]
        assert done[-1] == number


def test_no_errand_is_lost_or_done_twice_however_they_come(any_sel):
    done: list[int] = []
    all_done = threading.Event()

    def note(number):
        done.append(number)
        if len(done) == 4000:
            all_done.set()

    def ask(first):
        for number in range(first, first + 1000):
            any_sel.loop.errands.ask(lambda number=number: note(number))

    thread, outcome = sleeping(any_sel)
    askers = [threading.Thread(target=ask, args=(first,)) for first in range(0, 4000, 1000)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert all_done.wait(5)
    any_sel.loop.errands.ask(over)
    thread.join()
    assert sorted(done) == list(range(4000))
    assert outcome == [Over]
    assert not any_sel.loop.errands.rings


def test_more_errands_than_the_pair_holds_bytes_are_all_done(any_sel):
    done: list[int] = []
    for number in range(100_000):
        any_sel.loop.errands.ask(lambda number=number: done.append(number))
    any_sel.select(0)
    assert done == list(range(100_000))
    started = time.monotonic()
    assert any_sel.select(0.05) == []
    assert time.monotonic() - started >= 0.05


def test_an_errand_may_ask_for_another(any_sel):
    done: list[str] = []
    any_sel.loop.errands.ask(lambda: any_sel.loop.errands.ask(lambda: done.append("second")) or done.append("first"))
    any_sel.select(0)
    assert done == ["first", "second"]


def test_what_an_errand_raises_comes_out_of_select_and_the_rest_is_done_later(any_sel):
    done: list[int] = []
    any_sel.loop.errands.ask(over)
    any_sel.loop.errands.ask(lambda: done.append(1))
    with pytest.raises(Over):
        any_sel.select()
    assert (done, any_sel.loop.asleep_since) == ([], 0)
    any_sel.select(0)
    assert done == [1]


def test_the_pair_is_none_of_the_programs_business(any_sel):
    assert len(any_sel.get_map()) == 0
    assert list(any_sel.get_map().values()) == []
    with pytest.raises(KeyError):
        any_sel.get_key(any_sel.loop.errands.reader)


def test_an_errand_for_a_closed_selector_is_never_done(any_sel):
    before = len(os.listdir("/proc/self/fd"))
    any_sel.close()
    any_sel.loop.errands.ask(over)
    assert len(os.listdir("/proc/self/fd")) < before


def test_what_an_errand_calls_is_told_before_the_answer(probe, any_sel, ends):
    conn, _ = ends
    any_sel.register(conn, READ)
    records(probe)
    any_sel.loop.errands.ask(lambda: conn.shutdown(socket.SHUT_RD))
    assert [mask for _, mask in any_sel.select(5)] == [READ]
    assert calls(probe) == ["SHUTDOWN", "SELECT"]
