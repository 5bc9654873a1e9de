"""How a behaviour reads, as the far end sees it."""

import socket
import time
from contextlib import suppress

import pytest

from connscope.clients.behaviours.bandwidth import Bandwidth
from connscope.clients.behaviours.half_closes import HalfCloses, takes_more
from connscope.clients.behaviours.late import Late
from connscope.clients.behaviours.slow_reader import SlowReader
from connscope.clients.behaviours.stops_reading import StopsReading
from connscope.clients.multiconn import MultiConn
from connscope.clients.plans import MESSAGES, Froze, Thawed
from tests.clients.far_end import Address, echo_server, fill, read_exactly, reset, scripted_server, small_send_buffer
from tests.clients.observing import observe
from tests.clients.trying import TOTAL, Watching, errors, quiet, run, running

SIZE = 300_000


def read_to_the_end(conn: socket.socket) -> bytes:
    data = b""
    while chunk := conn.recv(65536):
        data += chunk
    return data


def test_slow_reader_takes_as_long_as_it_says(server: str) -> None:
    _, outcome, seen = observe(server, SlowReader(rate=2000), messages=[bytes(800)])
    assert 0.2 <= seen.closed_at - seen.byte_at(799) <= 5.0
    assert (outcome.error, outcome.acted["slow-reader"] >= 2) == ("", True)


def test_slow_reader_reads_all_that_comes_once_it_thaws(server: str) -> None:
    started, outcome, seen = observe(server, SlowReader(rate=1, thaw=0.2), messages=[bytes(800)])
    assert 0.2 <= seen.closed_at - started <= 5.0
    assert outcome[2:6] == (800, 800, 800, "")


@pytest.mark.parametrize("frozen", [StopsReading(thaw=0.3), SlowReader(rate=0, thaw=0.3)], ids=lambda each: each.name)
def test_stops_reading_reads_nothing_until_it_thaws(server: str, frozen: StopsReading | SlowReader) -> None:
    started, outcome, seen = observe(server, frozen)
    assert seen.closed_at - started >= 0.3
    assert (seen.said, outcome.error, outcome.acted) == (b"".join(MESSAGES), "", {frozen.name: 1})


def test_stops_reading_says_everything_and_leaves_the_echo_where_it_is_until_the_thaw() -> None:
    def script(conn: socket.socket) -> None:
        small_send_buffer(conn)
        heard = read_exactly(conn, SIZE)
        sent = fill(conn, heard)
        assert sent < SIZE
        it.client.thaw(1)
        conn.sendall(heard[sent:])

    with running() as it, scripted_server(script) as address:
        options = {"messages": [bytes(range(250)) * (SIZE // 250)], "small_pipes": True}
        it.client.launch(*address, 1, behaviours=[StopsReading()], **options)
        assert it.outcome()[2:6] == (SIZE, SIZE, SIZE, "")


def test_half_closes_sends_all_of_it_then_ends_its_side_and_takes_everything() -> None:
    sizes: list[int] = []

    def script(conn: socket.socket) -> None:
        heard = read_to_the_end(conn)
        sizes.append(len(heard))
        conn.sendall(heard)

    with scripted_server(script) as address, running() as it:
        it.client.launch(*address, 1, behaviours=[HalfCloses(size=SIZE, thaw=0.05)])
        assert it.outcome()[2:6] == (SIZE, SIZE, SIZE, "")
        assert [it.told() for _ in range(3)][1:] == [Froze(1), Thawed(1)]
    assert sizes == [SIZE]


def test_half_closes_reads_only_after_it_has_ended_its_side(server: str) -> None:
    started, outcome, seen = observe(server, HalfCloses(size=SIZE, thaw=0.1))
    assert seen.closed_at - started >= 0.2
    assert (len(seen.said), outcome.note, outcome.acted) == (SIZE, "", {"half-closes": 1})
    assert outcome[2:6] == (SIZE, SIZE, SIZE, "")


def test_half_closes_with_no_size_says_its_messages_as_they_are() -> None:
    def script(conn: socket.socket) -> None:
        heard.append(read_to_the_end(conn))
        conn.sendall(heard[0])

    heard: list[bytes] = []
    with scripted_server(script) as address:
        (outcome,) = run(address, behaviours=[HalfCloses(size=0, thaw=0.0)], stay=True, every=0.05)
    assert heard == [b"".join(MESSAGES)]
    assert outcome[2:6] == (TOTAL, TOTAL, TOTAL, "")


def test_half_closes_does_not_take_an_acknowledgement_put_off_for_a_server_that_takes_no_more() -> None:
    size = 4 << 20
    with scripted_server(lambda conn: conn.sendall(read_to_the_end(conn))) as address:
        (outcome,) = run(address, behaviours=[HalfCloses(size=size, thaw=0.0)])
    assert outcome[2:6] == (size, size, size, "")


def test_half_closes_tells_a_reset_as_all_others_do() -> None:
    def script(conn: socket.socket) -> None:
        read_exactly(conn, TOTAL)
        reset(conn)

    with scripted_server(script) as address:
        assert errors(run(address, behaviours=[HalfCloses(size=0, thaw=0.1)])) == ["reset by the peer"]


def test_half_closes_says_how_much_never_came_back() -> None:
    with scripted_server(lambda conn: conn.sendall(read_to_the_end(conn)[:1000])) as address:
        (outcome,) = run(address, behaviours=[HalfCloses(size=SIZE, thaw=0.05)])
    assert outcome[2:6] == (SIZE, SIZE, 1000, "299,000 bytes never came back")


def test_half_closes_does_so_too_when_the_server_takes_no_more(silent: Address) -> None:
    (outcome,) = run(silent, deadline=0.1, behaviours=[HalfCloses(size=64 << 20, thaw=0.05)])
    assert 0 < outcome.msg_total == outcome.sent < 64 << 20
    assert outcome.error == f"deadline: 0 of {outcome.sent:,} bytes after 0.1 s"


def test_half_closes_does_not_take_a_loop_that_is_late_for_a_server_that_takes_no_more() -> None:
    def script(conn: socket.socket) -> None:
        heard.append(read_to_the_end(conn))
        conn.sendall(heard[0])

    def look(_: list[object]) -> None:
        now[0] += 10.0

    now = [0.0]
    heard: list[bytes] = []
    client = MultiConn(sel=Watching(look), clock=lambda: now[0], log=quiet)
    with scripted_server(script) as address:
        client.start_connections(*address, 1, behaviours=[HalfCloses(size=0, thaw=0.05), Late(by=5.0)])
        assert errors(client.run()) == [""]
    assert heard == [b"".join(MESSAGES)]


def test_half_closes_sees_whether_there_is_room_also_where_no_file_can_be_opened() -> None:
    resource = pytest.importorskip("resource")
    ours, theirs = socket.socketpair()
    with ours, theirs:
        few, many = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (1, many))
        try:
            seen = [takes_more(ours)]
            ours.setblocking(False)
            with suppress(BlockingIOError):
                while True:
                    ours.send(bytes(65536))
            seen.append(takes_more(ours))
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (few, many))
    assert seen == [True, False]


def test_a_thaw_by_hand_is_no_faster_than_the_wire() -> None:
    with echo_server() as address, running() as it:
        started = time.monotonic()
        it.client.launch(*address, 1, behaviours=[Bandwidth(rate=10_000)], messages=[bytes(4000)])
        it.told()
        it.client.freeze(1)
        it.client.thaw(1)
        assert it.outcome().ok
        assert time.monotonic() - started >= 0.25
        assert [it.told() for _ in range(2)] == [Froze(1), Thawed(1)]
