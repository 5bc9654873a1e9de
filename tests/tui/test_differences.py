"""The differences between the two servers: their lines are where they are said to be, and what shows them exists."""

import ast
from pathlib import Path

import pytest

from connscope.clients.behaviours import BEHAVIOURS
from connscope.sources.servers import POLICIES
from connscope.tui.alignment import blocks
from connscope.tui.differences import DIFFERENCES, SIDES, Demonstration, Difference
from connscope.tui.spots import Spot, function_lines, spot_lines

TEXTS = {side: Path(str(POLICIES[side].__file__)).read_text("utf-8").splitlines() for side in SIDES}
SPOTS = [
    pytest.param(side, spot, id=f"{number}-{side}-{spot.first}")
    for number, difference in enumerate(DIFFERENCES, 1)
    for place in difference.places
    for side, spot in zip(SIDES, place, strict=True)
    if spot
]
each = pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda difference: difference.title)


@pytest.mark.parametrize(("side", "spot"), SPOTS)
def test_both_ends_of_a_spot_are_in_its_source_exactly_once(side: str, spot: Spot) -> None:
    inside = [TEXTS[side][number].strip() for number in function_lines(spot.function, TEXTS[side])]
    ends = (spot.first, spot.last or spot.first)
    assert [sum(text.startswith(end) for text in inside) for end in ends] == [1, 1]


@pytest.mark.parametrize(("side", "spot"), SPOTS)
def test_a_spot_goes_from_its_first_line_to_its_last(side: str, spot: Spot) -> None:
    found = [TEXTS[side][number].strip() for number in spot_lines(spot, TEXTS[side])]
    assert found
    assert found[0].startswith(spot.first)
    assert found[-1].startswith(spot.last or spot.first)


@pytest.mark.parametrize("side", SIDES)
def test_a_function_is_where_python_finds_it(side: str) -> None:
    nodes = ast.walk(ast.parse("\n".join(TEXTS[side])))
    found = {n.name: range(n.lineno - 1, n.end_lineno or 0) for n in nodes if isinstance(n, ast.FunctionDef)}
    assert {name: function_lines(name, TEXTS[side]) for name in found} == found


@each
def test_the_changes_of_a_function_follow_one_another(difference: Difference) -> None:
    for block in blocks(difference.places):
        for side, spots in zip(SIDES, block, strict=True):
            numbers = [number for spot in spots for number in spot_lines(spot, TEXTS[side])]
            assert numbers == sorted(set(numbers))


@each
def test_what_is_said_to_be_changed_is(difference: Difference) -> None:
    tutorial, echo = (
        [[TEXTS[side][n].strip() for n in spot_lines(place[at], TEXTS[side])] for place in difference.places]
        for at, side in enumerate(SIDES)
    )
    assert [one for one, other in zip(tutorial, echo, strict=True) if one == other] == []


@each
def test_what_goes_wrong_is_one_sentence(difference: Difference) -> None:
    assert difference.wrong.endswith(".")
    assert ". " not in difference.wrong
    assert len(difference.wrong) < 200


@each
def test_either_a_client_that_exists_shows_it_or_it_says_what_to_do_instead(difference: Difference) -> None:
    if difference.behaviour:
        assert difference.behaviour in BEHAVIOURS
        assert all(difference.watch_for)
    assert bool(difference.behaviour) != bool(difference.instead)


def test_those_that_a_client_shows_come_first_and_have_a_digit_each() -> None:
    shown = [bool(difference.behaviour) for difference in DIFFERENCES]
    assert shown == sorted(shown, reverse=True)
    assert 1 <= sum(shown) <= 9


@pytest.mark.parametrize(("side", "watch_for"), [*zip(SIDES, DIFFERENCES[0].watch_for, strict=True)])
def test_a_demonstration_says_which_server_which_client_and_where_to_look(side: str, watch_for: str) -> None:
    assert DIFFERENCES[0].demonstration(side) == Demonstration(side, "silent", watch_for)


def test_what_is_only_told_has_no_demonstration() -> None:
    assert {DIFFERENCES[-1].demonstration(side) for side in SIDES} == {None}


@pytest.mark.parametrize(
    "texts",
    [
        ["def other():", "    send()"],
        ["def serve():", "    send()", "    send()"],
        ["def serve():", "    send()", "def serve():", "    send()"],
        ["def serve():", "    receive()", "send()"],
    ],
    ids=["no such function", "twice", "two functions", "outside"],
)
def test_in_a_source_that_was_edited_a_spot_is_nowhere_rather_than_wrong(texts: list[str]) -> None:
    assert not spot_lines(Spot("serve", "send()"), texts)
