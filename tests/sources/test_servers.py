"""The built-in servers as sources: what is told of them is what they do. What cannot be had leaves nothing."""

import os
import resource
import socket

import pytest

from connscope import events as ev
from connscope.sources.servers import POLICIES, serve
from connscope.states import CLOSED, RESET
from tests.sources.draining import Watched, connected, descriptors, receive, watching

SERVERS = pytest.mark.parametrize("policy", POLICIES)
MORE_THAN_THE_PIPES_HOLD = 60_000


def fill(server: Watched, client: socket.socket, size: int = MORE_THAN_THE_PIPES_HOLD) -> None:
    """Send so much and read nothing, until the server has it all and sleeps."""
    before = server.accepted()[0].bytes_in if server.accepted() else 0
    client.sendall(b"x" * size)
    server.until(lambda: server.accepted() and server.accepted()[0].bytes_in == before + size)
    server.until(server.is_asleep)


@SERVERS
def test_the_address_in_the_start_is_where_the_server_listens(policy: str):
    with watching(policy) as server, connected(server):
        server.until(server.accepted)
        assert server.program.address == server.source.address


@SERVERS
def test_every_byte_that_goes_to_and_fro_is_in_the_ledger(policy: str):
    with watching(policy) as server, connected(server) as client:
        for _ in range(100):
            client.sendall(b"x" * 1000)
            receive(client, 1000)
        server.until(lambda: server.ledger.bytes_out == 100_000)
        (conn,) = server.accepted()
        assert (conn.bytes_in, conn.bytes_out, server.ledger.bytes_in) == (100_000, 100_000, 100_000)


@SERVERS
def test_while_the_loop_sleeps_outb_is_what_is_owed(policy: str):
    with watching(policy, small_pipes=True) as server, connected(server, small_pipes=True) as client:
        for size in (MORE_THAN_THE_PIPES_HOLD, 5_000, 1):
            fill(server, client, size)
            (conn,) = server.accepted()
            assert conn.outb == conn.owed > 0


@SERVERS
def test_when_a_slow_reader_reads_on_its_outb_is_drained(policy: str):
    with watching(policy, small_pipes=True) as server, connected(server, small_pipes=True) as client:
        fill(server, client)
        (conn,) = server.accepted()
        assert conn.full
        receive(client, MORE_THAN_THE_PIPES_HOLD)
        server.until(lambda: conn.bytes_out == MORE_THAN_THE_PIPES_HOLD)
        assert (conn.outb, conn.owed, conn.full) == (0, 0, False)


def test_the_tutorial_loses_what_it_owes_to_a_peer_that_is_done():
    with watching("tutorial", small_pipes=True) as server, connected(server, small_pipes=True) as client:
        fill(server, client)
        (conn,) = server.accepted()
        client.shutdown(socket.SHUT_WR)
        server.until(lambda: conn.over)
        assert (conn.state, conn.lost) == (CLOSED, conn.owed)
        assert conn.lost > 0


def test_echo_gives_a_peer_that_is_done_all_that_it_owes():
    with watching("echo", small_pipes=True) as server, connected(server, small_pipes=True) as client:
        fill(server, client)
        (conn,) = server.accepted()
        client.shutdown(socket.SHUT_WR)
        receive(client, MORE_THAN_THE_PIPES_HOLD)
        server.until(lambda: conn.over)
        assert (conn.state, conn.lost, conn.owed) == (CLOSED, 0, 0)


def reset(client: socket.socket) -> None:
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    client.close()


def test_a_reset_ends_the_tutorial_and_the_sentence_says_where():
    with watching("tutorial") as server, connected(server) as client:
        server.until(server.accepted)
        reset(client)
        server.until(lambda: not server.program.running)
        assert server.program.error.startswith("ConnectionResetError: ")
        assert " · servers/tutorial.py:" in server.program.error


def test_a_reset_ends_one_connection_of_echo():
    with watching("echo") as server, connected(server) as client, connected(server):
        server.until(lambda: len(server.accepted()) == 2)
        reset(client)
        server.until(lambda: any(conn.over for conn in server.accepted()))
        assert sorted(conn.error for conn in server.accepted() if conn.over) == ["ECONNRESET"]
        assert [conn.state for conn in server.accepted()].count(RESET) == 1
        assert server.program.running


@SERVERS
def test_a_port_in_use_is_an_error_that_leaves_nothing_behind(policy: str):
    with watching(policy) as server:
        port, before = int(server.source.address.rpartition(":")[2]), descriptors()
        with pytest.raises(OSError, match="in use"):
            serve(policy, "127.0.0.1", port)
        assert descriptors() == before


@SERVERS
def test_whatever_descriptor_is_missing_none_is_left_behind(policy: str):
    before, limits = descriptors(), resource.getrlimit(resource.RLIMIT_NOFILE)
    taken = set(map(int, os.listdir("/proc/self/fd")))
    free = [number for number in range(before + 12) if number not in taken]  # there may be gaps
    outcomes = set()
    for limit in free[:12]:
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limits[1]))
        try:
            serve(policy, "127.0.0.1", 0).stop()
            outcomes.add("served")
        except OSError:
            outcomes.add("refused")
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        assert descriptors() == before
    assert outcomes == {"served", "refused"}


def test_a_swap_of_policies_keeps_the_ids_of_all_connections_apart():
    with watching("echo") as first, watching("tutorial") as second:
        with connected(first), connected(second):
            first.until(first.accepted)
            second.until(second.accepted)
        assert not first.ledger.connections.keys() & second.ledger.connections.keys()
        assert first.told(ev.Accepted)[0].conn != second.told(ev.Accepted)[0].conn


# Looking into outb.


@SERVERS
def test_a_look_into_outb_tells_its_length_and_its_first_bytes_also_while_the_loop_sleeps(policy: str):
    with watching(policy, small_pipes=True) as server, connected(server, small_pipes=True) as client:
        client.sendall(b"0123456789" * 6_000)
        server.until(lambda: server.accepted() and server.accepted()[0].bytes_in == 60_000)
        server.until(server.is_asleep)
        (conn,) = server.accepted()
        server.source.look(conn.id)
        server.until(lambda: server.told(ev.OutbSeen))
        (seen,) = server.told(ev.OutbSeen)
        start = conn.bytes_out % 10
        assert (seen.size, seen.head) == (conn.owed, (b"0123456789" * 30)[start : start + 256])
        assert conn.outb_start == seen.head


@SERVERS
def test_a_look_at_what_is_closed_or_never_was_tells_nothing_and_harms_nothing(policy: str):
    with watching(policy) as server, connected(server) as client:
        server.until(server.accepted)
        client.shutdown(socket.SHUT_WR)
        server.until(lambda: server.accepted()[0].over)
        server.source.look(server.accepted()[0].id)
        server.source.look(987_654)
        with connected(server) as another:
            another.sendall(b"x")
            receive(another, 1)
        server.until(lambda: server.ledger.bytes_out == 1)
        assert (server.told(ev.OutbSeen), server.source.probe.failure) == ([], "")


def test_a_look_at_a_server_that_has_ended_is_nothing():
    with watching("echo") as server:
        server.source.stop()
        server.until(lambda: server.told(ev.Ended))
        server.source.look(1)
        server.look()
        assert server.told(ev.OutbSeen) == []
