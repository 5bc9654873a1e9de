"""Groups of a population: what a person types becomes some, or is told to be wrong; and each takes its connections."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connscope.clients.behaviours import BEHAVIOURS, parameters
from connscope.launches import LONGEST_GROUPS, Group, read_groups, spelled
from connscope.launches.deeds import DEEDS, deed
from connscope.launches.groups import Groups, assigned
from connscope.text import visible
from tests.populations import any_groups

STOPS = ("stops-reading", {})
SILENT = ("silent", {})


def group(*behaviours, count=None, share=None) -> Group:
    return Group(behaviours, count, share)


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("", ()),
        ("  ", ()),
        ("silent", (group(SILENT),)),
        ("silent, share=10%", (group(SILENT, share=10.0),)),
        ("silent:share=2.5%", (group(SILENT, share=2.5),)),
        ("silent:count=0", (group(SILENT, count=0),)),
        ("slow-reader:rate=4K,thaw=2.5,count=5", (group(("slow-reader", {"rate": 4096.0, "thaw": 2.5}), count=5),)),
        (" slow-reader : rate = 1 M , thaw=inf ", (group(("slow-reader", {"rate": 1048576.0, "thaw": inf})),)),
        ("stops-reading:thaw=.5 + resets:count=2", (group(("stops-reading", {"thaw": 0.5}), ("resets", {}), count=2),)),
        ("stops-reading:count=2 + resets", (group(STOPS, ("resets", {}), count=2),)),
        ("silent:count=1 | resets:count=2;stops-reading:count=3", None),
    ],
)
def test_groups_are_what_they_look_like(text: str, groups: Groups | None):
    expected = (
        (group(SILENT, count=1), group(("resets", {}), count=2), group(STOPS, count=3)) if groups is None else groups
    )
    assert read_groups(text) == expected


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("silnt", "No behaviour is called silnt; the nearest is silent."),
        ("\x1b[2J silent", "No behaviour is called ␛[2J silent; the nearest is silent."),
        ("silent |", "A behaviour is missing: give its name."),
        ("silent + ", "A behaviour is missing: give its name."),
        ("slow-reader:speed=4", "slow-reader has no speed: give rate=, thaw=, count= or share=."),
        ("slow-reader:", "After slow-reader something is missing: rate=, thaw=, count= or share=."),
        ("slow-reader:rate", "rate: a number is missing, such as 0.5 or 4K."),
        ("slow-reader:rate=fast", "rate: fast is no number, such as 0.5 or 4K."),
        ("slow-reader:rate=-1", "rate: -1 is no number, such as 0.5 or 4K."),
        ("slow-reader:rate=nan", "rate: nan is no number, such as 0.5 or 4K."),
        ("floods:size=2.5", "floods: size is a whole number, not 2.5."),
        ("floods:size=inf", "floods: size is a number from 1 to 1,073,741,824, not inf."),
        ("slow-reader:rate=1,rate=2", "rate is said twice: say it once."),
        ("silent:count=x", "count: x is no number of connections: give 0 to 10,000."),
        ("silent:count=10001", "count: 10001 is no number of connections: give 0 to 10,000."),
        ("silent:count=", "count: a number of connections is missing: give 0 to 10,000."),
        ("silent:share=10", "share: 10 is no part of the connections: give 0% to 100%."),
        ("silent:share=101%", "share: 101% is no part of the connections: give 0% to 100%."),
        ("silent:count=1,share=1%", "How many they are is said twice: give count or share."),
        ("silent:count=1 + resets:count=2", "count is said twice: say it once."),
        ("silent + silent", "silent is there twice, for the same connections: keep one."),
        ("silent | silent:count=1", "silent is there twice, for the same connections: keep one."),
        (
            "drip + slow-reader:count=0 | floods + bandwidth",
            "floods and bandwidth both decide how fast it reads, for the same connections: keep one.",
        ),
        ("x" * (LONGEST_GROUPS + 1), "Longer than 2,000 characters: say less."),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence_with_what_to_do(text: str, complaint: str):
    with pytest.raises(ValueError, match=r".") as wrong:
        read_groups(text)
    assert str(wrong.value) == complaint


@given(any_groups(1_000))
def test_groups_are_read_back_as_they_are_spelled(groups: Groups):
    assert read_groups(spelled(groups)) == groups
    assert spelled(groups) == visible(spelled(groups))


@pytest.mark.parametrize(
    ("text", "num_conns", "parts"),
    [
        ("", 3, [(3, ())]),
        ("silent", 3, [(3, (SILENT,))]),
        ("silent:count=3", 3, [(3, (SILENT,))]),
        ("silent:count=2", 3, [(2, (SILENT,)), (1, ())]),
        ("silent:count=0", 3, [(3, ())]),
        ("silent:share=0%", 3, [(3, ())]),
        ("silent:share=1%", 3, [(1, (SILENT,)), (2, ())]),
        ("silent:share=50% | stops-reading:share=50%", 5, [(3, (SILENT,)), (2, (STOPS,))]),
        ("silent:share=10% | stops-reading:count=5", 50, [(5, (SILENT,)), (5, (STOPS,)), (40, ())]),
        ("resets | stops-reading:count=1", 3, [(1, (STOPS, ("resets", {}))), (2, (("resets", {}),))]),
        ("stops-reading:count=1 | silent:count=1", 2, [(1, (STOPS,)), (1, (SILENT,))]),
    ],
)
def test_groups_take_the_next_connections_and_what_all_do_is_added(text: str, num_conns: int, parts: list):
    assert assigned(read_groups(text), num_conns) == parts


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.just(n), any_groups(n))))
def test_every_connection_has_its_place_and_no_other(drawn: tuple[int, Groups]):
    num_conns, groups = drawn
    assert sum(count for count, _ in assigned(groups, num_conns)) == num_conns


def test_more_than_there_are_is_refused():
    with pytest.raises(ValueError, match="The groups take 7 of 6 connections: take less"):
        assigned(read_groups("silent:count=4 | stops-reading:count=3"), 6)


@pytest.mark.parametrize("name", BEHAVIOURS)
def test_every_behaviour_is_told_in_plain_words(name: str):
    one, several = deed((name, {}), one=True), deed((name, {}), one=False)
    assert one != several
    assert "(" not in several.replace("(z)", "").replace("(±", "")
    assert one == visible(one)


def test_no_words_are_left_of_a_behaviour_that_is_no_more():
    assert set(DEEDS) == set(BEHAVIOURS)


@pytest.mark.parametrize("name", BEHAVIOURS)
def test_every_parameter_as_usual_can_be_spelled_and_read(name: str):
    usual = {word: float(value) for word, value in parameters(BEHAVIOURS[name]).items()}
    groups = (Group(((name, usual),), count=2),)
    assert read_groups(spelled(groups)) == groups
