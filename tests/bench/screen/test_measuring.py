"""The measuring, without anything that is measured: turns, time, what goes wrong; notes of ticks, and bytes."""

import json
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.bench.screen import goals, measuring
from tests.bench.screen.figures import Seen
from tests.bench.screen.inside import Tick, batches, noted
from tests.bench.screen.loaded import Bench, Things, per_second, pumped
from tests.bench.screen.measuring import Measuring, Plan, in_turn
from tests.bench.screen.watching import FRAME, Drawn, Frames, Moment, drawn, last_seconds
from tests.bench.speed.programs import STAND_IN, Programs

BENCH = Bench(Programs(STAND_IN, None), 1, 0.1, 2, 1)


def measured(
    monkeypatch: pytest.MonkeyPatch, parts: dict[str, tuple[measuring.Part, ...]], plan: Plan
) -> tuple[list[Seen], list[str]]:
    monkeypatch.setattr(measuring, "GROUPS", parts)
    said: list[str] = []
    made = Measuring(plan, BENCH, said.append)
    made.measure()
    return made.seen, made.words


def one(_: Bench) -> Things:
    yield "one", 1.0


def breaks(_: Bench) -> Things:
    yield "before", 2.0
    raise ValueError("nobody\ncame")


def test_each_part_is_seen_in_each_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    found = measured(monkeypatch, {"load": (one,)}, Plan(["load"], 2, False, 60))
    assert found == ([Seen(0, "one", 1.0), Seen(1, "one", 1.0)], [])


def test_who_comes_first_takes_turns() -> None:
    assert [list(in_turn((one, breaks), turn)) for turn in (0, 1)] == [[one, breaks], [breaks, one]]


def test_what_goes_wrong_is_said_and_what_was_seen_before_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    found = measured(monkeypatch, {"load": (breaks, one)}, Plan(["load"], 1, False, 60))
    assert found == ([Seen(0, "before", 2.0), Seen(0, "one", 1.0)], ["load, turn 1: ValueError: nobody"])


def test_there_is_always_one_turn_and_it_is_said_that_there_were_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    found, words = measured(monkeypatch, {"load": (one,)}, Plan(["load"], 3, False, 0))
    assert (len(found), words[0]) == (1, "load: 1 of 3 turns, there was no time for more")


def test_what_differs_little_is_measured_in_every_second_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = measured(monkeypatch, {"idle": (one,)}, Plan(["idle"], 3, True, 60))
    assert [each.turn for each in found] == [0, 2]


def tick(ended: int, facts: int, left_out: int, lags: Sequence[int] = ()) -> Tick:
    return Tick(ended - 5_000_000, ended, facts, left_out, list(lags), behind=False)


def test_the_pump_is_counted_from_the_end_of_the_first_tick() -> None:
    ticks = [tick(10**9, 70, 5), tick(2 * 10**9, 40, 5), tick(3 * 10**9, 60, 25, [2_000_000])]
    assert dict(pumped(ticks, goals.SMALL)) == {
        goals.taken(goals.SMALL): 50.0,
        goals.left_out(goals.SMALL): 10.0,
        goals.BATCH: 5.0,
        goals.PIECE: 5.0,
        goals.LAG: 2.0,
    }


def test_a_batch_is_folded_when_the_last_piece_of_it_is() -> None:
    pieces = [Tick(began, began + 2, 1, 0, [], behind) for began, behind in ((1, True), (5, False), (20, False))]
    assert list(batches(pieces)) == [6, 2]


def test_notes_are_those_of_a_span_and_the_one_before(tmp_path: Path) -> None:
    ticks = [tick(ended * 10**9, 1, 0) for ended in range(1, 6)]
    path = tmp_path / "ticks"
    path.write_text("".join(json.dumps(each) + "\n" for each in ticks) + "[1, 2", "utf-8")
    assert noted(path, 2_500_000_000, 4_500_000_000) == ticks[1:4]


def test_a_load_that_lost_somebody_does_not_count() -> None:
    with pytest.raises(ValueError, match="1 connections lost"):
        per_second({"errors": 1, "wrong": 0, "bytes": 1, "seconds": 1}, goals.SMALL)


def test_what_the_screen_did_is_between_two_moments() -> None:
    found = [Moment(0, 0, 0, 0), Moment(10**9, 10**8, 500, 4), Moment(3 * 10**9, 5 * 10**8, 2_500, 24)]
    assert drawn(last_seconds(found, 2)) == Drawn(0.2, 1_000, 10)


def test_a_frame_that_comes_in_two_pieces_is_one() -> None:
    it = SimpleNamespace(raw=bytearray())
    frames = Frames(it)  # type: ignore[arg-type]
    counted = []
    for piece in (FRAME[:3], FRAME[3:] + b"rows" + FRAME, b"", FRAME + FRAME[:-1], FRAME[-1:]):
        it.raw += piece
        counted.append(frames.so_far())
    assert counted == [0, 2, 2, 3, 4]
