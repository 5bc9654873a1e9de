"""All behaviours: each has its test, its sentence, its numbers, and its count."""

import ast
from contextlib import ExitStack
from math import inf, nan
from pathlib import Path

import pytest

from connscope.clients.behaviours import BEHAVIOURS, Behaviour, parameters
from connscope.clients.behaviours.bandwidth import Bandwidth
from connscope.clients.behaviours.drip import Drip
from connscope.clients.behaviours.floods import Floods
from connscope.clients.behaviours.half_closes import HalfCloses
from connscope.clients.behaviours.join import MOST_JOINED, Join
from connscope.clients.behaviours.late import Late
from connscope.clients.behaviours.latency import Latency
from connscope.clients.behaviours.limit import Limit
from connscope.clients.behaviours.slow_reader import SlowReader
from connscope.clients.behaviours.table import DECIDES
from connscope.clients.connection import Connection
from connscope.clients.plans import Acted, Plan, planned
from connscope.clients.stopwatch import Stopwatch
from tests.clients.far_end import Address, echo_server
from tests.clients.trying import Watching, errors, run, running

SPINNING = 500
"""Trips of a loop that come only of one that never sleeps."""


def test_each_behaviour_has_a_test() -> None:
    files = Path(__file__).parent.glob("test_behaviour_of_*.py")
    nodes = [node for file in files for node in ast.parse(file.read_text("utf-8")).body]
    tests = [node.name for node in nodes if isinstance(node, ast.FunctionDef)]
    for name in BEHAVIOURS:
        assert any(test.startswith(f"test_{name.replace('-', '_')}_") for test in tests), name


def test_each_behaviour_has_a_file_of_its_own_and_a_line_in_the_table() -> None:
    kinds = {f"{kind.__module__}.{kind.__name__}" for kind in Behaviour.__subclasses__()}
    own = {
        f"connscope.clients.behaviours.{name.replace('-', '_')}.{kind.__name__}" for name, kind in BEHAVIOURS.items()
    }
    assert kinds == own
    assert list(BEHAVIOURS.values()) == list(DECIDES)


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


def test_several_begin_under_all_their_names() -> None:
    with echo_server() as address, running() as it:
        it.client.launch(*address, 1, behaviours=[Limit(), Drip(every=0), SlowReader()])
        assert it.told().behaviour == "slow-reader + drip + limit"


def test_parameters_are_those_that_can_be_set() -> None:
    assert {name: parameters(kind) for name, kind in BEHAVIOURS.items()} == {
        "well-behaved": {},
        "silent": {},
        "garbage": {"size": 256},
        "slow-reader": {"rate": 4096.0, "thaw": inf},
        "stops-reading": {"thaw": inf},
        "drip": {"bytes": 1, "every": 0.05},
        "split": {"pieces": 3, "gap": 0.05},
        "join": {"messages": 3},
        "burst": {"messages": 10, "every": 1.0},
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


SETTINGS = [(kind, name) for kind in BEHAVIOURS.values() for name in parameters(kind)]


@pytest.mark.parametrize("value", [-1, nan, -inf, 1e300])
@pytest.mark.parametrize(("kind", "name"), SETTINGS)
def test_a_number_that_makes_no_sense_is_refused(kind: type[Behaviour], name: str, value: float) -> None:
    with pytest.raises(ValueError, match=rf"^{name} is a number from [01] to [\d,]+(, or inf)?, not ") as error:
        kind(**{name: value})
    assert str(error.value).endswith(f" {value:g}")


@pytest.mark.parametrize(("kind", "name"), SETTINGS)
def test_infinity_is_taken_only_where_it_means_never(kind: type[Behaviour], name: str) -> None:
    if (kind.name, name) in {("slow-reader", "thaw"), ("stops-reading", "thaw"), ("resets", "after")}:
        assert getattr(kind(**{name: inf}), name) == inf
    else:
        with pytest.raises(ValueError, match="not inf"):
            kind(**{name: inf})


def test_a_half_is_no_number_of_bytes() -> None:
    with pytest.raises(ValueError, match=r"^bytes is a whole number, not 1.5$"):
        Drip(bytes=1.5)  # type: ignore[arg-type]
    assert repr(Drip(bytes=3.0)) == "Drip(bytes=3, every=0.05)"  # type: ignore[arg-type]


def smallest(kind: type[Behaviour]) -> Behaviour:
    """With the least that each of its numbers may be."""
    numbers: dict[str, float] = dict.fromkeys(parameters(kind), 0.0)
    for name in {"bytes", "pieces", "messages", "every", "rate", "size"} & numbers.keys():
        try:
            kind(**{name: 0.0})
        except ValueError:
            numbers[name] = 1
    return kind(**numbers)


def test_with_their_smallest_numbers_none_keeps_its_loop_from_its_sleep(silent: Address) -> None:
    loops: dict[str, list[object]] = {name: [] for name in BEHAVIOURS}
    with ExitStack() as stack:
        loop_of = {name: stack.enter_context(running(sel=Watching(loops[name].append))) for name in BEHAVIOURS}
        for name, it in loop_of.items():
            it.client.launch(*silent, 1, behaviours=[smallest(BEHAVIOURS[name])], messages=[b"abc"])
        other = stack.enter_context(running())
        other.client.launch(*silent, 1, deadline=0.2)  # all of them have that long
        other.outcome()
        for it in loop_of.values():
            it.client.end(1)
        for it in loop_of.values():
            it.outcome()
    assert [name for name, each in loops.items() if len(each) >= SPINNING] == []


def test_each_connection_behaves_on_its_own() -> None:
    behaviour = HalfCloses(size=1000, thaw=0.05)
    with echo_server() as address:
        assert errors(run(address, 2, behaviours=[behaviour])) == ["", ""]
    assert behaviour == HalfCloses(size=1000, thaw=0.05)


def test_what_a_behaviour_did_is_told_at_once_then_now_and_then_and_all_of_it_in_the_end() -> None:
    with echo_server() as address, running() as it:
        it.client.launch(*address, 1, behaviours=[Drip(every=0.002)], messages=[bytes(200)])
        outcome = it.outcome()
    told = [it.acted.get() for _ in range(it.acted.qsize())]
    assert (told[0], told[-1]) == (Acted(1, "drip", 1), Acted(1, "drip", 200))
    assert len(told) < 40
    assert outcome.acted == {"drip": 200}


def test_the_chance_of_a_latency_is_the_same_in_every_run() -> None:
    def delays(connid: int) -> list[float]:
        latency = Latency()
        latency.begin(type("Conn", (), {"connid": connid})(), 0.0)  # type: ignore[arg-type]
        return [latency.chance.random() for _ in range(5)]

    assert delays(1) == delays(1) != delays(2)


def test_what_is_joined_has_a_bound() -> None:
    with echo_server() as address:
        (outcome,) = run(address, behaviours=[Join(messages=100)], messages=[bytes(MOST_JOINED // 2)], repeat=5)
    assert (outcome.error, outcome.recv_total) == ("", 100 * MOST_JOINED // 2)


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


def connection(*behaviours: Behaviour, **options: object) -> Connection:
    """One that has just connected, at 0."""
    conn = Connection(1, planned("127.0.0.1", 80, behaviours=behaviours, **options), 0.0, Stopwatch())
    conn.address = "127.0.0.1:50000"
    return conn


def departures(conn: Connection, until: float, stalls: tuple[float, float] = (9.0, 9.0)) -> list[float]:
    """When each of its messages leaves, if it is seen to every 10 ms; in a stall the kernel takes nothing."""
    left = []
    for hundredth in range(round(until * 100)):
        now = hundredth / 100
        if message := conn.talk.next_message(now):
            conn.outb += message
        if (part := conn.part(now)) and not stalls[0] <= now < stalls[1]:
            left.append(now)
            conn.talk.sent(len(part))
            conn.outb.clear()
            conn.has_sent(len(part), now)
    return left


def test_a_latency_longer_than_the_pace_delays_each_message_as_long_and_the_pace_stays() -> None:
    conn = connection(Latency(delay=0.5, jitter=0.0), messages=[b"a"], repeat=4, every=0.1)
    assert departures(conn, 3.0) == pytest.approx([0.5, 0.6, 0.7, 0.8], abs=0.03)


def test_with_jitter_each_message_is_within_it_and_none_overtakes_another() -> None:
    conn = connection(Latency(delay=0.5, jitter=0.2), messages=[b"a"], repeat=20, every=0.1)
    left = departures(conn, 4.0)
    assert len(left) == 20
    late = [at - (0.5 + number * 0.1) for number, at in enumerate(left)]
    assert (min(late) >= -0.21, max(late) <= 0.5, max(late) - min(late) >= 0.1, left == sorted(left)) == (True,) * 4


def test_without_a_pace_only_the_first_byte_shows_how_far_away_it_is() -> None:
    conn = connection(Latency(delay=0.5, jitter=0.0), messages=[b"a"], repeat=4)
    assert departures(conn, 3.0) == pytest.approx([0.5, 0.51, 0.52, 0.53], abs=0.03)


def test_who_could_not_send_for_a_while_does_not_make_up_for_it() -> None:
    conn = connection(Latency(delay=0.5, jitter=0.0), messages=[b"a"], repeat=4, every=0.1)
    assert departures(conn, 3.0, stalls=(0.55, 1.0)) == pytest.approx([0.5, 1.0, 1.01, 1.11], abs=0.03)


@pytest.mark.parametrize("behaviour", [SlowReader(rate=1000), Bandwidth(rate=1000)])
def test_a_bite_counts_if_it_does_not_read_for_a_while_after_it(behaviour: Behaviour) -> None:
    conn = connection(behaviour)
    counts = []
    for now in (0.0, 0.5, 9.0):
        conn.has_read(100, now)
        counts.append(conn.acted.get(behaviour.name, 0))
    assert counts == [1, 1, 1]  # later it is owed more than a bite
    conn.has_read(200, 9.0)
    assert conn.acted == {behaviour.name: 2}


def test_time_in_which_it_holds_back_what_it_says_does_not_count_against_a_deadline() -> None:
    conn = connection(Late(by=5.0), deadline=1.0)
    conn.outb += conn.talk.next_message(0.0)
    conn.postpone(5.0)
    lateness = []
    for now in (0.0, 4.9, 5.0, 5.9, 6.0):
        conn.events(now)
        lateness.append(conn.talk.lateness(now))
    assert lateness == ["", "", "", "", "deadline: 0 of 44 bytes after 1 s"]
