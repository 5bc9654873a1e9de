"""What a behaviour says and when, as an observer between it and the server hears it."""

import socket
import time

from connscope.clients.behaviours.bandwidth import Bandwidth
from connscope.clients.behaviours.burst import Burst
from connscope.clients.behaviours.floods import Floods
from connscope.clients.behaviours.garbage import Garbage, hostile
from connscope.clients.behaviours.late import Late
from connscope.clients.behaviours.latency import Latency
from connscope.clients.behaviours.silent import Silent
from connscope.clients.behaviours.well_behaved import WellBehaved
from connscope.clients.plans import MESSAGES
from tests.clients.far_end import PATIENCE, read_exactly, scripted_server
from tests.clients.observing import observe, observing
from tests.clients.trying import TOTAL, run, running

ALL = b"".join(MESSAGES)
SIZE = 300_000


def test_well_behaved_says_its_messages_and_closes_when_they_are_back(server: str) -> None:
    _, outcome, seen = observe(server, WellBehaved())
    assert (seen.said, seen.told, seen.was_reset) == (ALL, TOTAL, False)
    assert (outcome.error, outcome.note, outcome.acted) == ("", "", {})


def test_silent_says_nothing_and_stays_until_it_is_ended(server: str) -> None:
    with observing(server) as observer, running() as it:
        it.client.launch(*observer.address, 1, behaviours=[Silent()])
        seen = observer.began.get(timeout=PATIENCE)
        assert not seen.over.wait(0.1)
        it.client.end(1)
        outcome = it.outcome()
        assert (*outcome[2:6], outcome.acted) == (0, 0, 0, "", {"silent": 1})
        assert (seen.wait().said, seen.was_reset) == (b"", False)


def test_garbage_is_said_in_place_of_the_messages_and_comes_back_as_it_was(server: str) -> None:
    _, outcome, seen = observe(server, Garbage(size=200))
    assert seen.said == b"".join(hostile(200, 2))
    assert (*outcome[2:6], outcome.acted) == (400, 400, 400, "", {"garbage": 2})


def test_garbage_has_every_kind_of_what_a_terminal_should_not_see() -> None:
    for message in hostile(256, 9):
        bidi, c1, no_text = b"\xe2\x80\xae", b"\xc2\x9b", b"\xc0\xaf"
        assert [each for each in (b"\x1b[2J", b"\0", b"\7", c1, bidi, no_text, b"[/]") if each not in message] == []


def test_late_says_its_first_message_so_many_seconds_after_it_connected(server: str) -> None:
    started, outcome, seen = observe(server, Late(by=0.3))
    assert seen.byte_at(0) - started >= 0.3
    assert (seen.said, outcome.error, outcome.acted) == (ALL, "", {"late": 1})


def test_latency_delays_each_message_and_keeps_their_order(server: str) -> None:
    started, outcome, seen = observe(server, Latency(delay=0.4, jitter=0.02), repeat=6, every=0.02)
    for number in range(12):
        assert seen.byte_at(number * len(MESSAGES[0])) - started >= 0.38 + number * 0.02
    assert seen.byte_at(6 * TOTAL - 1) - started < 12 * 0.38  # each has its own delay, and not that of all before it
    assert (seen.said, outcome.error, outcome.acted) == (ALL * 6, "", {"latency": 12})


def test_burst_pauses_after_so_many_messages(server: str) -> None:
    started, outcome, seen = observe(server, Burst(messages=3, every=0.2), messages=[b"abc"], repeat=7, every=9.0)
    assert seen.byte_at(9) - started >= 0.2
    assert seen.byte_at(18) - started >= 0.4
    assert (seen.said, outcome.error, outcome.acted) == (b"abc" * 7, "", {"burst": 2})


def test_burst_does_not_wait_for_an_echo() -> None:
    def script(conn: socket.socket) -> None:
        conn.sendall(read_exactly(conn, 30))

    with scripted_server(script) as address:
        (outcome,) = run(address, behaviours=[Burst(messages=10, every=60.0)], messages=[b"abc"])
    assert (*outcome[2:6], outcome.acted) == (30, 30, 30, "", {"burst": 1})


def test_bandwidth_sends_only_so_many_bytes_a_second(server: str) -> None:
    started, outcome, seen = observe(server, Bandwidth(rate=10_000), messages=[bytes(4000)])
    assert seen.byte_at(3999) - started >= 0.25
    assert outcome[2:6] == (4000, 4000, 4000, "")


def test_bandwidth_reads_only_as_many() -> None:
    def script(conn: socket.socket) -> None:
        heard = read_exactly(conn, 4000)
        times.append(time.monotonic())
        conn.sendall(heard)
        assert conn.recv(1) == b""
        times.append(time.monotonic())

    times: list[float] = []
    with scripted_server(script) as address:
        (outcome,) = run(address, behaviours=[Bandwidth(rate=10_000)], messages=[bytes(4000)])
    assert 0.15 <= times[1] - times[0] <= 5.0
    assert (outcome.error, outcome.acted["bandwidth"] >= 2) == ("", True)


def test_floods_sends_up_to_its_bound_and_never_reads(server: str) -> None:
    with observing(server) as observer, running() as it:
        it.client.launch(*observer.address, 1, behaviours=[Floods(size=SIZE)])
        seen = observer.began.get(timeout=PATIENCE)
        while sum(len(data) for _, data in seen.heard) < SIZE:
            it.acted.get(timeout=PATIENCE)
        it.client.end(1)
        outcome = it.outcome()
        seen.wait()
    assert (len(seen.said), seen.was_reset) == (SIZE, True)  # closed with bytes that were never read
    assert (*outcome[2:6], outcome.note) == (SIZE, SIZE, 0, "", "300,000 bytes never read")
