"""Each behaviour as its far end sees it."""

import socket
import time
from math import inf, nan

import pytest

from connscope.clients.behaviours import BEHAVIOURS, Behaviour, parameters
from connscope.clients.behaviours.floods import Floods
from connscope.clients.behaviours.half_closes import HalfCloses
from connscope.clients.behaviours.resets import Resets
from connscope.clients.behaviours.silent import Silent
from connscope.clients.behaviours.slow_reader import SlowReader
from connscope.clients.behaviours.stops_reading import StopsReading
from connscope.clients.behaviours.well_behaved import WellBehaved
from connscope.clients.plans import MESSAGES, Froze, Plan, Thawed, planned
from tests.clients.far_end import Address, echo_server, fill, read_exactly, scripted_server, small_send_buffer
from tests.clients.trying import TOTAL, errors, run, running

SIZE = 300_000


def read_to_the_end(conn: socket.socket) -> bytes:
    data = b""
    while chunk := conn.recv(65536):
        data += chunk
    return data


def test_well_behaved_says_its_messages_and_closes_when_they_are_back() -> None:
    heard: list[bytes] = []

    def script(conn: socket.socket) -> None:
        heard.append(read_exactly(conn, TOTAL))
        conn.sendall(heard[0])
        heard.append(conn.recv(1))

    with scripted_server(script) as address:
        assert errors(run(address, behaviours=[WellBehaved()])) == [""]
    assert heard == [b"".join(MESSAGES), b""]


def test_slow_reader_takes_as_long_as_it_says() -> None:
    took: list[float] = []

    def script(conn: socket.socket) -> None:
        conn.sendall(read_exactly(conn, 600))
        started = time.monotonic()
        assert conn.recv(1) == b""
        took.append(time.monotonic() - started)

    with scripted_server(script) as address:
        assert errors(run(address, messages=[bytes(600)], behaviours=[SlowReader(rate=2000)])) == [""]
    assert 0.15 <= took[0] <= 3.0


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


def test_silent_says_nothing_and_stays_until_it_is_ended() -> None:
    heard: list[bytes] = []

    def script(conn: socket.socket) -> None:
        conn.settimeout(0.1)
        with pytest.raises(TimeoutError):
            conn.recv(1)
        it.client.end(1)
        conn.settimeout(10)
        heard.append(conn.recv(1))

    with running() as it, scripted_server(script) as address:
        it.client.launch(*address, 1, behaviours=[Silent()])
        assert it.outcome()[2:6] == (0, 0, 0, "")
    assert heard == [b""]


def test_resets_waits_for_the_echo_and_then_resets() -> None:
    seen: list[str] = []

    def script(conn: socket.socket) -> None:
        conn.sendall(read_exactly(conn, TOTAL))
        try:
            conn.recv(1)
        except ConnectionResetError:
            seen.append("reset")

    with scripted_server(script) as address:
        assert errors(run(address, stay=True, every=0.0, behaviours=[Resets()])) == [""]
    assert seen == ["reset"]


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


def test_half_closes_says_how_much_never_came_back() -> None:
    with scripted_server(lambda conn: conn.sendall(read_to_the_end(conn)[:1000])) as address:
        (outcome,) = run(address, behaviours=[HalfCloses(size=SIZE, thaw=0.05)])
    assert outcome[2:6] == (SIZE, SIZE, 1000, "299,000 bytes never came back")


def test_half_closes_does_so_too_when_the_server_takes_no_more(silent: Address) -> None:
    (outcome,) = run(silent, deadline=0.1, behaviours=[HalfCloses(size=64 << 20, thaw=0.05)])
    assert 0 < outcome.msg_total == outcome.sent < 64 << 20
    assert outcome.error == f"deadline: 0 of {outcome.sent:,} bytes after 0.1 s"


def test_floods_sends_up_to_its_bound_and_never_reads() -> None:
    def script(conn: socket.socket) -> None:
        conn.sendall(read_exactly(conn, SIZE))
        conn.settimeout(0.1)
        with pytest.raises(TimeoutError):
            conn.recv(1)
        it.client.end(1)
        conn.settimeout(10)
        with pytest.raises(ConnectionResetError):  # closed with bytes that were never read
            conn.recv(1)

    with running() as it, scripted_server(script) as address:
        it.client.launch(*address, 1, behaviours=[Floods(size=SIZE)])
        outcome = it.outcome()
    assert (*outcome[2:6], outcome.note) == (SIZE, SIZE, 0, "", "300,000 bytes were never read")


def test_each_behaviour_has_a_test_above() -> None:
    tests = [name for name in globals() if name.startswith("test_")]
    for name in BEHAVIOURS:
        assert any(test.startswith(f"test_{name.replace('-', '_')}_") for test in tests), name


@pytest.mark.parametrize("kind", BEHAVIOURS.values(), ids=list(BEHAVIOURS))
def test_each_behaviour_is_explained_in_one_sentence(kind: type[Behaviour]) -> None:
    words = kind.__doc__ or ""
    assert words.endswith(".")
    assert "\n" not in words
    assert words[0].isupper()


@pytest.mark.parametrize("name", BEHAVIOURS)
def test_each_behaviour_begins_under_its_name_and_can_be_ended(name: str) -> None:
    with echo_server() as address, running() as it:
        it.client.launch(*address, 1, behaviours=[BEHAVIOURS[name]()])
        assert it.told().behaviour == name
        it.client.end(1)
        it.outcome()


def test_parameters_are_those_that_can_be_set() -> None:
    assert {name: parameters(kind) for name, kind in BEHAVIOURS.items()} == {
        "well-behaved": {},
        "silent": {},
        "garbage": {"size": 256},
        "slow-reader": {"rate": 4096.0, "thaw": inf},
        "stops-reading": {"thaw": inf},
        "drip": {"bytes": 1, "every": 0.05},
        "split": {"pieces": 3, "gap": 0.05},
        "join": {"count": 3},
        "burst": {"count": 10, "every": 1.0},
        "late": {"by": 1.0},
        "latency": {"delay": 0.1, "jitter": 0.05},
        "bandwidth": {"rate": 65_536.0},
        "urgent": {"every": 1},
        "floods": {"size": 64 << 20},
        "half-closes": {"size": 4 << 20, "thaw": 1.0},
        "leaves-unread": {},
        "limit": {"after": 4096},
        "resets": {"after": inf},
    }


@pytest.mark.parametrize("value", [-1, nan])
def test_a_parameter_below_nothing_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="rate is a number from 0 to 1,099,511,627,776, not"):
        SlowReader(rate=value)


def test_each_connection_behaves_on_its_own() -> None:
    with scripted_server(lambda conn: conn.sendall(read_to_the_end(conn))) as one, running() as it:
        behaviour = HalfCloses(size=1000, thaw=0.05)
        it.client.launch(*one, 1, behaviours=[behaviour])
        assert it.outcome().ok
    assert behaviour == HalfCloses(size=1000, thaw=0.05)


@pytest.mark.parametrize("size", [1, 65_536, 200_000])
@pytest.mark.parametrize("kind", [HalfCloses, Floods])
def test_a_lot_is_exactly_so_much_and_made_of_the_messages(kind: type[HalfCloses | Floods], size: int) -> None:
    plan = planned("127.0.0.1", 80, messages=[b"ab", b"c"], stay=True, behaviours=[kind(size=size)])
    said = b"".join(plan.messages)
    assert (plan.total, len(said), said[:7]) == (size, size, b"abcabca"[:size])
    assert (plan.repeat, plan.every, plan.stay, plan.small_pipes) == (1, 0.0, False, True)


def test_one_that_stays_talks_for_ever_unless_it_is_said_how_often() -> None:
    def pace(**options: object) -> tuple[int, float, bool]:
        plan: Plan = planned("127.0.0.1", 80, **options)
        return plan.repeat, plan.every, plan.stay

    assert pace() == (1, 0.0, False)
    assert pace(stay=True) == (0, 1.0, True)
    assert pace(stay=True, repeat=2, every=0.5) == (2, 0.5, True)
