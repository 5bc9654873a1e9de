"""Who sleeps until a loop goes on is woken by it: once, by its own thread."""

import selectors
import socket

import pytest

from connscope.probe.counting import Counting
from tests.probe.test_errands import sleeping

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


@pytest.fixture
def calls(sel) -> list[int]:
    """What was called so far: the numbers of loops that there had been before."""
    calls: list[int] = []
    sel.loop.wake = lambda: calls.append(sel.loop.counts[0])
    return calls


def test_it_is_called_once_and_before_anything_of_the_loop_is_told(sel, calls):
    sel.select(0)
    sel.select(0)
    assert (calls, sel.loop.wake) == ([0], None)


def test_it_is_called_by_a_loop_that_does_nothing_as_the_one_before(sel, ends, calls):
    sel.register(ends[0], WRITE)
    for _ in range(3):
        sel.select()
    sel.loop.wake = lambda: calls.append(sel.loop.counts[0])
    sel.select()
    assert (calls, sel.loop.counts) == ([0, 3], (4, 3))


def test_it_is_called_by_a_loop_that_is_only_counted(sel, ends, probe, new_socket, calls):
    sel.register(ends[0], WRITE)
    sel.select()
    sel.loop.counting = Counting(probe, new_socket)
    sel.loop.thread.until = 0
    sel.loop.wake = lambda: calls.append(sel.loop.counts[0])
    sel.select()
    sel.select()
    assert calls == [0, 1]


def test_it_is_called_where_an_errand_is_done_and_the_program_sleeps_on(sel, calls):
    thread, outcome = sleeping(sel, 5)
    done: list[bool] = []
    sel.loop.errands.ask(lambda: done.append(bool(calls)))
    while not done:
        thread.join(0.001)
    assert (done, calls, outcome) == ([True], [0], [])
    a, b = socket.socketpair()
    with a, b:
        sel.register(a, WRITE)
        thread.join()


def test_nobody_is_called_where_nobody_sleeps(sel):
    assert sel.loop.wake is None
    assert sel.select(0) == []
