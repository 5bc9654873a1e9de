"""The pane of launched clients under somebody's hands: cursor, marks, filter, order."""

import pytest

from connscope.tui.widgets.table import QUIET_NS
from tests.tui.alone import alone, several
from tests.tui.scenes import launched
from tests.tui.story import SECOND, Story


async def test_the_cursor_stays_on_its_client_when_others_come_and_go() -> None:
    async with alone(several()) as it:
        it.pane.choose(2)
        it.story.client_ends(1)
        it.story.launches()
        it.now()
        it.app.view.ledger.forget_ended()
        it.now()
        assert (it.pane.rows, it.chosen()) == ([2, 3, 4, 5, 6], (3, 3))


async def test_the_cursor_stays_on_its_place_when_its_client_is_let_go_of() -> None:
    async with alone(several()) as it:
        it.pane.choose(2)
        it.story.client_ends(3)
        it.now()
        it.app.view.ledger.forget_ended()
        it.now()
        assert it.chosen() == (4, 4)


async def test_wherever_somebody_wants_the_cursor_is_told_even_if_it_was_there_by_itself() -> None:
    async with alone(several()) as it:
        for row in (0, 1, 2, 99, -5):
            it.pane.choose(row)
        assert await it.told() == [1, 2, 3, 5, 1]


async def test_nobody_is_told_when_the_cursor_was_moved_by_nobody() -> None:
    async with alone(several()) as it:
        it.story.client_ends(1)
        it.now()
        it.app.view.ledger.forget_ended()
        it.now()
        assert (await it.told(), it.pane.chosen) == ([], 2)


async def test_without_a_row_nobody_is_chosen_or_picked() -> None:
    async with alone(Story()) as it:
        it.pane.choose(3)
        it.pane.toggle_mark()
        assert (it.pane.chosen, it.pane.picked, it.pane.marks, await it.told()) == (0, [], set(), [])


async def test_a_click_on_a_row_chooses_it() -> None:
    async with alone(several()) as it:
        await it.pilot.click(it.pane, offset=(10, 4))
        assert (it.chosen(), await it.told()) == ((3, 3), [3])


async def test_the_chosen_row_stays_in_view_among_very_many() -> None:
    async with alone(several(60), (60, 12)) as it:
        it.pane.choose(40)
        it.now()
        assert any(line.startswith("│       41 ") for line in it.lines())


# Marks.


async def test_a_mark_is_set_and_the_cursor_goes_on() -> None:
    async with alone(several()) as it:
        it.pane.toggle_mark()
        it.pane.toggle_mark()
        assert (it.pane.picked, it.pane.chosen) == ([1, 2], 3)
        assert [it.row(number)[0] for number in range(3)] == ["◆", "◆", "3"]
        assert it.pane.summary() == "2 marked · 5 open"


async def test_a_mark_is_taken_away_again() -> None:
    async with alone(several()) as it:
        it.pane.toggle_mark()
        it.pane.choose(0)
        it.pane.toggle_mark()
        assert (it.pane.marks, it.pane.picked) == (set(), [2])


async def test_without_marks_the_one_under_the_cursor_is_picked() -> None:
    async with alone(several()) as it:
        it.pane.choose(3)
        assert it.pane.picked == [4]


async def test_a_mark_goes_with_its_client() -> None:
    async with alone(several()) as it:
        it.pane.toggle_mark()
        it.story.client_ends(1)
        it.now()
        it.app.view.ledger.forget_ended()
        it.now()
        assert it.pane.picked == [it.pane.chosen] == [2]


# Filter and order.


@pytest.mark.parametrize(
    ("wanted", "clients"),
    [
        ("", [*range(1, 11)]),
        ("failed", [4, 5]),
        ("REFUSED", [4]),
        ("✕", [4, 5]),
        ("❆ fro", [6]),
        ("frozen", [6]),
        ("slow", [8]),
        ("client-10", [10]),
        ("all back", [1, 2, 3]),
        ("connecting", [10]),
        ("50914", [2]),
    ],
)
async def test_a_filter_finds_clients_by_state_error_behaviour_number_and_port(wanted: str, clients: list[int]) -> None:
    async with alone(launched()) as it:
        it.pane.refilter(wanted)
        assert it.pane.rows == clients


async def test_a_filter_that_nobody_matches_says_how_to_see_all_again() -> None:
    async with alone(several()) as it:
        it.pane.refilter("zzz")
        assert "No client matches: esc shows all." in it.lines()[2]
        assert "0 match “zzz” · 5 open" in it.lines()[-1]
        it.pane.refilter("")
        assert it.pane.rows == [1, 2, 3, 4, 5]


async def test_all_stand_as_they_were_launched_or_those_first_that_want_attention() -> None:
    async with alone(launched()) as it:
        orders = []
        for _ in range(3):
            orders.append(it.pane.rows)
            it.pane.sort_next()
        assert orders == [[*range(1, 11)], [4, 5, 6, 10, 7, 8, 1, 2, 3, 9], [*range(1, 11)]]


async def test_a_click_on_the_state_s_title_puts_those_first_that_want_attention() -> None:
    async with alone(launched()) as it:
        await it.pilot.click(it.pane, offset=(it.lines()[1].index("state") + 2, 1))
        assert it.pane.by_state
        assert "state ▲" in it.lines()[1]
        await it.pilot.click(it.pane, offset=(8, 1))
        assert not it.pane.by_state


async def test_rows_do_not_change_places_soon_after_a_key() -> None:
    async with alone(several()) as it:
        it.pane.sort_next()
        it.pane.choose(1)
        it.story.client_ends(4, "reset by the peer")
        it.story.launches()
        it.now(QUIET_NS / SECOND - 0.1)
        quiet = it.pane.rows
        it.now(0.2)
        assert (quiet, it.pane.rows, it.pane.chosen) == ([1, 2, 3, 4, 5, 6], [4, 6, 1, 2, 3, 5], 2)
