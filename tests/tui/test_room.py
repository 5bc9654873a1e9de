"""Which panes are seen, at which size."""

from itertools import product

import pytest

from connscope.tui.command import PANES
from connscope.tui.room import ARRANGEMENTS, Room, Wish, room_for

SIZES = [(60, 20), (80, 24), (99, 40), (120, 31), (100, 32), (120, 40), (159, 40), (160, 40), (250, 80)]


@pytest.mark.parametrize("size", SIZES)
def test_the_pane_that_has_the_keys_is_seen_whatever_was_asked_for_before(size: tuple[int, int]) -> None:
    for before, pane, alone in product(PANES, PANES, (False, True)):
        wish = Wish(alone=alone).looking_at(before).looking_at(pane)
        room = room_for(size, wish)
        assert pane in room.panes
        assert room.arrangement in ARRANGEMENTS


def test_a_small_terminal_shows_the_table_and_what_was_looked_at_last() -> None:
    wish = Wish().looking_at("detail").looking_at("connections")
    assert room_for((80, 24), wish) == Room("small", ("connections", "detail"))


def test_a_usual_terminal_shows_the_source_or_our_clients() -> None:
    seen = [room_for((120, 40), Wish().looking_at(pane).looking_at("events")).panes[2] for pane in ("code", "clients")]
    assert seen == ["code", "clients"]


def test_a_wide_terminal_shows_all() -> None:
    assert set(room_for((160, 40), Wish()).panes) == set(PANES)


def test_one_pane_can_have_the_screen_to_itself() -> None:
    assert room_for((250, 80), Wish("code", alone=True)) == Room("alone", ("code",), way=True)


def test_while_nobody_is_there_the_table_has_the_screen_to_itself() -> None:
    assert room_for((250, 80), Wish("code", alone=True), empty=True) == Room("alone", ("connections",))


@pytest.mark.parametrize("size", SIZES)
def test_where_the_bytes_are_is_in_the_detail_or_else_in_a_row_of_its_own(size: tuple[int, int]) -> None:
    for pane, alone, stands in product(PANES, (False, True), (False, True)):
        room = room_for(size, Wish(alone=alone).looking_at(pane, stands=stands), stands=stands)
        assert room.way is ("detail" not in room.panes and size != (60, 20))


def test_while_nobody_is_there_no_row_waits_for_bytes() -> None:
    assert [room_for(size, Wish(), empty=True).way for size in SIZES] == [False] * len(SIZES)
