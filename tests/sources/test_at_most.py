"""A screen takes in a little of a busy program at a time; who holds it does not wait for all that it did before."""

from pathlib import Path

import pytest

from connscope import events as ev
from connscope.events import Fact
from connscope.probe.records import HELD
from connscope.sources import child
from connscope.sources.child import ChildSource
from connscope.sources.translate import Record
from tests.sources.watched import PROGRAMS, folded, run, sources, told

ECHO = str(PROGRAMS / "echoes_itself.py")
FEW = 10


def held_at(number: int) -> Record:
    """What a thread tells at the door."""
    return (number, 1, HELD, 0, 0, 0, 0, 0, 0, 0, 0, b"")


def piece_by_piece(source: ChildSource) -> list[list[Fact]]:
    """What it tells, few records at a time, to its end."""
    pieces = []
    while source.running:
        pieces.append(source.drain(FEW))
        assert source.is_behind is source.running
    return pieces


def test_piece_by_piece_the_same_is_told_as_all_at_once(tmp_path: Path) -> None:
    run(tmp_path, ECHO)
    calls = [fact for fact in told(tmp_path) if isinstance(fact, ev.CallFact)]
    (source,) = sources(tmp_path)
    pieces = piece_by_piece(source)
    assert [fact for piece in pieces for fact in piece if isinstance(fact, ev.CallFact)] == calls
    assert max(sum(isinstance(fact, ev.CallFact) for fact in piece) for piece in pieces) <= FEW
    source.stop()


def test_what_lies_far_before_the_moment_at_which_it_is_held_is_left_out_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tmp_path, ECHO)
    (source,) = sources(tmp_path)
    monkeypatch.setattr(child, "MOMENT", 5)
    held, source.reader.at_most = 30, FEW
    source.reader.told = {0: held_at(held)}
    assert [record[0] for record in source.reader.take(0)][:1] == [held - 5]
    assert (source.ring.lost, source.ring.expected > held - 5) == (held - 5 - 1, True)
    source.stop()


def test_who_says_at_the_door_that_it_is_held_at_a_record_that_is_not_there_is_not_believed(tmp_path: Path) -> None:
    run(tmp_path, ECHO)
    (source,) = sources(tmp_path)
    source.reader.at_most, source.reader.told = FEW, {0: held_at(1 << 60)}
    assert [record[0] for record in source.reader.take(0)] == list(range(1, FEW + 1))
    assert source.ring.lost == 0
    source.stop()


def test_the_totals_are_exact_when_something_was_passed_over(tmp_path: Path) -> None:
    run(tmp_path, ECHO)
    (source,) = sources(tmp_path)
    first = source.drain(FEW)
    source.ring.pass_over(source.ring.expected + 2 * FEW)
    facts = [*first, *(fact for piece in piece_by_piece(source) for fact in piece)]
    ends = {conn.role: (conn.bytes_in, conn.bytes_out) for conn in folded(facts).connections.values()}
    assert ends == {"listening": (0, 0), "accepted": (25, 25), "connected": (25, 25)}
    assert folded(facts).left_out == 2 * FEW
    source.stop()
