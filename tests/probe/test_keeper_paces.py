"""A program that goes on by itself, so many calls or loops a second, and how that is changed while it waits."""

import math
import selectors
import time

import pytest

from connscope.probe.points import AtCall, Points
from connscope.probe.records import HELD, SEND
from tests.probe.stops import Program, standing

WRITE = selectors.EVENT_WRITE

HARDLY_EVER = 0.001
"""A rate by which nobody goes on within a test."""


def made(conn, count):
    """So many calls: the seconds that they take, and the processor time."""
    began, cpu = time.monotonic(), time.thread_time()
    for _ in range(count):
        conn.send(b"x")
    return time.monotonic() - began, time.thread_time() - cpu


def stops(program):
    """How often it has been held so far."""
    program.held()
    return sum(1 for each in program.told if each["call"] == HELD)


def test_so_many_calls_a_second_are_made_and_the_waiting_costs_nothing(keeper, ends):
    keeper.pace(20)
    program = Program(keeper, lambda: made(ends[0], 5))
    program.thread.join()
    seconds, cpu = program.outcome
    assert 5 / 20 <= seconds < 2
    assert cpu < 0.05
    assert stops(program) == 5


def test_so_many_loops_a_second_are_made_however_many_calls_are_in_them(keeper, ends, sel):
    conn, _ = ends
    sel.register(conn, WRITE)

    def loops():
        began = time.monotonic()
        for _ in range(4):
            sel.select()
            made(conn, 3)
        return time.monotonic() - began

    keeper.pace(20, loops=True)
    program = Program(keeper, loops)
    program.thread.join()
    assert 4 / 20 <= program.outcome < 2
    assert stops(program) == 4


def test_a_faster_pace_counts_from_when_it_began_to_wait(keeper, ends):
    keeper.pace(HARDLY_EVER)
    program = Program(keeper, lambda: made(ends[0], 1))
    program.stop()
    program.thread.join(0.1)
    keeper.pace(20)
    program.thread.join()
    assert 0.1 <= program.outcome[0] < 1


def test_changing_the_pace_is_no_step(keeper, ends):
    keeper.pace(HARDLY_EVER)
    program = Program(keeper, lambda: made(ends[0], 3))
    program.stop()
    for number in range(50):
        keeper.pace(HARDLY_EVER * (1 + number % 2))
        program.thread.join(0.001)
    assert stops(program) == 1


def test_who_is_paced_by_loops_from_now_on_does_not_wait_at_a_call(keeper, ends, sel):
    conn, _ = ends
    sel.register(conn, WRITE)
    keeper.pace(HARDLY_EVER)
    program = Program(keeper, lambda: [made(conn, 2), sel.select()])
    assert program.stop().call == "SEND"
    program.goes_on(lambda: keeper.pace(HARDLY_EVER, loops=True))
    assert (program.stop().call, program.made()) == ("SELECT", ["SEND", "SEND", "SELECT"])


def test_a_hold_makes_of_a_moment_a_stop_that_lasts(keeper, ends):
    keeper.pace(10)
    program = Program(keeper, lambda: made(ends[0], 3))
    program.stop()
    keeper.hold()
    program.thread.join(0.2)
    assert (stops(program), standing(keeper)) == (1, 1)
    program.goes_on(lambda: keeper.pace(1000))
    program.thread.join()
    assert program.made() == ["SEND"] * 3


@pytest.mark.parametrize(("wish", "then"), [("step", 2), ("go", 1)])
def test_a_step_or_going_on_ends_the_moment_and_the_pace(keeper, ends, wish, then):
    keeper.pace(HARDLY_EVER)
    program = Program(keeper, lambda: made(ends[0], 2))
    program.stop()
    program.goes_on(getattr(keeper, wish))
    program.until(lambda: stops(program) == then and program.made())
    program.end()


def test_a_breakpoint_on_the_way_holds_for_longer_than_a_moment(keeper, ends):
    keeper.pace(1000)
    keeper.set_points(Points([AtCall(3, SEND)]))
    program = Program(keeper, lambda: made(ends[0], 2))
    assert program.stop().point == 3
    program.thread.join(0.1)
    assert (stops(program), standing(keeper)) == (1, 1)


@pytest.mark.parametrize("rate", [0, -1, 0.0, math.nan])
def test_a_pace_that_is_none_is_refused_and_changes_nothing(keeper, ends, rate):
    with pytest.raises(ValueError, match="pace"):
        keeper.pace(rate)
    assert len(made(ends[0], 1)) == 2


@pytest.mark.parametrize("rate", [5e-324, 1e-200, 1e-9])
def test_the_slowest_pace_of_all_is_as_good_as_a_hold(probe, keeper, ends, rate):
    keeper.pace(rate)
    program = Program(keeper, lambda: made(ends[0], 1))
    program.stop()
    program.end()
    assert not probe.failure


@pytest.mark.parametrize("rate", [1e9, math.inf])
def test_the_fastest_pace_of_all_is_no_hindrance(keeper, ends, rate):
    keeper.pace(rate)
    program = Program(keeper, lambda: made(ends[0], 10))
    program.thread.join()
    assert stops(program) == 10
