"""What is made of what was seen: figures turn by turn, verdicts, the table, and the file."""

import operator
from pathlib import Path

import pytest

from tests.bench.screen import goals, results
from tests.bench.screen.figures import Figure, Seen, judged, middle, over, within
from tests.bench.screen.plots import curve, pictures
from tests.bench.screen.table import as_text, number
from tests.bench.speed.figures import Spread

RATIO = Figure("a / b", "", over(middle("a"), middle("b")), 0.9, operator.ge)
P99 = Figure("a, p99", "ms", within(0.99, "a"), 40, together=True)


def seen(*turns: dict[str, list[float]]) -> list[Seen]:
    return [
        Seen(turn, name, value)
        for turn, named in enumerate(turns)
        for name, values in named.items()
        for value in values
    ]


def test_a_ratio_is_of_the_same_turn_and_the_median_of_turns_counts() -> None:
    found = seen({"a": [10], "b": [10]}, {"a": [30, 20, 10], "b": [40]}, {"a": [1], "b": [10]})
    assert judged([RATIO], found)[0][1:] == (Spread(0.1, 0.5, 1.0), False)


def test_a_p99_counts_of_all_turns_together() -> None:
    found = seen({"a": [1.0] * 99}, {"a": [50.0]}, {"a": [2.0] * 100})
    assert judged([P99], found)[0][1:] == (Spread(1.0, 2.0, 50.0), True)


def test_what_was_not_seen_is_neither_met_nor_missed() -> None:
    assert judged([RATIO, P99], seen({"b": [1.0]}))[0][1:] == (None, None)


def test_by_nothing_there_is_no_ratio() -> None:
    assert judged([RATIO], seen({"a": [1.0], "b": [0.0]}))[0].seen is None


def test_a_turn_in_which_one_of_two_was_not_seen_is_passed_over() -> None:
    assert judged([RATIO], seen({"a": [1.0]}, {"a": [1.0], "b": [1.0]}))[0].seen == Spread(1, 1, 1)


def test_without_a_goal_nothing_is_met_or_missed() -> None:
    verdict = judged([Figure("a", "ms", middle("a"))], seen({"a": [3.0]}))[0]
    assert (verdict.figure.bound, verdict.met) == ("", None)


@pytest.mark.parametrize(("figure", "bound"), [(RATIO, "≥ 0.9"), (P99, "≤ 40 ms")])
def test_a_goal_is_printed_with_its_unit(figure: Figure, bound: str) -> None:
    assert figure.bound == bound


def test_the_table_has_a_line_for_each_figure_whatever_was_seen() -> None:
    lines = as_text(judged([RATIO, P99], seen({"a": [50.0]}))).splitlines()
    assert [" ".join(line.split()) for line in lines[1:]] == [
        "a / b ≥ 0.9 not measured",
        "a, p99, ms ≤ 40 ms 50.0 50.0 50.0 missed",
    ]


def test_numbers_have_as_many_digits_as_say_something() -> None:
    assert [number(value) for value in (0.934, 12.34, 456_789.1)] == ["0.93", "12.3", "456,789"]


def test_of_each_limit_the_share_within_it_is_drawn() -> None:
    drawn = curve(goals.KEY_IDLE, [[1.0, 8.0], [8.0, 9.0]])
    assert [(point.x, point.least, point.y, point.most) for point in drawn.points[:5]] == [
        *((limit, 0, 25, 50) for limit in (2, 3, 5, 7)),
        (10, 100, 100, 100),
    ]


def test_what_was_not_seen_is_not_drawn() -> None:
    drawn = pictures(seen({goals.KEY_BUSY: [3.0], "else": [1.0]}), "a machine")
    assert [text.count("<polyline") for text in drawn.values()] == [1]
    assert pictures(seen({"else": [1.0]}), "a machine") == {}


def test_no_two_figures_are_called_alike() -> None:
    says = [figure.says for figure in goals.FIGURES]
    assert sorted(says) == sorted(set(says))


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    found = seen({"a": [1.5, 2.5], "b": [3.0]}, {"a": [4.0]})
    results.write(tmp_path / "screen.json", found, ["interrupted"])
    assert results.read(tmp_path / "screen.json") == found
