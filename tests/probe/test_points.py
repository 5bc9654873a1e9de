"""Breakpoints of every kind, at real calls: where each holds, how often it was hit, and where it does not."""

import selectors
import socket
from types import SimpleNamespace

import pytest

from connscope.probe import records as r
from connscope.probe.keeper import LOOP
from connscope.probe.points import AtCall, AtLine, IdleLoop, OnConnection, OutbAbove, Outcome, Points
from tests.probe.stops import Program, Stop
from tests.probe.witness import accepted

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


def talk(conn, other):
    """A few calls on two connections, the second line of each kind on the other."""
    conn.send(b"1")
    other.send(b"22")
    conn.recv(10)
    other.recv(10)
    conn.setblocking(True)


def line(number):
    """A line of `talk`; its first call is in the first."""
    return __file__, talk.__code__.co_firstlineno + 2 + number


@pytest.fixture
def two(new_socket, closing):
    """Two connections with something to read."""
    pairs = [accepted(new_socket) for _ in range(2)]
    for conn, peer in pairs:
        closing.enter_context(conn)
        closing.enter_context(peer).sendall(b"hello")
    return [conn for conn, _ in pairs]


def stops(keeper, points, script):
    """All stops of a program, each left by going on."""
    keeper.set_points(Points(points))
    program, found = Program(keeper, script), []
    program.until(lambda: program.held() or not program.thread.is_alive())
    while program.held():
        found.append(program.stop())
        program.goes_on(keeper.go)
        program.until(lambda: program.held() or not program.thread.is_alive())
    program.end()
    return [(stop.call, stop.conn, stop.point) for stop in found]


# Calls, connections, lines.


@pytest.mark.parametrize(
    ("call", "held"),
    [(r.SEND, ["SEND", "SEND"]), (r.RECV, ["RECV", "RECV"]), (r.SETBLOCKING, ["SETBLOCKING"]), (r.CLOSE, [])],
)
def test_a_kind_of_call_is_held_each_time_and_no_other(keeper, two, call, held):
    point = AtCall(4, call)
    assert [(name, number) for name, _, number in stops(keeper, [point], lambda: talk(*two))] == [
        (name, 4) for name in held
    ]
    assert point.hits == len(held)


def test_who_says_recv_send_or_connect_means_all_their_forms(keeper, two, new_socket, closing):
    conn, _ = two
    with socket.create_server(("127.0.0.1", 0)) as lsock:
        ways = [closing.enter_context(new_socket()) for _ in range(2)]

        def script():
            conn.recv_into(bytearray(100))
            conn.sendall(b"x")
            conn.sendmsg([b"x"])
            ways[0].connect(lsock.getsockname())
            ways[1].connect_ex(lsock.getsockname())

        points = [AtCall(1, r.RECV), AtCall(2, r.SEND), AtCall(3, r.CONNECT)]
        found = stops(keeper, points, script)
    assert [(name, number) for name, _, number in found] == [
        *[("RECV_INTO", 1), ("SENDALL", 2), ("SEND", 2), ("CONNECT", 3), ("CONNECT_EX", 3)]
    ]


def test_select_is_held_when_it_returns(keeper, ends, sel):
    sel.register(ends[0], WRITE)
    keeper.set_points(Points([AtCall(1, r.SELECT)]))
    program = Program(keeper, sel.select)
    assert program.stop() == Stop("SELECT", asked=-1, loop=sel.loop.conn, after=True, point=1)
    program.end()


def test_a_connection_is_held_at_each_of_its_calls_and_when_it_is_in_an_answer(keeper, two, sel):
    one, other = two
    sel.register(other, READ)

    def script():
        one.send(b"x")
        sel.register(one, WRITE)
        sel.select()
        sel.unregister(one)
        sel.select()
        sel.unregister(other)
        one.close()

    number = one.row.conn
    assert stops(keeper, [OnConnection(1, number)], script) == [
        *[("SEND", number, 1), ("REGISTER", number, 1), ("SELECT", 0, 1), ("UNREGISTER", number, 1)],
        ("CLOSE", number, 1),
    ]


def test_a_call_on_a_file_that_is_none_of_ours_is_not_the_connections_before(keeper, two, sel):
    conn, _ = two
    with socket.socket() as plain:

        def script():
            conn.send(b"x")
            sel.register(plain, READ)

        assert len(stops(keeper, [OnConnection(1, conn.row.conn)], script)) == 1


def test_a_line_is_held_before_its_call(keeper, two):
    point = AtLine(9, line(2))
    assert stops(keeper, [point], lambda: talk(*two)) == [("RECV", two[0].row.conn, 9)]
    assert point.hits == 1


def test_a_line_without_a_call_and_the_same_line_of_another_file_hold_nobody(keeper, two):
    points = [AtLine(1, line(-1)), AtLine(2, ("elsewhere.py", line(1)[1]))]
    assert stops(keeper, points, lambda: talk(*two)) == []


def test_a_line_with_select_is_held_before_it_and_not_again_at_its_answer(keeper, ends, sel):
    sel.register(ends[0], WRITE)

    def script():
        sel.select()

    points = [AtLine(1, (__file__, script.__code__.co_firstlineno + 1)), OutbAbove(2, 10), IdleLoop(3)]
    assert stops(keeper, points, script) == [("SELECT", 0, 1)]


# Outcomes.


def test_an_outcome_is_held_after_the_call_before_the_program_sees_it(keeper, ends):
    conn, _ = ends
    conn.setblocking(False)
    keeper.set_points(Points([Outcome(1, "EAGAIN")]))
    program = Program(keeper, lambda: conn.recv(10))
    assert program.stop() == Stop("RECV", conn.row.conn, 10, after=True, point=1)
    assert (program.made(), program.outcome) == (["RECV"], None)
    keeper.go()
    program.thread.join()
    assert type(program.outcome) is BlockingIOError


def test_what_goes_well_is_held_after_by_no_outcome(keeper, two):
    points = [Outcome(number, kind) for number, kind in enumerate(("error", "EAGAIN", "short send", "EOF"), 1)]
    assert stops(keeper, points, lambda: [talk(*two), two[0].recv_into(bytearray(0)), two[0].send(b"")]) == []


def test_a_step_into_a_call_that_comes_out_so_ends_after_it(keeper, ends):
    conn, peer = ends
    peer.shutdown(socket.SHUT_WR)
    keeper.set_points(Points([Outcome(1, "EOF")]))
    keeper.hold()
    program = Program(keeper, lambda: [conn.recv(10), conn.send(b"x")])
    assert program.stop() == Stop("RECV", conn.row.conn, 10)
    assert program.step() == Stop("RECV", conn.row.conn, 10, after=True, point=1)
    assert program.step() == Stop("SEND", conn.row.conn, 1, head=b"x")
    program.end()


# An outb, and loops for nothing.


@pytest.fixture
def owing(two, sel):
    """Two connections that a selector knows, each with an outb."""
    datas = [SimpleNamespace(outb=bytearray()) for _ in two]
    for conn, data in zip(two, datas, strict=True):
        sel.register(conn, READ, data)
    return two, datas


def test_an_outb_that_has_grown_is_seen_at_the_next_call_of_the_thread_whatever_that_is(keeper, owing, sel):
    (conn, other), (data, _) = owing

    def script():
        conn.recv(10)
        data.outb += bytes(101)
        other.send(b"x")
        conn.send(b"x")

    assert stops(keeper, [OutbAbove(1, 100)], script) == [("SEND", other.row.conn, 1)]


def test_an_outb_is_held_once_for_each_time_that_it_grows_beyond_the_bound(keeper, owing):
    (conn, other), (data, second) = owing
    sizes = [100, 101, 5000, 100, 0, 101, 101]

    def script():
        for size in sizes:
            data.outb[:] = bytes(size)
            conn.setblocking(True)
            other.setblocking(True)
        second.outb += bytes(200)
        other.setblocking(True)

    point = OutbAbove(1, 100)
    assert stops(keeper, [point], script) == [("SETBLOCKING", each.row.conn, 1) for each in (conn, conn, other)]
    assert point.hits == 3


def test_an_outb_that_was_lost_with_its_connection_holds_nobody(keeper, owing, sel):
    (conn, other), (data, _) = owing
    data.outb += bytes(500)

    def script():
        conn.close()
        other.send(b"x")
        other.send(b"x")

    point = OutbAbove(1, 100)
    assert stops(keeper, [point], script) == [("CLOSE", conn.row.conn, 1)]
    assert point.above == set()


def test_a_loop_is_idle_when_nothing_was_called_since_the_one_before(keeper, two, sel):
    conn, _ = two
    sel.register(conn, WRITE)

    def script():
        sel.select()
        conn.send(b"x")
        sel.select()
        sel.select()
        conn.send(b"x")
        sel.select()

    point = IdleLoop(6)
    assert stops(keeper, [point], script) == [("SELECT", 0, 6)]
    assert sel.loop.counts == (4, 1)


# Several, and changes.


def test_of_several_at_once_the_first_is_named_and_all_are_counted(keeper, two):
    conn, _ = two
    points = [OnConnection(7, conn.row.conn), AtCall(8, r.SEND), AtLine(9, line(0)), IdleLoop(10), OutbAbove(11, 0)]
    assert stops(keeper, points, lambda: talk(*two))[:2] == [
        *[("SEND", conn.row.conn, 7), ("SEND", two[1].row.conn, 8)]
    ]
    assert [point.hits for point in points] == [3, 2, 1, 0, 0]


def test_one_that_is_set_while_a_thread_is_held_holds_at_its_next_call_and_one_taken_away_does_not(keeper, two):
    keeper.set_points(Points([AtCall(1, r.SEND)]))
    program = Program(keeper, lambda: talk(*two))
    program.stop()
    keeper.set_points(Points([AtCall(2, r.RECV)]))
    assert program.held()
    program.goes_on(keeper.go)
    assert (program.stop().point, program.made()) == (2, ["SEND", "SEND"])
    keeper.set_points(Points())
    program.goes_on(keeper.go)
    program.thread.join()
    assert program.made() == ["RECV", "RECV", "SETBLOCKING"]


def test_a_step_to_the_next_loop_is_over_at_a_breakpoint_on_the_way(keeper, two, sel):
    sel.register(two[0], WRITE)
    keeper.hold()
    program = Program(keeper, lambda: [talk(*two), sel.select()])
    program.stop()
    keeper.set_points(Points([AtCall(1, r.RECV)]))
    assert (program.step(LOOP).point, program.made()) == (1, ["SEND", "SEND"])
    assert program.step().point == 1
    program.end()


def test_the_gate_is_closed_only_where_a_breakpoint_needs_it(probe, keeper):
    keeper.set_points(Points([AtCall(1, r.RECV), IdleLoop(2), Outcome(3, "EOF")]))
    assert [call for call, flag in enumerate(probe.gate.closed) if flag] == [r.ANSWER, r.RECV, r.RECV_INTO]
    assert probe.gate.looks
    keeper.set_points(Points())
    assert not any(probe.gate.closed)
    assert not probe.gate.looks
