"""The keeper holds a thread before a call or at select's return, and lets it go on as it is wished."""

import ctypes
import selectors
import sys
from types import SimpleNamespace

import pytest

from connscope.probe.attach import probed_selector
from connscope.probe.keeper import LOOP, SERVICE
from connscope.probe.points import AtCall, Points
from connscope.probe.records import SEND
from tests.probe.stops import Program, Stop, standing
from tests.probe.witness import accepted, calls, listening

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


def several(conn):
    """Three calls."""
    conn.send(b"one")
    conn.send(b"two")
    conn.send(b"three")
    return "done"


# Hold, step, go.


def test_a_call_that_is_held_is_made_when_it_goes_on(keeper, ends):
    conn, peer = ends
    keeper.hold()
    program = Program(keeper, lambda: conn.send(b"hello"))
    assert program.stop() == Stop("SEND", conn.row.conn, 5, head=b"hello")
    peer.setblocking(False)
    with pytest.raises(BlockingIOError):
        peer.recv(5)
    assert (program.end(), peer.recv(5)) == (5, b"hello")


def test_a_step_lets_one_call_through_and_holds_before_the_next(keeper, ends):
    conn, peer = ends
    keeper.hold()
    program = Program(keeper, lambda: several(conn))
    assert [program.stop().head, program.made(), program.step().head, program.made()] == [b"one", [], b"two", ["SEND"]]
    assert (program.step().head, program.made(), peer.recv(9)) == (b"three", ["SEND"], b"onetwo")
    assert program.end() == "done"


def test_going_on_opens_the_gate_for_good(probe, keeper, ends):
    keeper.hold()
    program = Program(keeper, lambda: several(ends[0]))
    program.stop()
    assert program.end() == "done"
    assert not any(probe.gate.closed)


def test_a_select_is_held_before_it_waits_and_again_before_its_answer_is_seen(keeper, ends, sel):
    conn, _ = ends
    sel.register(conn, WRITE)
    keeper.hold()
    program = Program(keeper, lambda: [sel.select(0.5), conn.send(b"x")])
    loop = sel.loop.conn
    assert program.stop() == Stop("SELECT", asked=500_000_000, loop=loop)
    assert (program.step(), program.made()) == (Stop("SELECT", asked=500_000_000, loop=loop, after=True), ["SELECT"])
    assert (program.step().call, program.made()) == ("SEND", [])


def test_a_thread_that_sleeps_in_select_is_held_when_it_wakes(keeper, ends, sel):
    conn, peer = ends
    sel.register(conn, READ)
    program = Program(keeper, lambda: [sel.select(), conn.recv(5)])
    program.until(lambda: sel.loop.asleep_since)
    keeper.hold()
    done = []
    sel.loop.errands.ask(lambda: done.append(1))  # wakes it, but none of what it waits for has come
    program.until(lambda: done)
    assert not program.held()
    peer.sendall(b"hello")
    assert program.stop() == Stop("SELECT", asked=-1, loop=sel.loop.conn, after=True)


def test_a_step_to_the_next_loop_ends_at_its_answer(keeper, ends, sel):
    conn, _ = ends
    sel.register(conn, WRITE)

    def loop():
        for _ in range(3):
            sel.select()
            several(conn)

    keeper.hold()
    program = Program(keeper, loop)
    program.stop()
    assert (program.step(LOOP).after, program.made()) == (True, ["SELECT"])
    assert (program.step(LOOP).after, program.made()) == (True, ["SEND"] * 3 + ["SELECT"])


def test_whoever_was_held_at_an_answer_is_held_at_every_call_from_there(keeper, ends, sel):
    conn, _ = ends
    sel.register(conn, WRITE)
    keeper.step(LOOP)
    program = Program(keeper, lambda: [sel.select(), several(conn)])
    assert program.stop().after
    keeper.hold()
    assert program.step().head == b"one"


def test_a_wish_that_comes_twice_before_it_has_gone_on_is_one(keeper, ends):
    keeper.hold()
    program = Program(keeper, lambda: several(ends[0]))
    program.stop()
    with keeper.turn:
        program.goes_on(keeper.step)
        keeper.step()
    assert (program.stop().head, program.made()) == (b"two", ["SEND"])
    with keeper.turn:
        program.goes_on(keeper.go)
        keeper.go()
    program.thread.join()
    assert program.made() == ["SEND"] * 2


def test_of_two_wishes_at_once_the_later_one_counts(keeper, ends):
    keeper.hold()
    program = Program(keeper, lambda: several(ends[0]))
    program.stop()
    with keeper.turn:
        program.goes_on(keeper.go)
        keeper.hold()
    assert (program.stop().head, program.made()) == (b"two", ["SEND"])
    with keeper.turn:
        program.goes_on(keeper.step)
        keeper.go()
    program.thread.join()
    assert program.made() == ["SEND"] * 2


def test_a_program_whose_threads_take_turns_all_the_time_is_stepped_exactly(keeper, ends):
    conn, _ = ends
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        keeper.hold()
        program = Program(keeper, lambda: [conn.send(b"x") for _ in range(200)])
        program.stop()
        for _ in range(199):
            program.step()
            assert program.made() == ["SEND"]
        assert program.end() == [1] * 200
    finally:
        sys.setswitchinterval(interval)


# Connection by connection.


@pytest.fixture
def three(new_socket, closing):
    """Three probed connections."""
    pairs = [accepted(new_socket) for _ in range(3)]
    for end in (end for pair in pairs for end in pair):
        closing.enter_context(end)
    return [conn for conn, _ in pairs]


def visit(conns, sel):
    """Serve each of them, in two loops."""
    for _ in range(2):
        sel.select(0)
        for conn in conns:
            several(conn)


def test_a_step_to_the_next_connection_is_over_when_it_is_another_ones_turn(keeper, sel, three):
    one, two, other = (conn.row.conn for conn in three)
    keeper.hold()
    program = Program(keeper, lambda: visit(three, sel))
    stops = [program.stop(), *(program.step(SERVICE) for _ in range(6))]
    assert [(stop.call, stop.conn, stop.after) for stop in stops] == [
        *[("SELECT", 0, False), ("SELECT", 0, True), ("SEND", two, False), ("SEND", other, False)],
        *[("SELECT", 0, False), ("SELECT", 0, True), ("SEND", two, False)],
    ]
    assert one != two
    assert program.made() == ["SEND"] * 3


def test_stepping_to_the_next_connection_from_the_middle_of_one_finishes_that_one(keeper, sel, three):
    keeper.hold()
    program = Program(keeper, lambda: visit(three, sel))
    program.stop()
    program.step()
    assert program.step().conn == three[0].row.conn
    assert (program.step(SERVICE).conn, program.made()) == (three[1].row.conn, ["SEND"] * 3)


def test_a_running_program_asked_for_the_next_connection_does_not_remember_an_old_one(keeper, sel, three):
    keeper.hold()
    first = Program(keeper, lambda: three[2].send(b"x"))
    first.stop()
    first.end()
    keeper.step(SERVICE)
    program = Program(keeper, lambda: several(three[0]) and several(three[1]))
    assert program.stop().conn == three[1].row.conn
    assert program.made() == ["SEND"] * 3


def test_registering_a_connection_is_part_of_its_service(keeper, new_socket, sel, closing):
    lsock = closing.enter_context(listening(new_socket))

    def serve():
        conn, _ = lsock.accept()
        closing.enter_context(conn)
        conn.setblocking(False)
        sel.register(conn, READ)
        conn.send(b"x")
        sel.select(0)

    peer = closing.enter_context(new_socket())
    peer.connect(lsock.getsockname())
    keeper.hold()
    program = Program(keeper, serve)
    assert program.stop().call == "ACCEPT"
    assert (program.step(SERVICE).call, program.made()) == ("SETBLOCKING", ["ACCEPT"])
    assert (program.step(SERVICE).call, program.made()) == ("SELECT", ["SETBLOCKING", "REGISTER", "SEND"])
    program.end()


# What is one call and what is none.


def test_a_modify_that_registers_by_itself_is_held_once(probe, keeper, ends):
    conn, _ = ends
    with probed_selector(probe, selectors.SelectSelector)() as sel:
        sel.register(conn, READ)
        keeper.hold()
        program = Program(keeper, lambda: [sel.modify(conn, WRITE), conn.send(b"x")])
        assert program.stop() == Stop("MODIFY", conn.row.conn, WRITE, sel.loop.conn)
        assert (program.step().call, program.made()) == ("SEND", ["MODIFY"])
        program.end()


def test_a_socket_is_made_once_let_go_of_once_and_closed_once(keeper, new_socket):
    def live():
        one, other = new_socket(), new_socket()
        one.close()
        one.close()
        fd = other.detach()
        other.close()
        new_socket(fileno=fd).close()

    keeper.hold()
    program = Program(keeper, live)
    stops = [program.stop().call, *(program.step().call for _ in range(5))]
    assert stops == ["OPEN", "OPEN", "CLOSE", "CLOSE", "OPEN", "CLOSE"]
    program.end()


def test_each_loop_that_is_stepped_is_told_by_itself_and_an_idle_one_is_counted_as_idle(probe, keeper, ends, sel):
    conn, _ = ends
    sel.register(conn, WRITE, SimpleNamespace(outb=b"", addr="somewhere"))
    calls(probe)
    keeper.hold()
    program = Program(keeper, lambda: [sel.select() for _ in range(6)])
    program.stop()
    for _ in range(5):
        program.step()
    program.step(LOOP)
    program.end()
    totals = [(each["result"], each["outb"]) for each in program.told if each["call"] == 0]
    assert totals == [(1, 0), (2, 1), (3, 2), (4, 3)]
    assert sel.loop.counts == (6, 5)


def test_a_held_call_that_is_interrupted_is_not_made(keeper, ends):
    conn, _ = ends
    keeper.hold()
    program = Program(keeper, lambda: several(conn))
    program.stop()
    thread = ctypes.c_ulong(program.thread.ident)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(KeyboardInterrupt))
    keeper.go()
    program.thread.join()
    assert (type(program.outcome), program.made(), standing(keeper)) == (KeyboardInterrupt, [], 0)
    keeper.set_points(Points([AtCall(1, SEND)]))
    assert Program(keeper, lambda: conn.send(b"x")).stop().point == 1
