"""A connection that does not read, or reads slowly, as its far end sees it, and what it costs."""

import socket
import sys
import time
from contextlib import ExitStack

import pytest

from connscope.clients.behaviours.slow_reader import SlowReader
from connscope.clients.behaviours.stops_reading import StopsReading
from connscope.clients.multiconn import MultiConn
from connscope.clients.plans import Froze, Thawed
from tests.clients.far_end import PATIENCE, Address, echo_server, fill, read_exactly, scripted_server, small_send_buffer
from tests.clients.trying import TOTAL, Watching, errors, quiet, run, running

LARGE = bytes(range(256)) * 1000
"""More than small pipes on both ends hold."""


def test_one_is_frozen_and_thawed_by_hand_in_the_middle() -> None:
    def script(conn: socket.socket) -> None:
        small_send_buffer(conn)
        heard = read_exactly(conn, len(LARGE))
        conn.sendall(heard[:1000])
        it.received.get(timeout=PATIENCE)
        it.client.freeze(1)
        it.until(Froze(1))
        sent = 1000 + fill(conn, heard[1000:])
        it.client.thaw(1)
        it.until(Thawed(1))
        conn.sendall(heard[sent:])

    with running() as it, scripted_server(script) as address:
        it.client.launch(*address, 1, messages=[LARGE], small_pipes=True)
        assert it.outcome().ok


def test_a_thaw_comes_by_itself_after_its_time() -> None:
    with running() as it, echo_server() as address:
        started = time.monotonic()
        it.client.launch(*address, 1, behaviours=[StopsReading(thaw=0.1)])
        assert it.outcome().ok
        assert time.monotonic() - started >= 0.1
        assert [it.told() for _ in range(3)][1:] == [Froze(1), Thawed(1)]


def test_a_deadline_stands_still_while_one_is_frozen() -> None:
    def script(conn: socket.socket) -> None:
        heard = read_exactly(conn, TOTAL)
        now[0] = 1000.0
        it.client.thaw(1)
        conn.sendall(heard)

    now = [0.0]
    with running(clock=lambda: now[0]) as it, scripted_server(script) as address:
        it.client.launch(*address, 1, deadline=1.0, behaviours=[StopsReading()])
        assert it.outcome().ok


def test_a_deadline_runs_again_after_the_thaw(silent: Address) -> None:
    (outcome,) = run(silent, deadline=0.1, behaviours=[StopsReading(thaw=0.1)])
    assert outcome.error == f"deadline: 0 of {TOTAL} bytes after 0.1 s"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a full backlog refuses, or has room for more")
def test_a_deadline_runs_while_one_that_is_frozen_does_not_even_connect() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full, ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(filler := socket.socket()).setblocking(False)
            filler.connect_ex(full.getsockname())
        (outcome,) = run(full.getsockname(), deadline=0.1, behaviours=[StopsReading()])
    assert outcome[1:6] == ("", TOTAL, 0, 0, f"deadline: 0 of {TOTAL} bytes after 0.1 s")


def test_a_connect_that_fails_while_frozen_is_told(nobody: Address) -> None:
    assert errors(run(nobody, behaviours=[StopsReading()])) == ["connection refused"]


def test_one_that_is_frozen_does_not_spin_however_much_waits_to_be_read() -> None:
    loops: list[object] = []
    client = MultiConn(sel=Watching(loops.append), log=quiet)
    with echo_server() as address:
        client.start_connections(*address, 1, behaviours=[StopsReading(thaw=0.15)])
        assert errors(client.run()) == [""]
    assert len(loops) < 12


def test_one_that_is_frozen_does_not_spin_when_the_far_end_is_gone() -> None:
    loops: list[object] = []
    client = MultiConn(sel=Watching(loops.append), log=quiet)
    with scripted_server(lambda conn: read_exactly(conn, TOTAL)) as address:
        client.start_connections(*address, 1, behaviours=[StopsReading(thaw=0.15)])
        assert errors(client.run()) == [f"the server closed after 0 of {TOTAL} bytes"]
    assert len(loops) < 12


def test_one_that_is_frozen_owes_one_message_at_most(silent: Address) -> None:
    message = bytes(10_000)
    with running() as it:
        options = {"messages": [message], "repeat": 0, "small_pipes": True, "behaviours": [StopsReading()]}
        it.client.launch(*silent, 1, **options)
        it.until(Froze(1))
        it.client.end(1)
        outcome = it.outcome()
    assert outcome.sent <= outcome.msg_total <= outcome.sent + len(message)


def test_one_that_is_frozen_takes_what_is_in_flight_when_it_is_ended() -> None:
    def script(conn: socket.socket) -> None:
        conn.sendall(read_exactly(conn, 22))
        it.client.end(1)
        assert conn.recv(1) == b""

    with running() as it, scripted_server(script) as address:
        it.client.launch(*address, 1, stay=True, behaviours=[StopsReading()])
        assert it.outcome().ok


def test_a_slow_reader_sleeps_between_two_bites() -> None:
    loops: list[object] = []
    client = MultiConn(sel=Watching(loops.append), log=quiet)
    with echo_server() as address:
        client.start_connections(*address, 1, behaviours=[SlowReader(rate=200)], messages=[bytes(40)])
        assert errors(client.run()) == [""]
    assert len(loops) < 20


def test_a_slow_readers_thaw_is_told() -> None:
    with running() as it, echo_server() as address:
        it.client.launch(*address, 1, messages=[bytes(1000)], behaviours=[SlowReader(rate=1, thaw=0.1)])
        assert it.outcome().ok
        assert [it.told() for _ in range(2)][1:] == [Thawed(1)]
        assert it.news.empty()


def test_freezing_or_thawing_somebody_unknown_does_nothing() -> None:
    with running() as it, echo_server() as address:
        it.client.freeze(7)
        it.client.thaw(8)
        it.client.launch(*address, 1)
        assert it.outcome().ok
