import selectors
from typing import Any

import pytest

from connscope.clients.multiconn import MESSAGES, MultiConn, Outcome
from tests.clients.far_end import PATIENCE, Address, echo_server, read_exactly, scripted_server
from tests.clients.trying import errors, quiet, run, running


def test_one_that_stays_speaks_in_turn_at_the_pace_of_the_clock() -> None:
    now, heard = [0.0], [0]

    def log(line: str) -> None:
        if line.startswith("received"):
            heard[0] += 1
            if heard[0] == 5:
                client.stop()
            else:
                now[0] += 1.0

    client = MultiConn(clock=lambda: now[0], log=log)
    with echo_server() as address:
        client.start_connections(*address, 1, messages=(b"a", b"bb"), stay=True)
        (outcome,) = client.run()
    assert outcome[2:6] == (7, 7, 7, "")


def test_one_that_stays_says_nothing_more_while_the_clock_stands_still() -> None:
    client = MultiConn(clock=lambda: 0.0, log=lambda line: client.stop() if "received" in line else None)
    with echo_server() as address:
        client.start_connections(*address, 1, stay=True)
        (outcome,) = client.run()
    assert outcome.msg_total == len(MESSAGES[0])


class Selector(selectors.DefaultSelector):
    """Says how often it was asked to watch for something else."""

    modified = 0

    def modify(self, *args: Any, **kwargs: Any) -> selectors.SelectorKey:
        self.modified += 1
        return super().modify(*args, **kwargs)


def test_what_there_is_room_for_is_said_without_asking_for_room_first() -> None:
    sel = Selector()
    client = MultiConn(sel=sel, log=quiet)
    with echo_server() as address:
        client.start_connections(*address, 1, messages=(b"a",), repeat=5, every=0.01)
        assert errors(client.run()) == [""]
    assert sel.modified == 1  # once it has connected


def test_what_there_is_no_room_for_waits_and_all_of_it_comes_back() -> None:
    said, every = bytes(1 << 20), 0.001
    with echo_server() as address:
        (outcome,) = run(address, messages=(said,), repeat=5, every=every, small_pipes=True)
    assert outcome[2:6] == (5 << 20, 5 << 20, 5 << 20, "")


def test_one_that_stays_with_nothing_to_say_stays() -> None:
    with echo_server() as address, running() as (client, reports, _, ended, *_):
        client.launch(*address, 1, stay=True, messages=())
        client.launch(*address, 1)
        assert reports.get(timeout=PATIENCE).connid == 2
    assert errors(ended) == ["", ""]


def test_one_that_stays_gives_a_late_echo_up() -> None:
    now = [0.0]

    def log(line: str) -> None:
        now[0] += 1.0 if line.startswith("received") else 0.0
        now[0] += 30.0 if line.startswith("sent") and now[0] else 0.0

    client = MultiConn(clock=lambda: now[0], log=log)
    with scripted_server(lambda conn: conn.sendall(conn.recv(100)) or read_exactly(conn, 22)) as address:
        client.start_connections(*address, 1, stay=True)
        (outcome,) = client.run()
    assert outcome[2:6] == (44, 44, 22, "deadline: 22 of 44 bytes after 30 s")


def test_one_that_stays_outlives_its_deadline_while_echoes_come() -> None:
    with echo_server() as address, running() as (client, _, received, ended, *_):
        client.launch(*address, 1, stay=True, every=0.01, deadline=5.0)
        for _ in range(20):
            received.get(timeout=PATIENCE)
    assert errors(ended) == [""]
    assert ended[0].recv_total >= 20 * len(MESSAGES[0])


def test_one_that_stays_says_nothing_more_to_a_server_that_does_not_read(silent: Address) -> None:
    message = bytes(16 << 20)
    (outcome,) = run(silent, messages=[message], stay=True, every=0.001, deadline=0.1)
    assert outcome.msg_total == len(message)
    assert outcome.sent < len(message)


def test_a_server_that_leaves_one_that_stays_is_told() -> None:
    with scripted_server(lambda conn: conn.sendall(conn.recv(100))) as address:
        assert errors(run(address, stay=True, every=60.0)) == ["the server closed after 22 of 22 bytes"]


def test_connections_are_launched_from_another_thread_while_the_loop_sleeps() -> None:
    with echo_server() as address, running() as (client, reports, _, ended, *_):
        for connid in (1, 2, 3):
            client.launch(*address, 1)
            assert reports.get(timeout=PATIENCE).connid == connid
    assert [outcome.connid for outcome in ended] == [1, 2, 3]


def test_a_launch_before_the_run_is_not_lost() -> None:
    client = MultiConn(log=quiet)
    with echo_server() as address:
        client.launch(*address, 2)
        assert errors(client.run()) == ["", ""]


def test_a_launch_with_an_unknown_option_is_the_callers_error() -> None:
    client = MultiConn(log=quiet)
    with pytest.raises(TypeError, match="stays"):
        client.launch("127.0.0.1", 80, 1, stays=True)
    assert client.run() == []


def test_many_that_stay_are_stopped_with_every_byte_back() -> None:
    with echo_server() as address, running() as (client, _, received, ended, *_):
        client.launch(*address, 50, stay=True, every=0.01)
        for _ in range(200):
            received.get(timeout=PATIENCE)
    assert errors(ended) == [""] * 50


def test_a_stop_does_not_wait_for_a_silent_server(silent: Address) -> None:
    client = MultiConn(log=lambda line: client.stop() if "sent" in line else None)
    client.start_connections(*silent, 1, stay=True)
    (outcome,) = client.run()
    assert outcome[2:6] == (22, 22, 0, "stopped: 0 of 22 bytes")


def test_a_stop_before_the_run_ends_it_at_once() -> None:
    client = MultiConn(log=quiet)
    client.stop()
    assert client.run(forever=True) == []


def test_a_stop_or_launch_after_the_end_is_harmless() -> None:
    client = MultiConn(log=quiet)
    client.run()
    client.launch("127.0.0.1", 9, 1)
    client.stop()


def test_after_a_stop_nothing_is_launched(silent: Address) -> None:
    client = MultiConn(log=quiet)
    client.stop()
    client.launch(*silent, 3)
    assert client.run(forever=True) == []


def test_who_runs_for_ever_reports_how_each_ended_and_keeps_none_of_that() -> None:
    reported: list[Outcome] = []

    def report(outcome: Outcome) -> None:
        reported.append(outcome)
        client.stop()

    client = MultiConn(log=quiet, report=report)
    with echo_server() as address:
        client.start_connections(*address, 1)
        assert client.run(forever=True) == []
    assert errors(reported) == [""]
