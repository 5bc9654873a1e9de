"""Loops that do not come back to `select()`: while it lasts it is told what they are at, and where."""

import sys
from collections import Counter
from pathlib import Path
from time import monotonic_ns

import pytest

from connscope import events as ev
from connscope.events import NOWHERE, Fact, Place
from connscope.running.command import Options, Program
from connscope.sources.program import ProgramSource
from connscope.sources.stalls import AGAIN_NS, LATE_NS, PATIENCE_NS, StallWatch
from tests.sources.watched import PROGRAMS, folded

PROGRAM = PROGRAMS / "stalls_until_noticed.py"
LINES = PROGRAM.read_text("utf-8").splitlines()

ASKED = [("Task-2 handle()", 'assert near.recv(1) == b"!"'), ("spin()", "spin")]


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> list[Fact]:
    source = ProgramSource(Program(sys.executable, (str(PROGRAM),)), Options(), tmp_path_factory.mktemp("run"))
    facts: list[Fact] = []
    try:
        source.start()
        while source.running:
            facts += source.drain()
    finally:
        source.stop()
    assert source.console.lines == ["[2, 0, 1] [True, 1]", "True [] watched"]
    return facts


def at(place: Place) -> str:
    """The line of the program; of what it does in a loop of its own, the function's name."""
    assert Path(place[0]) == PROGRAM
    first = next(number for number, line in enumerate(LINES) if line.startswith("def is_noticed"))
    last = next(number for number, line in enumerate(LINES) if line.startswith("def answer_when_noticed"))
    return "spin" if first < place[1] <= last else LINES[place[1] - 1].strip()


def test_a_loop_that_is_late_is_asked_what_it_is_at(facts: list[Fact]) -> None:
    stalls = [fact for fact in facts if isinstance(fact, ev.Stalled) and not fact.over]
    assert list(dict.fromkeys((fact.what, at(fact.place)) for fact in stalls)) == ASKED
    assert len({fact.loop for fact in stalls}) == 2
    assert all(fact.lasted >= LATE_NS for fact in stalls)


def test_when_it_is_over_it_is_known_how_long_it_lasted_and_whose_it_was(facts: list[Fact]) -> None:
    over = [fact for fact in facts if isinstance(fact, ev.Stalled) and fact.over]
    assert [(fact.what, fact.place, fact.lasted > 100_000_000) for fact in over] == [("", NOWHERE, True)] * 4
    counted = Counter[str]()
    for stall in folded(facts).stalls.values():
        counted[stall.what] += stall.times
    assert counted == {"Task-2 handle()": 1, "spin()": 2, "": 1}


def test_it_is_asked_soon_then_now_and_then_and_after_long_hardly_any_more() -> None:
    watch, began = StallWatch(list), monotonic_ns()
    asked = [at for at in range(0, 30_000_000_000, 25_000_000) if watch.is_late((1, 1), began, began + at)]
    assert asked[:3] == [75_000_000, 75_000_000 + AGAIN_NS, 75_000_000 + 2 * AGAIN_NS]
    assert [later - before for before, later in zip(asked[-2:], asked[-1:], strict=False)] == [PATIENCE_NS]
    assert not watch.is_late((1, 1), 0, began)
    assert not watch.is_late((1, 1), began + 1, began + LATE_NS)
