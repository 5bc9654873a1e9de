"""While a server cannot answer, and is not to blame for it, no echo is late, and nothing more is said by the clock."""

import socket
from queue import Empty

import pytest

from connscope.clients.plans import Froze, Thawed
from tests.clients.far_end import PATIENCE, Address, read_exactly, scripted_server
from tests.clients.trying import TOTAL, Running, Watching, running

LATE = f"deadline: 0 of {TOTAL} bytes after"
COUNT = 20


def until_heard(it: Running) -> None:
    """Wait until the loop has done all that it was asked, by asking one thing more of connection 1."""
    it.client.freeze(1)
    it.until(Froze(1))
    it.client.thaw(1)
    it.until(Thawed(1))


def test_an_echo_that_comes_after_they_are_resumed_is_in_time() -> None:
    def script(conn: socket.socket) -> None:
        heard = read_exactly(conn, TOTAL)
        now[0] = 1000.0
        until_heard(it)
        it.client.resume_deadlines()
        conn.sendall(heard)

    now = [0.0]
    with running(clock=lambda: now[0]) as it, scripted_server(script) as address:
        it.client.suspend_deadlines()
        it.client.launch(*address, 1, deadline=1.0)
        assert it.outcome().ok


def test_suspended_twice_they_are_suspended_once() -> None:
    def script(conn: socket.socket) -> None:
        heard = read_exactly(conn, TOTAL)
        for now[0] in (0.5, 100.0, 200.0):
            it.client.suspend_deadlines()
            until_heard(it)
        it.client.resume_deadlines()
        conn.sendall(heard)

    now = [0.0]
    with running(clock=lambda: now[0]) as it, scripted_server(script) as address:
        it.client.launch(*address, 1, deadline=1.0)
        assert it.outcome().ok


def test_they_go_on_from_where_they_stood() -> None:
    def script(conn: socket.socket) -> None:
        read_exactly(conn, TOTAL)
        now[0] = 0.75
        it.client.suspend_deadlines()
        until_heard(it)
        now[0] = 1000.75
        it.client.resume_deadlines()
        until_heard(it)
        now[0] = 1000.875
        until_heard(it)
        now[0] = 1001.0
        assert conn.recv(1) == b""

    now = [0.0]
    with running(clock=lambda: now[0]) as it, scripted_server(script) as address:
        it.client.launch(*address, 1, deadline=1.0)
        assert it.outcome().error == f"{LATE} 1 s"


def test_resumed_without_having_been_suspended_they_are_as_before(silent: Address) -> None:
    with running() as it:
        it.client.launch(*silent, 1, deadline=0.1)
        it.client.resume_deadlines()
        assert it.outcome().error == f"{LATE} 0.1 s"


def test_suspended_they_cost_no_loops_and_resumed_each_comes_up_again(silent: Address) -> None:
    loops: list[object] = []
    with running(sel=Watching(loops.append)) as it:
        it.client.launch(*silent, COUNT // 2, deadline=0.2)
        it.client.suspend_deadlines()
        it.client.launch(*silent, COUNT // 2, deadline=0.2)
        with pytest.raises(Empty):
            it.reports.get(timeout=0.5)
        assert len(loops) < 3 * COUNT
        it.client.resume_deadlines()
        assert [it.outcome().error for _ in range(COUNT)] == [f"{LATE} 0.2 s"] * COUNT


def test_one_that_has_spoken_meanwhile_is_not_waited_for_when_it_is_ended() -> None:
    def script(conn: socket.socket) -> None:
        read_exactly(conn, 22)
        it.client.end(1)
        while conn.recv(1024):
            pass

    with running() as it, scripted_server(script) as address:
        it.client.suspend_deadlines()
        it.client.launch(*address, 1, stay=True, every=0.01, deadline=0.05)
        outcome = it.reports.get(timeout=PATIENCE)
        assert outcome.error == "stopped: 0 of 22 bytes"
