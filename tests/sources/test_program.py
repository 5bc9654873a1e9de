"""A program on a terminal of its own as a source: what its sockets did, what it wrote, and how it ended."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from connscope import events as ev
from connscope.events import Fact
from connscope.running.command import Options, Program
from connscope.sources.program import ProgramSource
from tests.sources.watched import PROGRAMS, folded

ECHO = str(PROGRAMS / "echoes_itself.py")


@pytest.fixture
def source(tmp_path: Path) -> Iterator[ProgramSource]:
    source = ProgramSource(Program(sys.executable, (ECHO,)), Options(), tmp_path)
    yield source
    source.stop()


def to_the_end(source: ProgramSource) -> list[Fact]:
    facts: list[Fact] = []
    while source.running:
        facts += source.drain()
    return facts


def test_a_run_is_told_from_its_start_to_its_exit_code(source: ProgramSource) -> None:
    source.start()
    facts = to_the_end(source)
    assert facts[0] == ev.Started(facts[0].at, "echoes_itself.py", "", source.pid, 0, f"python {ECHO}")
    assert facts[-1] == ev.Ended(facts[-1].at, "echoes_itself.py", "", 0, "")
    assert [fact.text for fact in facts if isinstance(fact, ev.Printed)] == source.console.lines == ["done"]
    assert [conn.bytes_in for conn in folded(facts).connections.values() if conn.role == "accepted"] == [25]


def test_it_runs_anew_as_often_as_one_likes(source: ProgramSource) -> None:
    source.start()
    first = source.pid
    facts = source.restart()
    facts += to_the_end(source)
    ends = [(fact.code, fact.signal) for fact in facts if isinstance(fact, ev.Ended)]
    assert ends[1:] == [(0, "")]
    assert source.pid != first
    assert sum(conn.role == "listening" for conn in folded(facts).connections.values()) >= 1
    assert [path.name for path in source.run_dir.iterdir() if path.suffix == ".ring"] == []
