"""Several threads at one gate: who may be held, who is not, and that each has its own turn and its own clock."""

import threading
import time

import pytest

from connscope.probe import records as r
from connscope.probe.keeper import NOBODY, SERVICE, Keeper
from connscope.probe.points import AtCall, Points
from tests.probe.stops import MOMENT_SECONDS, PATIENCE_SECONDS, Program, standing
from tests.probe.witness import CALLS, accepted, records

COUNT = 4


@pytest.fixture
def pairs(new_socket, closing):
    """A connection for each thread."""
    pairs = [accepted(new_socket) for _ in range(COUNT)]
    for end in (end for pair in pairs for end in pair):
        closing.enter_context(end)
    return pairs


@pytest.fixture
def all_of(probe):
    """A keeper who may hold any thread but that of the test, which makes no calls while the gate is closed."""
    keeper = Keeper(probe)
    yield keeper
    keeper.retire()


def start(*scripts):
    threads = [threading.Thread(target=script, daemon=True) for script in scripts]
    for thread in threads:
        thread.start()
    return threads


def until(condition):
    patience = time.monotonic() + PATIENCE_SECONDS
    moment = threading.Event()
    while not condition():
        assert time.monotonic() < patience, "it does not come about"
        moment.wait(MOMENT_SECONDS)


def end(threads):
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    assert not any(thread.is_alive() for thread in threads)


def sending(pairs, times):
    """A thread's work for each of them."""
    return [lambda conn=conn: [conn.send(b"x") for _ in range(times)] for conn, _ in pairs]


def count(told, call):
    return sum(1 for each in told if each["call"] == call)


def test_all_are_held_and_a_step_lets_each_make_one_call(probe, all_of, pairs):
    all_of.hold()
    threads = start(*sending(pairs, 3))
    until(lambda: standing(all_of) == COUNT)
    records(probe)
    told = []

    def all_have_come_to_the_next():
        told.extend(records(probe))
        return count(told, r.HELD) == COUNT

    all_of.step()
    until(all_have_come_to_the_next)
    assert (count(told, r.SEND), count(told, r.RELEASED), standing(all_of)) == (COUNT, COUNT, COUNT)
    assert {each["conn"] for each in told if each["call"] == r.SEND} == {conn.row.conn for conn, _ in pairs}
    all_of.go()
    end(threads)
    assert all(len(peer.recv(9)) for _, peer in pairs)


def test_a_breakpoint_that_holds_one_holds_the_others_at_their_next_call(probe, all_of, pairs):
    over = threading.Event()
    conn, _ = pairs[0]
    others = [lambda conn=conn: [conn.setblocking(True) for _ in iter(over.is_set, True)] for conn, _ in pairs[1:]]
    all_of.set_points(Points([AtCall(7, r.SEND)]))
    threads = start(*others)
    threads += start(lambda: conn.send(b"x"))
    until(lambda: standing(all_of) == COUNT)
    held = [each["result"] >> 16 for each in records(probe) if each["call"] == r.HELD]
    assert sorted(held) == [0, 0, 0, 7]
    over.set()
    all_of.go()
    end(threads)


def test_each_thread_has_a_connection_of_its_own_to_be_done_with(probe, all_of, pairs):
    def serve(conn, other):
        conn.send(b"x")
        both.wait()
        other.send(b"x")

    both = threading.Barrier(2)
    (one, _), (next_one, _), (two, _), (next_two, _) = pairs
    all_of.hold()
    threads = start(lambda: serve(one, next_one), lambda: serve(two, next_two))
    until(lambda: standing(all_of) == 2)
    records(probe)
    all_of.step(SERVICE)
    until(lambda: standing(all_of) == 2 and len(probe.channel) >= 6)
    told = [(each["call"], each["conn"]) for each in records(probe) if each["call"] != r.RELEASED]
    assert set(told[:2]) == {(r.SEND, one.row.conn), (r.SEND, two.row.conn)}
    assert set(told[2:]) == {(r.HELD, next_one.row.conn), (r.HELD, next_two.row.conn)}
    all_of.go()
    end(threads)


def test_only_the_one_is_held_and_nobody_before_there_is_one(probe, pairs):
    keeper = Keeper(probe, only=NOBODY)
    keeper.hold()
    pairs[0][0].send(b"x")
    program = Program(keeper, lambda: pairs[0][0].send(b"x"))
    program.stop()
    pairs[1][0].send(b"x")
    end(start(*sending(pairs[2:], 1)))
    assert standing(keeper) == 1
    program.end()


def test_the_clock_stands_still_for_whoever_is_held(probe, keeper, pairs):
    keeper.hold()
    clocks = []
    program = Program(keeper, lambda: [clocks.append(keeper.clock()), pairs[0][0].send(b"x"), keeper.clock()])
    program.stop()
    asked = [keeper.clock(), program.thread.join(0.2), keeper.clock()]
    before, after = clocks[0], program.end()[2]
    assert asked[0] == asked[2]
    assert before <= asked[0] <= after < before + 0.2
    assert keeper.clock() <= time.monotonic() - 0.2


def test_of_several_each_has_a_clock_of_its_own(all_of, pairs):
    held, free = [], []
    over = threading.Event()
    all_of.hold()
    threads = start(
        lambda: [held.append(all_of.clock()), pairs[0][0].send(b"x"), held.append(all_of.clock())],
        lambda: [free.append(all_of.clock()), over.wait(PATIENCE_SECONDS), free.append(all_of.clock())],
    )
    until(lambda: standing(all_of) and free)
    threads[0].join(0.2)
    over.set()
    end(threads[1:])
    all_of.go()
    end(threads)
    assert held[1] - held[0] < 0.2 <= free[1] - free[0]


def test_the_names_of_calls_are_no_more_than_a_record_can_say():
    assert len(CALLS) <= 0xFF
