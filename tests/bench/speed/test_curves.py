"""The pictures, by what stands in them."""

from xml.etree import ElementTree

import pytest

from tests.bench.speed import loads
from tests.bench.speed.curves import Curve, Picture, Point, Scale, apart, one_two_five, round_numbers, short, svg
from tests.bench.speed.figures import Run
from tests.bench.speed.plots import LOOKS, pictures

FLAT = Curve("flat & low", "#123456", [Point(1, 10, 10, 10), Point(100, 10, 8, 12)])
STEEP = Curve("steep", "#654321", [Point(1, 10, 10, 10), Point(10, 95, 90, 99)], ours=True)
PICTURE = Picture("Of speed", "two of them", "connections", [STEEP, FLAT])


def runs() -> list[Run]:
    return [
        Run(turn, title, peer, 1_000.0 + turn, 10.0, 1.0, 2.0, 3.0, 1.0, 0.5, 0.2, 0)
        for title in loads.DRAWN
        for peer in LOOKS
        for turn in range(2)
    ]


def test_numbers_at_an_axis_are_round() -> None:
    assert round_numbers(97) == [0, 20, 40, 60, 80, 100]


def test_numbers_at_a_logarithmic_axis_go_round_all_that_is_shown() -> None:
    assert one_two_five(3.7, 270) == [2, 5, 10, 20, 50, 100, 200, 500]


def test_all_of_one_size_still_has_an_axis() -> None:
    assert one_two_five(5, 5) == [5, 10]


def test_ten_times_as_many_connections_are_one_step_to_the_right() -> None:
    scale = Scale(PICTURE)
    assert scale.x(10) - scale.x(1) == pytest.approx(scale.x(100) - scale.x(10))


def test_names_do_not_stand_on_each_other_and_stay_on_the_page() -> None:
    assert apart([10, 12, 99, 100], 15, 110) == [10, 25, 95, 110]


def test_large_numbers_are_short() -> None:
    assert [short(value) for value in (0.5, 20, 2_000, 40_000)] == ["0.5", "20", "2,000", "40 k"]


def test_a_picture_is_xml_that_names_each_curve_at_its_end() -> None:
    drawn = ElementTree.fromstring(svg(PICTURE))
    names = [each.text for each in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert names[-2:] == ["steep", "flat & low"]


def test_ours_is_drawn_over_the_others() -> None:
    drawn = svg(PICTURE)
    assert drawn.index("<title>flat") < drawn.index("<title>steep")


def test_a_picture_on_a_logarithmic_scale_has_the_same_curves() -> None:
    assert svg(PICTURE._replace(doubling=True)).count("<polyline") == 2


def test_both_pictures_show_every_server() -> None:
    drawn = pictures(runs(), "a machine")
    assert {name: text.count("<polyline") for name, text in drawn.items()} == {
        "speed-throughput.svg": len(LOOKS),
        "speed-cpu.svg": len(LOOKS),
    }


def test_without_what_they_show_there_is_no_picture() -> None:
    with pytest.raises(ValueError, match="no connections"):
        pictures([], "a machine")


def test_every_server_that_is_put_to_more_than_one_load_has_its_colour() -> None:
    assert {peer for peer in loads.ALL if peer not in LOOKS} == {loads.PRINTING, loads.IN_PYTHON}
