"""A program that is held is stopped as any other, says where it died, and is looked into."""

import time

import pytest

from connscope import events as ev
from connscope.sources.servers import POLICIES
from connscope.sources.thread import STOP_SECONDS
from connscope.wishes import Breakpoint, Go, LaunchClients, Pace, SetBreakpoints, StepCall
from tests.sources.draining import connected, watching
from tests.sources.stepping import Stepped, stepping, stepping_clients
from tests.sources.test_servers import reset

SERVERS = pytest.mark.parametrize("policy", POLICIES)


def seconds_to_stop(it: Stepped) -> float:
    before = time.monotonic()
    it.source.stop()
    return time.monotonic() - before


def ends_well(it: Stepped) -> bool:
    it.look()
    return not it.program.running and it.program.error == "" and it.program.held is None


@SERVERS
@pytest.mark.parametrize("call", ["select", "accept", "recv", "send"])
def test_a_held_server_stops_at_once_wherever_it_stands(policy: str, call: str):
    with stepping(policy) as server, connected(server) as client:
        client.sendall(b"hello")
        while not (server.held or server.stop()).call.startswith(call):
            server.step()
        assert seconds_to_stop(server) < STOP_SECONDS / 2
        assert ends_well(server)


@SERVERS
def test_a_paced_server_and_one_at_a_breakpoint_stop_at_once(policy: str):
    for wish in (Pace(0.01), SetBreakpoints((Breakpoint(1, "call", call="accept"),))):
        with stepping(policy) as server, connected(server):
            server.stop()
            server.let_go(wish if isinstance(wish, Pace) else Go())
            server.source.do(wish)
            with connected(server):
                server.stop()
                assert seconds_to_stop(server) < STOP_SECONDS / 2
                assert ends_well(server)


def test_held_clients_stop_at_once():
    with watching("echo") as server, stepping_clients() as clients:
        host, _, port = server.source.address.rpartition(":")
        clients.source.do(LaunchClients(host, int(port), 3, (b"hello",)))
        clients.stop()
        assert seconds_to_stop(clients) < STOP_SECONDS
        assert ends_well(clients)


def test_an_exception_that_comes_out_of_a_held_call_names_the_programs_line():
    with stepping("tutorial") as server, connected(server) as client:
        server.stop()
        while not server.accepted() or server.held.call != "select" or server.held.after:
            server.step()
        reset(client)
        while server.held.call != "recv":
            server.step()
        place = server.held.place
        server.let_go(StepCall())
        server.until(lambda: server.program.held or not server.program.running)
        server.source.do(Go())
        server.until(lambda: not server.program.running)
        assert server.program.error == f"ConnectionResetError: Connection reset by peer · {place[0]}:{place[1]}"


def test_who_looks_at_a_connection_while_the_program_is_held_sees_it_at_once():
    with stepping("tutorial") as server, connected(server) as one, connected(server) as other:
        while len(server.accepted()) < 2:
            server.step() if server.held else server.stop()
        other.sendall(b"hello")
        while server.step().call != "send":
            pass
        seen = len(server.told(ev.OutbSeen))
        for conn in server.accepted():
            server.source.look(conn.id)
        server.until(lambda: len(server.told(ev.OutbSeen)) == seen + 2)
        assert {fact.size for fact in server.told(ev.OutbSeen)[seen:]} == {0, 5}
        assert server.program.held is server.held
        assert one.fileno() > 0
