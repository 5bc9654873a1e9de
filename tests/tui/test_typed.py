"""What can be typed to a program, and how it is brought back."""

import pytest

from connscope.tui.typed import MOST_REMEMBERED, TAB, History, as_bytes, typeable


@pytest.mark.parametrize("text", ["", "hello", "a\\n[/]", "grüße", "日本", "e\u0301".replace("e\u0301", "é")])
def test_what_is_seen_as_what_it_is_goes_as_it_is(text: str) -> None:
    assert typeable(text) == text
    assert as_bytes(text) == text.encode()


def test_an_accent_that_was_typed_apart_is_put_on_its_letter() -> None:
    assert typeable("cafe\u0301") == "café"


def test_a_tab_is_seen_and_goes_as_a_tab() -> None:
    assert typeable("\tx = 1") == f"{TAB}x = 1"
    assert typeable(typeable("\tx")) == typeable("\tx")
    assert as_bytes(typeable("\tx = 1")) == b"\tx = 1"


@pytest.mark.parametrize("text", ["\x03", "\x1b[31m", "a\x00b", "\u202egnp", "\x9b31m", "\ud800", "\u200b", "\r\n"])
def test_what_nobody_would_see_is_not_typed(text: str) -> None:
    left = typeable(text)
    assert left.isprintable()
    assert as_bytes(left).isascii()


def test_up_and_down_walk_what_was_typed_and_come_back_to_what_was_not() -> None:
    history = History()
    for line in ("one", "two", "two", ""):
        history.remember(line)
    assert history.step(-1, "dra") == "two"
    assert history.step(-1, "two") == "one"
    assert history.step(-1, "one!") == "one!"
    assert history.step(1, "one!") == "two"
    assert history.step(1, "two") == "dra"
    assert history.step(1, "draft") == "draft"


def test_only_so_much_is_remembered() -> None:
    history = History()
    for number in range(MOST_REMEMBERED + 10):
        history.remember(str(number))
    assert (len(history.lines), history.lines[0]) == (MOST_REMEMBERED, "10")
    assert history.step(-1, "") == str(MOST_REMEMBERED + 9)
