"""Every wish at the gate, at both built-in servers and at our own clients, over real sockets."""

import selectors
import socket
import threading
import time

import pytest

from connscope import events as ev
from connscope import wishes
from connscope.sources.gate import CALLS, POINTS
from connscope.sources.servers import POLICIES
from connscope.wishes import Breakpoint, Go, Pace, SetBreakpoints, StepLoop, StepService
from tests.sources.draining import connected, receive, watching
from tests.sources.stepping import CALLED, Stepped, stepping, stepping_clients

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
SERVERS = pytest.mark.parametrize("policy", POLICIES)

Shown = tuple[list[str], str]
"""What was called since the stop before, and where it stands."""


def shown(it: Stepped) -> Shown:
    """The stop at which it stands, in short; of an answer who is ready, the listener first."""
    made = [CALLED.get(type(fact)) or fact.call for fact in it.made()]  # type: ignore[attr-defined]
    held = it.held
    assert held is not None
    answer = it.told(ev.Woke)[-1].ready if held.after and held.call == "select" else []
    ready = ", ".join("RW"[mask - 1 : mask] if mask < 3 else "RW" for _, mask in sorted(answer))
    return made, f"{held.call} -> {ready}" if held.after else held.call


def walk(it: Stepped, steps: int, wish: wishes.GateWish | None = None) -> list[Shown]:
    """So many steps, and what they show."""
    return [shown(it) for _ in range(steps) if it.step(wish)]


# Call by call.


def test_the_tutorial_is_walked_through_with_one_client():
    with stepping("tutorial") as server, connected(server) as client:
        server.stop()
        assert walk(server, 8) == [
            ([], "accept"),
            (["accept"], "setblocking"),
            (["setblocking"], "register"),
            (["register"], "select"),
            (["select"], "select -> W"),
            ([], "select"),
            (["select"], "select -> W"),
            ([], "select"),
        ]
        assert server.told(ev.Registered)[-1].watch == READ | WRITE
        client.sendall(b"hello")
        assert walk(server, 5) == [
            (["select"], "select -> RW"),
            ([], "recv"),
            (["recv"], "send"),
            (["send"], "select"),
            (["select"], "select -> W"),
        ]
        assert receive(client, 5) == b"hello"
        assert server.told(ev.Idled) == []


def test_echo_is_walked_through_with_one_client():
    with stepping("echo") as server, connected(server) as client:
        server.stop()
        assert walk(server, 5) == [
            ([], "accept"),
            (["accept"], "setblocking"),
            (["setblocking"], "register"),
            (["register"], "accept"),
            (["accept"], "select"),
        ]
        assert server.told(ev.Registered)[-1].watch == READ
        client.sendall(b"hello")
        assert walk(server, 4) == [
            (["select"], "select -> R"),
            ([], "recv_into"),
            (["recv_into"], "send"),
            (["send"], "select"),
        ]
        assert receive(client, 5) == b"hello"
        client.close()
        assert walk(server, 5) == [
            (["select"], "select -> R"),
            ([], "recv_into"),
            (["recv"], "unregister"),
            (["unregister"], "close"),
            (["close"], "select"),
        ]


@SERVERS
def test_what_is_about_to_be_sent_is_told_with_all_that_the_program_keeps_there(policy: str):
    with stepping(policy) as server, connected(server) as client:
        client.sendall(b"hello")
        while (held := server.held or server.stop()).call != "send":
            server.step()
        (conn,) = server.accepted()
        assert (held.conn, held.loop, held.asked, held.head, held.point) == (conn.id, 0, 5, b"hello", 0)
        assert held.outb == conn.outb == (5 if policy == "tutorial" else 0)
        assert {"addr", "outb"} < set(conn.data)
        assert conn.data["addr"].text == repr(client.getsockname())
        assert conn.data["outb"].head == (b"hello" if policy == "tutorial" else b"")


# Loop by loop, and connection by connection.


@SERVERS
def test_a_step_by_loops_shows_one_answer_each(policy: str):
    with stepping(policy) as server, connected(server) as client:
        server.stop()
        for _ in range(5):
            held = server.step(StepLoop(), meanwhile=lambda: client.sendall(b"hello"))
            assert (held.call, held.after) == ("select", True)
            assert [type(fact) for fact in server.made()].count(ev.Woke) == 1


@SERVERS
def test_a_step_by_connections_ends_when_one_is_served(policy: str):
    with stepping(policy) as server, connected(server) as one, connected(server) as other:
        server.until(lambda: server.held)
        while len(server.accepted()) < 2 or server.held.call != "select":
            server.step()
        for client in (one, other):
            client.sendall(b"hello")
        first, second = (conn.id for conn in server.accepted())
        assert server.step().after
        stops = [server.step(StepService()) for _ in range(2)]
        assert {stop.conn for stop in stops} == {second if stops[0].conn == second else first, 0}
        assert sum(conn.bytes_out for conn in server.accepted()) == 10
        assert receive(one, 5) + receive(other, 5) == b"hellohello"


# At a pace, and at breakpoints.


@SERVERS
def test_at_a_pace_so_many_calls_a_second_are_made(policy: str):
    with stepping(policy) as server, connected(server) as client:
        server.stop()
        server.let_go(Pace(100))
        began = time.monotonic()
        client.sendall(b"hello")
        assert receive(client, 5) == b"hello"
        server.look()
        stops = len([fact for fact in server.facts[server.left :] if isinstance(fact, ev.Held)])
        assert stops / 100 <= time.monotonic() - began + 1 / 100
        assert stops >= 6
        server.source.do(Go())
        server.until(lambda: server.program.held is None)


def breakpoints(**kinds: object) -> SetBreakpoints:
    """One of each of these kinds, with what it takes."""
    return SetBreakpoints(
        tuple(
            Breakpoint(number, kind.replace("_", " "), **how)  # type: ignore[arg-type]
            for number, (kind, how) in enumerate(kinds.items(), 1)
        )
    )


LINES = {"tutorial": ("servers/tutorial.py", "sock.recv(1024)"), "echo": ("servers/echo.py", "sock.recv_into(")}


def line_of(policy: str) -> dict[str, object]:
    """Where it receives, as a place names it."""
    file, words = LINES[policy]
    with open(POLICIES[policy].__file__) as source:
        return {"file": file, "line": next(number for number, line in enumerate(source, 1) if words in line)}


@SERVERS
def test_a_breakpoint_of_each_kind_is_set_by_a_wish_and_holds_where_it_should(policy: str):
    with watching(policy) as quiet, connected(quiet) as client:
        server = Stepped(quiet.source)
        server.until(lambda: server.accepted())
        (conn,) = server.accepted()
        recv = "recv" if policy == "tutorial" else "recv_into"
        for wish, call, after in (
            (breakpoints(call={"call": "recv"}), recv, False),
            (breakpoints(line=line_of(policy)), recv, False),
            (breakpoints(call={"call": "select"}), "select", True),
            (breakpoints(conn={"conn": conn.id}), "select", True),
        ):
            server.source.do(wish)
            client.sendall(b"hello")
            held = server.stop()
            assert (held.call, held.after, held.point) == (call, after, 1)
            server.source.do(SetBreakpoints(()))
            server.let_go(Go())
            assert receive(client, 5) == b"hello"
        server.source.do(breakpoints(EOF={}))
        client.shutdown(socket.SHUT_WR)
        assert (server.stop().call, server.held.after) == (recv, True)


@SERVERS
@pytest.mark.parametrize("kind", ["outb", "short send"])
def test_a_breakpoint_where_bytes_wait_holds_when_the_peer_reads_too_slowly(policy: str, kind: str):
    with watching(policy, small_pipes=True) as quiet, connected(quiet, small_pipes=True) as client:
        server = Stepped(quiet.source)
        server.until(server.accepted)
        (conn,) = server.accepted()
        server.source.do(SetBreakpoints((Breakpoint(3, kind, size=5_000),)))
        sender = threading.Thread(target=client.sendall, args=(bytes(60_000),))
        sender.start()
        heard: list[bytes] = []
        held = server.stop(
            meanwhile=lambda: heard.append(client.recv(100)) if conn.full and not sender.is_alive() else None
        )
        assert held.point == 3
        assert held.after if kind == "short send" else server.told(ev.OutbSeen)[-1].size > 5_000
        server.source.do(SetBreakpoints(()))
        server.let_go(Go())
        assert len(receive(client, 60_000 - len(b"".join(heard)))) + len(b"".join(heard)) == 60_000
        sender.join()


def test_a_breakpoint_where_nothing_is_to_be_had_holds_before_the_program_sees_it():
    with watching("echo") as quiet, connected(quiet):
        server = Stepped(quiet.source)
        server.until(server.is_asleep)
        server.source.do(SetBreakpoints((Breakpoint(3, "EAGAIN"),)))
        with connected(server):
            held = server.stop()
            assert (held.call, held.after, held.point) == ("accept", True, 3)


def test_a_breakpoint_at_idle_loops_holds_the_tutorial_and_not_echo():
    for policy in ("echo", "tutorial"):
        with watching(policy) as quiet, connected(quiet) as client:
            server = Stepped(quiet.source)
            server.source.do(SetBreakpoints((Breakpoint(3, "idle"),)))
            client.sendall(b"hello")
            if policy == "tutorial":
                assert server.stop().point == 3
                assert server.ledger.loops[server.source.loop].idle >= 1
            else:
                receive(client, 5)
                server.until(server.is_asleep)
                assert server.held is None


def test_those_that_stay_set_keep_their_hits_and_those_that_are_gone_do_not():
    with watching("echo") as server:
        keeper = server.source.keeper
        server.source.do(breakpoints(call={"call": "recv"}, idle={}))
        first, _ = keeper.points.points
        first.hits = 7
        server.source.do(breakpoints(call={"call": "recv"}, outb={"size": 7}, EAGAIN={}))
        assert keeper.points.points[0] is first
        server.source.do(SetBreakpoints(()))
        server.source.do(breakpoints(call={"call": "recv"}))
        assert keeper.points.points[0].hits == 0


@pytest.mark.parametrize("wish", [breakpoints(nonsense={}), breakpoints(call={"call": "answer"})])
def test_a_breakpoint_of_no_kind_is_refused_and_the_others_stay(wish: SetBreakpoints):
    with watching("echo") as server:
        server.source.do(breakpoints(call={"call": "recv"}))
        with pytest.raises(KeyError):
            server.source.do(wish)
        assert len(server.source.keeper.points.points) == 1


def test_every_kind_of_breakpoint_and_every_call_can_be_made_of_a_wish():
    assert set(POINTS) == {"call", "conn", "line", "idle", "outb", "error", "EAGAIN", "short send", "EOF"}
    assert {"accept", "recv", "recv_into", "send", "connect", "close", "select", "socket", "getsockopt"} < set(CALLS)
    assert not {"answer", "idle", "peek", "outb", "log", "data", "held", "released"} & set(CALLS)


# Our own clients.


def test_a_client_is_walked_through_from_its_socket_to_its_end():
    with watching("echo") as server, stepping_clients() as clients:
        host, _, port = server.source.address.rpartition(":")
        clients.source.do(wishes.LaunchClients(host, int(port), 1, (b"hello",)))
        stops = [clients.stop().call]
        while stops[-1] != "close":
            stops.append(clients.step().call)
            assert len(clients.made()) <= 1
        assert [call for call in stops if call != "select"] == [
            *["socket", "setblocking", "connect_ex", "register", "getsockopt", "send", "modify", "recv"],
            *["unregister", "close"],
        ]
        clients.let_go(Go())
        clients.until(lambda: clients.told(ev.ClientEnded))
        assert [(fact.sent, fact.recv_total, fact.error) for fact in clients.told(ev.ClientEnded)] == [(5, 5, "")]
