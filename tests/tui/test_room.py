"""Which panes are seen, at which size."""

from itertools import product

import pytest

from connscope.tui.command import ALL_PANES, PANES
from connscope.tui.room import ARRANGEMENTS, SPEAKS, SPOKE, TALL, THERE, Room, Wish, room_for

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


# A program with a terminal.


@pytest.mark.parametrize("size", SIZES)
def test_what_a_program_writes_has_its_place_among_the_others(size: tuple[int, int]) -> None:
    for before, pane, stands in product(ALL_PANES, ALL_PANES, (False, True)):
        wish = Wish().looking_at(before, stands=stands).looking_at(pane, stands=stands)
        room = room_for(size, wish, stands=stands, terminal=THERE)
        assert pane in room.panes
        assert room.arrangement in ARRANGEMENTS


@pytest.mark.parametrize(
    ("size", "stands", "panes"),
    [
        ((80, 24), False, ("connections", "terminal")),
        ((80, 24), True, ("connections", "terminal")),
        ((120, 40), False, ("connections", "detail", "terminal", "events")),
        ((120, 40), True, ("connections", "terminal", "code", "events")),
        ((160, 40), False, ("connections", "detail", "terminal", "code", "clients", "events")),
    ],
)
def test_at_each_size_it_takes_a_place_that_others_have_else(
    size: tuple[int, int], stands: bool, panes: tuple[str, ...]
) -> None:
    assert room_for(size, Wish().looking_at("terminal", stands=stands), stands=stands, terminal=THERE).panes == panes


def test_beside_the_detail_it_stays_until_another_is_looked_at() -> None:
    wish = Wish().looking_at("terminal").looking_at("connections")
    assert room_for((120, 40), wish, terminal=THERE).panes[2] == "terminal"
    assert room_for((120, 40), wish.looking_at("code"), terminal=THERE).panes[2] == "code"


@pytest.mark.parametrize("size", SIZES)
def test_a_program_that_writes_before_it_has_a_socket_is_read_first_of_all(size: tuple[int, int]) -> None:
    room = room_for(size, Wish(), empty=True, terminal=SPEAKS)
    assert room == Room("speaking", ("connections", "terminal"))


@pytest.mark.parametrize("size", SIZES)
def test_while_nobody_is_there_it_stands_below_our_words_where_there_is_room(size: tuple[int, int]) -> None:
    early = Room("early", ("connections", "terminal")) if size[1] >= TALL else Room("alone", ("connections",))
    assert room_for(size, Wish(), empty=True, terminal=THERE) == early
    assert room_for(size, Wish("terminal"), empty=True, terminal=THERE).arrangement == "speaking"


@pytest.mark.parametrize("size", SIZES)
def test_what_it_had_to_say_stays_when_it_has_ended(size: tuple[int, int]) -> None:
    room = room_for(size, Wish(), empty=True, terminal=SPOKE)
    assert room == Room("early" if size[1] >= TALL else "speaking", ("connections", "terminal"))


@pytest.mark.parametrize("terminal", [THERE, SPEAKS])
def test_while_nobody_is_there_its_source_can_be_read(terminal: str) -> None:
    assert room_for((80, 24), Wish().looking_at("code"), empty=True, terminal=terminal).panes == ("connections", "code")


@pytest.mark.parametrize("pane", ["connections", "terminal"])
def test_while_nobody_is_there_either_can_have_the_screen_to_itself(pane: str) -> None:
    assert room_for((120, 40), Wish(pane, alone=True), empty=True, terminal=SPEAKS) == Room("alone", (pane,))
