"""Every form of a call is held once, with what it asks for, where it stands, and the first of what it is to send."""

import selectors
import socket

import pytest

from connscope.probe import records as r
from connscope.probe.points import EVERY, Outcome, Points
from tests.probe.stops import Program, Stop
from tests.probe.witness import fill_up, listening

READ = selectors.EVENT_READ

LONG = bytes(range(200))

# What is called and what is told of the stop before it.
INCOMING = {
    "recv": (lambda conn: conn.recv(10), "RECV", 10),
    "recv with a flag": (lambda conn: conn.recv(10, socket.MSG_DONTWAIT), "RECV", 10),
    "recv of something like a number": (lambda conn: conn.recv(True), "RECV", 1),
    "recvfrom": (lambda conn: conn.recvfrom(10), "RECV", 10),
    "recvmsg": (lambda conn: conn.recvmsg(10), "RECV", 10),
    "recv_into": (lambda conn: conn.recv_into(bytearray(100)), "RECV_INTO", 100),
    "recv_into by name": (lambda conn: conn.recv_into(buffer=bytearray(100)), "RECV_INTO", 100),
    "recv_into a little": (lambda conn: conn.recv_into(bytearray(10)), "RECV_INTO", 10),
    "recv_into a part": (lambda conn: conn.recv_into(bytearray(100), 10), "RECV_INTO", 10),
    "recv_into a view": (lambda conn: conn.recv_into(memoryview(bytearray(100))[20:]), "RECV_INTO", 80),
    "recvfrom_into": (lambda conn: conn.recvfrom_into(bytearray(10)), "RECV_INTO", 10),
    "recvmsg_into": (lambda conn: conn.recvmsg_into([bytearray(10), bytearray(5)]), "RECV_INTO", 15),
}
OUTGOING = {
    "send": (lambda conn: conn.send(LONG), "SEND", 200),
    "send of a view": (lambda conn: conn.send(memoryview(LONG)), "SEND", 200),
    "send of a bytearray": (lambda conn: conn.send(bytearray(LONG)), "SEND", 200),
    "send with a flag": (lambda conn: conn.send(LONG, socket.MSG_DONTWAIT), "SEND", 200),
    "sendto": (lambda conn: conn.sendto(LONG, conn.getpeername()), "SEND", 200),
    "sendmsg": (lambda conn: conn.sendmsg([LONG, b"more"]), "SEND", 204),
    "sendall": (lambda conn: conn.sendall(LONG), "SENDALL", 200),
}
OTHERS = {
    "send of nothing": (lambda conn: conn.send(b""), "SEND", 0),
    "a peek": (lambda conn: conn.recv(10, socket.MSG_PEEK), "RECV", 10),
    "shutdown": (lambda conn: conn.shutdown(socket.SHUT_WR), "SHUTDOWN", 1),
    "setblocking": (lambda conn: conn.setblocking(True), "SETBLOCKING", 1),
    "settimeout": (lambda conn: conn.settimeout(None), "SETBLOCKING", -1),
    "bind": (lambda conn: conn.bind(("127.0.0.1", 0)), "BIND", -1),
    "setsockopt": (lambda conn: conn.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1), "SETSOCKOPT", 1),
    "SO_ERROR": (lambda conn: conn.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR), "SO_ERROR", 0),
    "detach": (lambda conn: socket.close(conn.detach()), "CLOSE", 0),
    "close": (lambda conn: conn.close(), "CLOSE", 0),
}


def after(make, conn):
    """The call, and one more."""
    try:
        make(conn)
    finally:
        conn.listen(7)


@pytest.mark.parametrize("form", [*INCOMING, *OUTGOING, *OTHERS])
def test_a_form_of_a_call_is_held_once_and_told_as_it_is(probe, keeper, ends, form):
    conn, peer = ends
    peer.sendall(b"hello")
    make, call, asked = {**INCOMING, **OUTGOING, **OTHERS}[form]
    number, head = conn.row.conn, LONG[:64] if form in OUTGOING else b""
    keeper.hold()
    program = Program(keeper, lambda: after(make, conn))
    assert program.stop() == Stop(call, number, asked, head=head)
    assert probe.places.line(program.told[-1]["place"]) == (__file__, make.__code__.co_firstlineno)
    assert program.step() == Stop("LISTEN", number, 7)
    assert len(program.made()) == 1


@pytest.mark.parametrize("form", [*INCOMING, *OUTGOING])
def test_a_form_of_a_call_that_would_have_to_wait_is_held_after_that_too(keeper, ends, form):
    conn, _ = ends
    conn.setblocking(False)
    if form in OUTGOING:
        fill_up(conn)
    make, call, asked = {**INCOMING, **OUTGOING}[form]
    keeper.set_points(Points([Outcome(5, "EAGAIN"), Outcome(6, "error")]))
    program = Program(keeper, lambda: make(conn))
    assert program.stop() == Stop(call, conn.row.conn, asked, after=True, point=5)
    keeper.go()
    program.thread.join()
    assert type(program.outcome) is BlockingIOError


@pytest.mark.parametrize("form", INCOMING)
def test_a_form_of_a_call_that_meets_the_end_is_held_after_that(keeper, ends, form):
    conn, peer = ends
    peer.shutdown(socket.SHUT_WR)
    make, call, asked = INCOMING[form]
    keeper.set_points(Points([Outcome(5, "EOF")]))
    program = Program(keeper, lambda: make(conn))
    assert program.stop() == Stop(call, conn.row.conn, asked, after=True, point=5)
    program.end()


@pytest.mark.parametrize("form", sorted({*INCOMING, *OUTGOING} - {"sendto"}))  # which asks for a peer first
def test_a_form_of_a_call_that_fails_is_held_after_that(keeper, new_socket, form):
    make, call, asked = {**INCOMING, **OUTGOING}[form]
    with new_socket() as conn:
        keeper.set_points(Points([Outcome(6, "error")]))
        program = Program(keeper, lambda: make(conn))
        assert program.stop() == Stop(call, conn.row.conn, asked, after=True, point=6)
        keeper.go()
        program.thread.join()
    assert isinstance(program.outcome, OSError)


@pytest.mark.parametrize("form", ["send", "send of a view", "send with a flag", "sendmsg"])
def test_a_form_of_a_call_that_sends_a_part_is_held_after_that(keeper, ends, form):
    conn, _ = ends
    conn.setblocking(False)
    whole = bytes(30_000_000)
    make = {
        "send": lambda: conn.send(whole),
        "send of a view": lambda: conn.send(memoryview(whole)),
        "send with a flag": lambda: conn.send(whole, socket.MSG_DONTWAIT),
        "sendmsg": lambda: conn.sendmsg([whole[:100], whole[100:]]),
    }[form]
    keeper.set_points(Points([Outcome(5, "short send")]))
    program = Program(keeper, make)
    assert program.stop() == Stop("SEND", conn.row.conn, len(whole), after=True, point=5)
    assert 0 < program.end() < len(whole)


# Calls that make a connection.


def test_an_accept_is_held_before_and_after_one_in_vain(keeper, new_socket, closing):
    lsock = closing.enter_context(listening(new_socket))
    lsock.setblocking(False)
    keeper.set_points(Points([Outcome(5, "EAGAIN")]))
    keeper.hold()
    program = Program(keeper, lsock.accept)
    assert program.stop() == Stop("ACCEPT", lsock.row.conn)
    assert program.step() == Stop("ACCEPT", lsock.row.conn, after=True, point=5)
    assert program.made() == ["ACCEPT"]


@pytest.mark.parametrize("name", ["connect", "connect_ex"])
def test_a_connect_that_is_refused_is_held_after_that_and_one_under_way_is_not(keeper, new_socket, closing, name):
    with listening(new_socket) as lsock:
        address = lsock.getsockname()
        waiting = closing.enter_context(new_socket())
        waiting.setblocking(False)
        keeper.set_points(Points([Outcome(6, "error"), Outcome(5, "EAGAIN")]))
        program = Program(keeper, lambda: getattr(waiting, name)(address))
        program.thread.join()
    assert program.made()[0] == name.upper()
    refused = closing.enter_context(new_socket())
    program = Program(keeper, lambda: getattr(refused, name)(address))
    assert program.stop() == Stop(name.upper(), refused.row.conn, after=True, point=6)


def test_each_of_many_accepts_is_held(keeper, new_socket, closing):
    lsock = closing.enter_context(listening(new_socket))
    lsock.setblocking(False)
    for _ in range(10):
        closing.enter_context(socket.create_connection(lsock.getsockname()))

    def accept_all():
        while True:
            closing.enter_context(lsock.accept()[0])

    keeper.hold()
    program = Program(keeper, accept_all)
    program.stop()
    for _ in range(10):
        assert (program.step().call, program.made()) == ("ACCEPT", ["ACCEPT"])
    keeper.go()
    program.thread.join()
    assert type(program.outcome) is BlockingIOError


# Calls on a selector.


def test_calls_on_a_selector_say_which_socket_they_are_about(keeper, ends, sel):
    conn, _ = ends
    loop, number = sel.loop.conn, conn.row.conn

    def watch():
        sel.register(conn, 3)
        sel.modify(conn, READ)
        sel.unregister(conn.fileno())

    keeper.hold()
    program = Program(keeper, watch)
    assert [program.stop(), program.step(), program.step()] == [
        Stop("REGISTER", number, 3, loop),
        Stop("MODIFY", number, READ, loop),
        Stop("UNREGISTER", number, 0, loop),
    ]
    program.end()


def test_a_selector_is_told_of_files_that_are_none_of_ours_and_of_sockets_that_are_closed(keeper, ends, sel, closing):
    class Pretender:
        row = "mine"

        def fileno(self):
            return ends[1].fileno()

    plain = closing.enter_context(socket.socket())
    closed, number = ends[0], ends[0].row.conn
    sel.register(closed, READ)
    closed.close()
    keeper.hold()
    program = Program(
        keeper, lambda: [sel.register(plain, READ), sel.register(Pretender(), READ), sel.unregister(closed)]
    )
    assert [program.stop().conn, program.step().conn, program.step().conn] == [0, 0, number]
    program.end()


# All of them.


def test_every_call_that_the_gate_stands_before_is_held_somewhere_here():
    tried = {call for _, call, _ in [*INCOMING.values(), *OUTGOING.values(), *OTHERS.values()]}
    tried |= {"ACCEPT", "CONNECT", "CONNECT_EX", "LISTEN", "REGISTER", "MODIFY", "UNREGISTER"}
    elsewhere = {"SELECT", "ANSWER", "OPEN", "CLOSE_SELECTOR"}
    assert {r.CALLS[call] for call in EVERY} == tried | elsewhere
