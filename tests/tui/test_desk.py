"""What the fields come to, and what is remembered of what was said."""

import re

import pytest

from connscope.byhand.conversation import Conversation
from connscope.byhand.expecting import Expectation
from connscope.tui.desk import MOST_REMEMBERED, Desk, Order, Past, read_order
from connscope.tui.screens.whereto import Where, read_where
from connscope.tui.widgets.say_form import USUAL
from connscope.wishes import Say


@pytest.mark.parametrize(
    ("values", "order"),
    [
        ({"text": r"hi\n"}, Order(Say(7, b"hi\n"), None)),
        ({"kind": "hex", "text": "0d 0a"}, Order(Say(7, b"\r\n"), None)),
        ({"text": "abc", "piece": "1 K", "every": "0.5", "times": "3"}, Order(Say(7, b"abc", 1024, 0.5, 3), None)),
        ({"text": "a", "times": "9", "expect": "echo"}, Order(Say(7, b"a", times=9), Expectation("echo", b"a", 1, 9))),
        ({"text": "a", "expect": "text", "expected": "b"}, Order(Say(7, b"a"), Expectation("text", b"b"))),
        ({"expect": "hex", "expected": "ff", "within": "2"}, Order(None, Expectation("hex", b"\xff", 2))),
        ({"expect": "nothing", "within": "0.2"}, Order(None, Expectation("nothing", within=0.2))),
        ({"expect": "end"}, Order(None, Expectation("end"))),
    ],
)
def test_the_fields_come_to_an_order(values: dict[str, str], order: Order) -> None:
    said, wanted = read_order(7, {**USUAL, **values}), order
    assert said == wanted


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "Nothing to say: type something first, or choose what to expect."),
        ({"expect": "echo"}, "Nothing is said that could come back: type something first."),
        ({"expect": "text"}, "These bytes: empty, say which are expected."),
        ({"text": "a", "piece": "0"}, "pieces: Too small: give 1 to 16,777,216."),
        ({"text": "a", "every": "x"}, "every: Not a number: give 0 to 3,600."),
        ({"text": "a", "times": "2000000"}, "times: Too large: give 1 to 1,000,000."),
        ({"text": "a", "within": ""}, "within: Empty: give 0.01 to 3,600."),
    ],
)
def test_what_is_wrong_is_told_with_its_field_and_what_to_do(values: dict[str, str], sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        read_order(7, {**USUAL, **values})


def test_what_was_said_is_remembered_once_in_a_row_for_all_and_not_for_ever() -> None:
    history: list[Past] = []
    desk = Desk(Conversation(1, ""), history)
    for number in range(MOST_REMEMBERED + 9):
        for _ in range(2):
            desk.remember("text", str(number))
    assert [past.text for past in history] == [str(number) for number in range(9, MOST_REMEMBERED + 9)]
    other = Desk(Conversation(2, ""), history)
    assert other.step(-1, "hex", "half") == Past("text", str(MOST_REMEMBERED + 8))
    assert (other.step(1, "text", "?"), other.step(1, "text", "?")) == (Past("hex", "half"), None)


def test_what_is_typed_is_kept_though_more_was_said_at_another_desk_meanwhile() -> None:
    history: list[Past] = []
    here, there = (Desk(Conversation(number, ""), history) for number in (1, 2))
    here.remember("text", "one")
    for text in ("two", "three"):
        there.remember("text", text)
    assert here.step(-1, "text", "draft") == Past("text", "three")
    there.remember("text", "four")
    steps = [here.step(step, "text", "edited") for step in (-1, 1, 1, 1, 1)]
    assert [past and past.text for past in steps] == ["two", "three", "four", "draft", None]


def test_what_was_shown_of_the_history_and_is_gone_was_before_all_that_is_there() -> None:
    history: list[Past] = []
    here, there = (Desk(Conversation(number, ""), history) for number in (1, 2))
    here.remember("text", "first")
    here.step(-1, "text", "draft")
    for number in range(MOST_REMEMBERED):
        there.remember("text", str(number))
    assert (here.step(-1, "text", "first"), here.step(1, "text", "first")) == (None, Past("text", "0"))


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("127.0.0.1:80", Where("127.0.0.1", 80, False)),
        (" example.org:7 ", Where("example.org", 7, False)),
        ("[::1]:65432", Where("::1", 65432, False)),
        ("::1:65432", Where("::1", 65432, False)),
    ],
)
def test_a_place_is_read_and_written(text: str, where: Where) -> None:
    assert read_where(text, False) == where
    assert read_where(where.address, False) == where
