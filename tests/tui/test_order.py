"""Rows come, go and change places; the cursor stays on its connection, and nothing jumps under a finger."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from connscope.tui.widgets.connections import SORTERS
from tests.tui.scenes import leaves, several
from tests.tui.staged import Stage, on_stage
from tests.tui.story import Story


class Table:
    """Five clients, and what happens to them next."""

    def __init__(self, it: Stage) -> None:
        self.story, self.stage, self.press = it.story, it, it.press
        self.connections = it.connections

    def now(self, seconds: float = 0.0) -> None:
        """Show at once what has been told, and that so much time has passed."""
        self.story.later(seconds)
        self.stage.go_on((self.story.at - self.stage.staged.source.now) / 1e9)

    @property
    def chosen(self) -> int:
        """The connection under the cursor."""
        return self.connections.rows[self.connections.cursor]

    @property
    def clients(self) -> list[int]:
        """Those below the listening socket, in order."""
        return self.connections.rows[1:]


@asynccontextmanager
async def table() -> AsyncIterator[Table]:
    story = Story()
    for _ in range(5):
        story.comes(ours=True)
    async with on_stage(story) as it:
        yield Table(it)


def sends_so_much(story: Story, sizes: dict[int, int]) -> None:
    for conn, size in sizes.items():
        story.echoes(conn, size)


async def test_the_first_client_is_chosen_before_anybody_chooses() -> None:
    async with table() as it:
        assert it.chosen == 3


async def test_the_cursor_stays_on_its_connection_when_others_come_and_go() -> None:
    async with table() as it:
        await it.press("j", "j")
        chosen = it.chosen
        leaves(it.story, 3)
        it.story.comes()
        it.now()
        await it.press("X")
        assert it.chosen == chosen == 5
        assert it.clients == [4, 5, 6, 7, 8]


async def test_the_cursor_stays_on_its_place_when_its_connection_is_cleared_away() -> None:
    async with table() as it:
        await it.press("j", "j")
        leaves(it.story, 5)
        it.now()
        await it.press("X")
        assert it.chosen == 6


async def test_the_cursor_stays_on_its_connection_when_rows_change_places() -> None:
    async with table() as it:
        await it.press("j", "o", "o", "o")
        assert it.connections.sorted_by == "echoed"
        sends_so_much(it.story, {3: 10, 4: 20, 5: 30, 6: 40, 7: 50})
        it.now(3)
        assert it.clients == [7, 6, 5, 4, 3]
        assert it.chosen == 4


async def test_rows_do_not_change_places_within_two_seconds_of_a_key() -> None:
    async with table() as it:
        it.connections.sort_by("echoed")
        it.now(5)
        await it.press("j")
        sends_so_much(it.story, {7: 50})
        it.now(1.9)
        assert it.clients == [3, 4, 5, 6, 7]
        it.now(0.2)
        assert it.clients == [7, 3, 4, 5, 6]


async def test_rows_change_places_once_a_second_at_most() -> None:
    async with table() as it:
        it.connections.sort_by("echoed")
        it.now(5)
        sends_so_much(it.story, {7: 50})
        it.now(1.1)
        assert it.clients == [7, 3, 4, 5, 6]
        sends_so_much(it.story, {6: 100})
        it.now(0.9)
        assert it.clients == [7, 3, 4, 5, 6]
        it.now(0.2)
        assert it.clients == [6, 7, 3, 4, 5]


async def test_newcomers_are_appended_while_rows_keep_their_places() -> None:
    async with table() as it:
        it.connections.sort_by("echoed")
        it.now(5)
        await it.press("j")
        it.story.echoes(it.story.comes(), 1000)
        it.now(0.5)
        assert it.clients == [3, 4, 5, 6, 7, 8]
        it.now(2)
        assert it.clients == [8, 3, 4, 5, 6, 7]


async def test_a_row_that_was_clicked_stays_chosen_when_a_client_comes() -> None:
    async with table() as it:
        await it.stage.pilot.click(it.connections, offset=(10, 2))
        assert it.connections.cursor == 0
        it.story.comes()
        it.now()
        assert it.connections.cursor == 0


async def test_a_peak_stays_for_two_seconds() -> None:
    async with table() as it:
        it.story.receives(3, 200_000)
        it.story.sends(3, 50_000)
        it.now()
        it.story.sends(3)
        it.now(1.5)
        assert it.stage.main.view.peak(3) == 150_000
        it.now(0.6)
        assert it.stage.main.view.peak(3) == 0


@pytest.mark.parametrize("chosen", ["g", "gj", "G"])
async def test_whom_the_ledger_lets_go_of_between_two_looks_has_no_row_whatever_is_done_next(chosen: str) -> None:
    async with on_stage(several()) as it:
        await it.press(*chosen)
        rows = list(it.connections.rows)
        gone = rows[:3]
        for forgotten in gone:
            it.main.session.ledger.forget(forgotten)
        for _ in SORTERS:
            it.connections.sort_next()
            assert sorted(it.connections.rows) == sorted(set(rows) - set(gone))
        it.connections.refilter("127.0.0.1")
        assert set(it.connections.rows) == set(rows) - set(gone)
        assert [conn.id for conn in it.main.view.connections] == it.main.view.roll.ids
