"""What a held thread does while it stands still, and that whatever fails then, it goes on."""

import selectors
from functools import partial
from types import SimpleNamespace

import pytest

from connscope.probe import records as r
from connscope.probe.attach import probed_selector, probed_socket
from connscope.probe.core import Probe
from connscope.probe.keeper import NOBODY, Keeper
from connscope.probe.points import AtCall, Points
from tests.probe.stops import Program, standing
from tests.probe.witness import accepted

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


@pytest.fixture
def served(ends, sel):
    """A connection with an outb, in a loop that answers at once."""
    conn, _ = ends
    sel.register(conn, WRITE, SimpleNamespace(outb=b"owed"))
    return conn


def looping(sel, conn, times=3):
    """A loop that does nothing, and then one call."""
    for _ in range(times):
        sel.select()
    return conn.send(b"x")


def looks(program):
    """How often somebody looked into `outb`."""
    program.held()
    return sum(1 for each in program.told if each["call"] == r.OUTB)


@pytest.fixture
def program(keeper, sel, served):
    """Held at select's second return."""
    program = Program(keeper, lambda: looping(sel, served))
    program.until(lambda: program.outcome is not None)
    keeper.hold()
    program = Program(keeper, lambda: looping(sel, served))
    program.stop()
    program.step()
    return program


def test_an_errand_is_done_while_the_thread_is_held_and_holds_no_loop_to_be_busy(probe, keeper, sel, served, program):
    counts = sel.loop.counts
    sel.loop.errands.ask(partial(probe.look, served.row.conn))
    keeper.nudge()
    program.until(lambda: looks(program) == 1)
    assert standing(keeper) == 1
    program.end()
    assert sel.loop.counts == (counts[0] + 2, counts[1] + 2)


def test_an_errand_that_was_asked_for_just_before_is_done_when_the_thread_is_held(probe, keeper, sel, served, program):
    with keeper.turn:
        program.goes_on(keeper.step)
        sel.loop.errands.ask(partial(probe.look, served.row.conn))
        keeper.nudge()
    program.stop()
    program.until(lambda: looks(program) == 1)


def test_no_errand_is_lost_however_a_thread_is_held_and_let_go(keeper, sel, served):
    done: list[int] = []
    keeper.hold()
    program = Program(keeper, lambda: looping(sel, served, 300))
    for number in range(300):
        sel.loop.errands.ask(partial(done.append, number))
        keeper.nudge()
        keeper.step()
    keeper.go()
    program.until(lambda: program.outcome)
    assert done == list(range(300))


def test_no_errand_of_another_threads_loop_is_done(probe, keeper, program):
    done: list[int] = []
    with probed_selector(probe)() as other:
        other.select(0)
        other.loop.errands.ask(partial(done.append, 1))
        keeper.nudge()
        program.step()
        assert done == []


def test_what_an_errand_raises_to_end_the_program_comes_out_of_the_held_call(keeper, sel, program):
    def interrupt():
        raise KeyboardInterrupt

    sel.loop.errands.ask(interrupt)
    keeper.nudge()
    program.thread.join()
    assert (type(program.outcome), standing(keeper)) == (KeyboardInterrupt, 0)


def test_an_errand_that_closes_a_socket_is_not_held_itself(keeper, sel, ends, program, new_socket):
    conn, peer = accepted(new_socket)
    with conn, peer:
        sel.loop.errands.ask(conn.close)
        keeper.nudge()
        program.until(lambda: conn.fileno() == -1)
        assert standing(keeper) == 1


# How it ends.


def test_who_is_held_when_the_keeper_retires_goes_on_and_nobody_is_held_ever_again(probe, keeper, program):
    keeper.retire()
    program.until(lambda: program.outcome == 1)
    keeper.hold()
    keeper.step()
    keeper.pace(0.001)
    keeper.set_points(Points([AtCall(1, r.SEND)]))
    assert not any(probe.gate.closed)
    assert not probe.gate.looks


def unguarded():
    """A probe that may fail, its keeper, and both ends of a connection."""
    probe = Probe()
    new_socket, keeper = probed_socket(probe), Keeper(probe, only=NOBODY)
    return probe, keeper, *accepted(new_socket)


def test_a_probe_that_fails_lets_go_of_whom_it_holds_and_opens_the_gate():
    probe, keeper, conn, peer = unguarded()
    with conn, peer:
        keeper.hold()
        program = Program(keeper, lambda: conn.send(b"x"))
        program.stop()
        probe.retire(RuntimeError("for the test"))
        program.until(lambda: program.outcome == 1)
        assert not any(probe.gate.closed)


@pytest.mark.parametrize("failing", ["held", "released", "attend"])
def test_a_keeper_that_fails_lets_the_call_pass_and_opens_the_gate(monkeypatch, failing):
    def fail(*_):
        raise RuntimeError("the keeper is wrong")

    probe, keeper, conn, peer = unguarded()
    monkeypatch.setattr(keeper.notes, failing, fail)
    with conn, peer:
        keeper.hold()
        program = Program(keeper, lambda: conn.send(b"x"))
        if failing == "released":
            program.stop()
            keeper.go()
        program.until(lambda: program.outcome == 1)
        assert (probe.failure, standing(keeper)) == ("RuntimeError: the keeper is wrong", 0)
        assert not any(probe.gate.closed)
