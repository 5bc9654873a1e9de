"""A server under load, and a reader that is far too slow: most records are lost; a second later nothing is wrong."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from connscope.probe.core import Probe
from connscope.servers import echo
from connscope.sources.exact import counts_of
from connscope.sources.servers import START
from connscope.sources.thread import IDS, ThreadSource
from tests.sources.draining import Watched, connected, receive

STAYING = 20
ROUNDS = 60
VISITS = 5
"""In each round every staying client says something, and so many others come, talk and go."""


@contextmanager
def narrow(capacity: int) -> Iterator[Watched]:
    """An echo server whose records have next to no room."""
    source = ThreadSource("echo", Probe(ids=IDS, capacity=capacity))
    lsock = echo.listen("127.0.0.1", 0, new_socket=source.new_socket)
    START["echo"](source, lsock, "{}:{}".format(*lsock.getsockname()))
    try:
        yield Watched(source)
    finally:
        source.stop()


def talk(client: socket.socket, size: int) -> int:
    client.sendall(b"x" * size)
    return len(receive(client, size))


def load(server: Watched, staying: list[socket.socket]) -> int:
    """Make the server busy, looking now and then; answers how many bytes were echoed."""
    echoed = 0
    for number in range(ROUNDS):
        echoed += sum(talk(client, 100 + number) for client in staying)
        for _ in range(VISITS):
            with connected(server) as visitor:
                echoed += talk(visitor, 77)
        if number % 10 == 0:
            server.look()
    return echoed


def exact_rows(server: Watched) -> dict[int, tuple[int, ...]]:
    """What the probe has counted, of each accepted connection that is open."""
    rows = [row for row in list(server.source.probe.rows.values()) if row.role == "accepted"]
    return {row.conn: tuple(counts_of(row.all_totals())) for row in rows}


def shown(server: Watched) -> dict[int, tuple[int, ...]]:
    """The same, of the ledger."""
    return {
        conn.id: (conn.bytes_in, conn.bytes_out, conn.recvs, conn.sends, conn.shorts, conn.eagains, conn.urgent)
        for conn in server.accepted()
        if not conn.over
    }


@pytest.mark.parametrize("capacity", [40, 400])
def test_a_second_after_nine_tenths_were_dropped_the_table_is_exact(capacity: int):
    with narrow(capacity) as server, ExitStack() as stack:
        staying = [stack.enter_context(connected(server)) for _ in range(STAYING)]
        echoed = load(server, staying)
        since = time.monotonic()
        server.until(lambda: len(shown(server)) == STAYING and shown(server) == exact_rows(server))
        server.until(lambda: server.ledger.bytes_out == echoed)
        assert time.monotonic() - since < 1
        assert server.ledger.bytes_in == echoed
        written = sum(thread.seq for thread in server.source.probe.threads.values())
        assert server.ledger.left_out > (0.9 if capacity == 40 else 0.5) * written


def test_while_records_keep_being_dropped_the_numbers_are_never_too_high():
    with narrow(40) as server, ExitStack() as stack:
        staying = [stack.enter_context(connected(server)) for _ in range(STAYING)]
        echoed, until = 0, time.monotonic() + 0.4
        while time.monotonic() < until:
            echoed += sum(talk(client, 100) for client in staying)
            server.look()
            assert server.ledger.bytes_out <= echoed
            assert max((conn.bytes_out for conn in server.accepted()), default=0) <= echoed / STAYING


def test_a_program_that_ends_right_after_a_loss_leaves_exact_totals():
    with narrow(40) as server, connected(server) as client:
        server.until(server.accepted)
        echoed = sum(talk(client, 100) for _ in range(200))
        server.source.stop()
        server.look()
        assert not server.program.running
        assert (server.ledger.bytes_in, server.ledger.bytes_out) == (echoed, echoed)
        assert all(conn.over for conn in server.accepted())
