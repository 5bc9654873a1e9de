"""The page: rows with what was wanted and what was seen, and all of them in Markdown."""

import json
from pathlib import Path

import pytest

from tests.bench.page.__main__ import measured
from tests.bench.page.rows import CASE, Row, of_frames, of_screen, of_servers
from tests.bench.page.section import Measured, section
from tests.bench.page.servers import HELD_UP, LOST, table
from tests.bench.screen import goals
from tests.bench.screen import results as of_the_screen
from tests.bench.screen.figures import Seen
from tests.bench.speed import loads, results
from tests.bench.speed.figures import Run, Spread
from tests.bench.speed.goals import GOALS

MACHINE: dict[str, str | int] = {"cores": 2, "processor": "P", "system": "S", "python": "3", "day": "2026-01-02"}
FRAMES = {
    "frames": {CASE: {"100": {"whole": 4.0}, "10000": {"whole": 6.0}}},
    "keys": {"sort by fd": 3.0, "sort by in": 5.0},
}


def run(peer: str = loads.PROBED, turn: int = 0, per_second: float = 1_000, load_share: float = 0.5) -> Run:
    return Run(turn, "100 × 64 B", peer, per_second, 10.0, 1.0, 2.0, 3.0, 0.5, load_share, 0.2, 0)


def test_a_row_says_what_counts_and_between_what_the_turns_were() -> None:
    row = Row("a key", "≤ 12 ms", "ms", Spread(9.5, 11, 13), True, "`x`")
    assert row.goal() == "| a key | ≤ 12 ms | **11.0** ms (9.50–13.0) | met | `x` |"


def test_of_one_turn_there_is_nothing_to_be_between() -> None:
    assert Row("a key", "", "", Spread(2, 2, 2), None, "`x`").plain() == "| a key | **2.00** | `x` |"


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    assert Row("a key", "≤ 12", "", None, None, "`x`").goal() == "| a key | ≤ 12 | not measured |  | `x` |"


def test_each_goal_of_the_servers_is_a_row_that_names_its_load() -> None:
    found = list(of_servers([run(), run(loads.STREAMS, per_second=500)]))
    assert len(found) == len(GOALS)
    assert found[3][:5] == ("echo, probed / asyncio streams, messages/s; 100 × 64 B", "≥ 1.8", "", (2, 2, 2), True)


def test_each_figure_of_the_screen_is_a_row() -> None:
    found = {row.what: row for row in of_screen([Seen(0, goals.KEY_BUSY, 20.0)])}
    assert len(found) == len(goals.FIGURES)
    assert found["key to paint at full load, p50"][1:5] == ("≤ 12 ms", "ms", Spread(20, 20, 20), False)


def test_of_frames_ten_thousand_rows_are_compared_with_a_hundred_and_the_slowest_key_is_told() -> None:
    found = [(row.bound, row.seen and row.seen.median, row.met) for row in of_frames(FRAMES)]
    assert found == [("≤ 7 ms", 6.0, True), ("≤ 1.2", 1.5, False), ("", 5.0, None), ("", None, None), ("", None, None)]


def test_frames_that_were_not_measured_are_no_rows_with_numbers() -> None:
    assert {row.seen for row in of_frames({})} == {None}


def test_the_servers_stand_side_by_side() -> None:
    assert "|  | asyncio streams | 500 | 10.0 | 1.00, 2.00 | 2.00 | 1.00 |" in table(
        [run(), run(loads.STREAMS, per_second=500)]
    )


def test_a_server_that_the_load_held_up_is_marked_and_the_mark_is_explained() -> None:
    assert [line for line in table([run(loads.C, load_share=1.0)]) if "\\*" in line][1:] == [HELD_UP]
    assert HELD_UP not in table([run()])


def test_whoever_was_lost_is_told_and_what_that_means() -> None:
    told = table([run()._replace(errors=3)])
    assert ("**echo, probed**, 3 lost" in told[2], told[-1]) == (True, LOST)


def test_the_section_names_machine_and_day_goals_and_what_is_to_be_known() -> None:
    lines = section(Measured(MACHINE, [run()], [Seen(0, goals.KEY_BUSY, 9.0)], FRAMES, ["no uvloop"])).splitlines()
    assert lines[0].startswith("2 cores of P · S · Python 3 · 2026-01-02; 1 interleaved turns")
    assert "Goals that are met: 2 of 3 that were measured." in lines
    assert lines[-1] == "- no uvloop"


def test_a_page_is_made_of_the_files_that_are_there(tmp_path: Path) -> None:
    speed, screen, frames = (tmp_path / name for name in ("speed", "screen", "frames"))
    results.write(speed, [run()], ["one"])
    of_the_screen.write(screen, [Seen(0, goals.KEY_BUSY, 9.0)], ["two"])
    found = measured(speed, screen, frames)
    assert (found.runs, found.seen, found.words) == ([run()], [Seen(0, goals.KEY_BUSY, 9.0)], ["one", "two"])
    assert measured(tmp_path / "none", screen, frames).runs == ()


def test_without_any_file_there_is_no_page(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="poe bench writes them"):
        measured(tmp_path / "speed", tmp_path / "screen", tmp_path / "frames")


def test_two_machines_are_not_put_on_one_page(tmp_path: Path) -> None:
    speed, screen = tmp_path / "speed", tmp_path / "screen"
    results.write(speed, [run()], [])
    screen.write_text(json.dumps({"machine": MACHINE, "words": [], "turns": []}), "utf-8")
    with pytest.raises(ValueError, match="not measured on one machine"):
        measured(speed, screen, tmp_path / "frames")
