"""The measuring, without anything that is measured: turns, servers that cannot be had, servers that die."""

import sys

import pytest

from tests.bench.speed import loads
from tests.bench.speed.programs import STAND_IN, Programs
from tests.bench.speed.runs import Measuring, Plan
from tests.bench.speed.served import Absent, Server, command

PYTHON = (sys.executable, "-S", "-c")
NO_COMPILER = Programs(STAND_IN, None, "no C compiler")


class Turning(Measuring):
    """Takes no time for a turn."""

    def turn(self, number: int) -> None:
        self.turned = number + 1


def turning(turns: int, within: float) -> Turning:
    words: list[str] = []
    measuring = Turning(Plan((), turns, 0.1, within), NO_COMPILER, "", words.append)
    measuring.measure()
    return measuring


def test_all_turns_are_made_if_there_is_time() -> None:
    measuring = turning(5, 60)
    assert (measuring.turned, measuring.words[-1]) == (5, "no C compiler")


def test_there_is_always_one_turn_and_it_is_said_that_there_were_no_more() -> None:
    measuring = turning(5, 0)
    assert (measuring.turned, measuring.words[-1]) == (1, "1 of 5 turns: there was no time for more")


def test_a_turn_that_takes_too_long_ends_and_is_said_to() -> None:
    words: list[str] = []
    measuring = Measuring(Plan(loads.LOADS[:1], 5, 0.1, -1), NO_COMPILER, "", words.append)
    measuring.started = lambda _: iter([(loads.PROBED, None)])  # type: ignore[method-assign, assignment]
    measuring.measure()
    assert words[-1] == "time was up amid turn 1 of 5"


def test_what_takes_long_may_be_asked_in_every_second_turn_only() -> None:
    plan = Plan(loads.LOADS[:2], 3, 0.1, 60, {loads.LOADS[0].title})
    words: list[str] = []
    measuring = Measuring(plan, NO_COMPILER, "", words.append)
    assert [len(measuring.loads(turn)) for turn in range(3)] == [2, 1, 2]


@pytest.mark.parametrize(("peer", "why"), [(loads.C, "no C compiler"), (loads.UV_STREAMS, "no uvloop")])
def test_a_server_that_cannot_be_had_says_why(peer: str, why: str) -> None:
    with pytest.raises(Absent, match=why):
        command(peer, NO_COMPILER, "")


def test_a_server_that_has_died_is_started_anew() -> None:
    with Server("short", [*PYTHON, "print('listening on 127.0.0.1:7')"], None) as server:
        server.process.wait()
        assert (server.port, server.rest(), server.starts) == (7, False, 2)


def test_a_server_that_does_not_say_where_it_listens_is_absent() -> None:
    with pytest.raises(Absent, match="does not start"):
        Server("silent", [*PYTHON, ""], None)
