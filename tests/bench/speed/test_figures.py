"""What is made of runs: spreads, ratios, verdicts, tables, and the file."""

from pathlib import Path

import pytest

from tests.bench.speed import loads, results
from tests.bench.speed.figures import Run, Spread, is_held_up_by_the_load, made_of, quantile, ratios, spread
from tests.bench.speed.goals import GOALS, cpu, judged, per_second
from tests.bench.speed.table import as_goals, as_text

SMALL = "100 × 64 B"


def run(
    turn: int = 0,
    peer: str = loads.PROBED,
    per_second: float = 1_000,
    cpu: float = 10,
    server_share: float = 0.99,
    load_share: float = 0.5,
    load: str = SMALL,
    errors: int = 0,
) -> Run:
    return Run(turn, load, peer, per_second, cpu, 1.0, 2.0, 3.0, server_share, load_share, 0.2, errors)


def test_a_spread_is_the_least_the_median_and_the_most() -> None:
    assert spread([3, 1, 2, 10]) == Spread(1, 2.5, 10)


def test_of_nothing_there_is_no_spread() -> None:
    with pytest.raises(ValueError, match="nothing"):
        spread([])


def test_a_quantile_is_a_value_that_was_there() -> None:
    hundred = [float(value) for value in range(100)]
    assert [quantile(hundred, share) for share in (0, 0.5, 0.99, 1)] == [0, 50, 99, 99]


def test_bytes_are_counted_so_that_half_an_echo_is_half_a_message() -> None:
    told = {"seconds": 0.5, "bytes": 96, "cpu_ns": 30_000, "load_cpu_ns": 250_000_000, "p50_ns": 2e6, "p99_ns": 3e6}
    told |= {"max_ns": 4e6, "errors": 1, "wrong": 2}
    made = Run(1, SMALL, loads.C, 3.0, 20.0, 2.0, 3.0, 4.0, 0.00006, 0.5, 0.5, 3)
    assert made_of(1, SMALL, loads.C, 64, told) == made


def test_a_server_that_answered_nothing_has_no_cpu_for_a_message() -> None:
    told = dict.fromkeys(("seconds", "cpu_ns", "load_cpu_ns", "p50_ns", "p99_ns", "max_ns", "errors", "wrong"), 1.0)
    assert made_of(0, SMALL, loads.C, 64, {**told, "bytes": 0})[3:5] == (0.0, 0.0)


def test_ratios_are_of_the_same_turn() -> None:
    ours = [run(0, per_second=10), run(1, per_second=30), run(2, per_second=5)]
    theirs = [run(1, per_second=10), run(0, per_second=5)]
    assert ratios(ours, theirs, per_second) == [2, 3]


def test_what_was_not_measured_has_no_ratio() -> None:
    assert ratios([run(cpu=0)], [run(cpu=1)], cpu) == ratios([run(cpu=1)], [run(cpu=0)], cpu) == []


@pytest.mark.parametrize(("server", "load", "held_up"), [(0.5, 0.99, True), (0.99, 0.99, False), (0.99, 0.5, False)])
def test_a_load_that_has_no_time_to_spare_may_hold_up_a_server_that_has(server: float, load: float, held_up: bool):
    assert is_held_up_by_the_load([run(server_share=server, load_share=load)]) is held_up


def test_the_median_of_the_turns_decides_whether_a_goal_is_met() -> None:
    ours = [run(turn, cpu=each) for turn, each in enumerate((10.9, 20, 10.5))]
    verdict = judged([*ours, *(run(turn, loads.BARE, cpu=10) for turn in range(3))])[0]
    assert (verdict.seen, verdict.met) == (Spread(1.05, 1.09, 2.0), True)


def test_a_goal_that_was_not_measured_is_not_met() -> None:
    assert {verdict.met for verdict in judged([])} == {False}


def test_a_run_that_lost_somebody_counts_for_no_goal() -> None:
    verdicts = judged([run(load=GOALS[-1].load, errors=1), run(), run(peer=loads.BARE, errors=1)])
    assert {verdict.seen for verdict in verdicts} == {None}


def test_every_goal_is_of_a_load_that_is_measured_with_both_servers() -> None:
    peers = {load.title: load.peers for load in loads.LOADS}
    assert [goal for goal in GOALS if goal.ours not in peers[goal.load]] == []
    assert [goal for goal in GOALS if goal.theirs and goal.theirs not in peers[goal.load]] == []


def test_what_a_page_shows_is_measured_also_if_there_is_little_time() -> None:
    assert {load.title for load in loads.chosen([], quick=True)} == {*loads.SHOWN, *loads.DRAWN}
    assert {*loads.SELDOM} <= {*loads.QUICK}


def test_no_two_loads_have_the_same_title() -> None:
    every = loads.chosen([], full=True)
    assert len({load.title for load in every}) == len(every)


def test_what_poe_speed_measures_is_part_of_everything() -> None:
    assert {load.title for load in loads.chosen([], full=False)} <= {load.title for load in loads.chosen([], full=True)}


def test_a_table_has_a_line_for_each_server() -> None:
    text = as_text([run(), run(peer=loads.C, per_second=4_000, cpu=5, server_share=0.2, load_share=1.0)])
    rows = [line.split() for line in text.splitlines()]
    assert ["C", "epoll", "*", *["4,000"] * 3, *["5.0"] * 3, "1.00", "2.00", "0.25", "0.50"] in rows


def test_connections_that_were_lost_are_told() -> None:
    assert "7 lost" in as_text([run(errors=7)])


def test_goals_are_told_as_met_missed_or_not_measured() -> None:
    text = as_goals(judged([run(), run(peer=loads.BARE, cpu=9.5), run(peer=loads.STREAMS, per_second=990)]))
    assert [text.count(word) for word in ("  met  ", "  missed  ", "not measured")] == [1, 1, len(GOALS) - 2]


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    runs = [run(), run(1, loads.C)]
    results.write(tmp_path / "speed.json", runs, ["no uvloop"])
    assert results.read(tmp_path / "speed.json") == runs
