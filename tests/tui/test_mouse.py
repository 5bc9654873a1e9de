"""The mouse: a click on a row, a title, a footer label, an event; the wheel."""

from textual import events

from connscope.tui.row_columns import columns_for
from connscope.tui.widgets.connections import SORTERS
from tests.tui.scenes import several
from tests.tui.staged import Stage, on_stage

SIZE = (120, 32)
TITLES, FOOTER = 2, 31
"""Lines of the screen."""


async def click_word(it: Stage, word: str, line: int) -> None:
    """Click the middle of a word on that line."""
    await it.pilot.click(offset=(it.lines()[line].index(word) + len(word) // 2, line))


async def test_a_click_on_a_row_chooses_it() -> None:
    async with on_stage(several(), SIZE) as it:
        line = next(number for number, text in enumerate(it.lines()) if "client-4" in text)
        await click_word(it, "client-4", line)
        await it.until(lambda: "client-4" in str(it.main.detail.border_title))


async def test_a_click_on_each_title_sorts_by_it() -> None:
    async with on_stage(several(), SIZE) as it:
        sorted_by, x = {}, 2
        for column in columns_for(SIZE[0] - 5):
            if column.key in SORTERS:
                await it.pilot.click(offset=(x + column.width // 2, TITLES))
                sorted_by[it.connections.sorted_by] = it.connections.descending
            x += column.width + column.gap
        assert sorted_by == {key: largest_first for key, (_, largest_first) in SORTERS.items() if key != "opened"}


async def test_a_second_click_on_a_title_sorts_the_other_way_round() -> None:
    async with on_stage(several()) as it:
        for arrow in "▲▼":
            await click_word(it, "client", TITLES)
            await it.until_shown(f"client {arrow}")


async def test_a_click_on_a_label_of_the_footer_is_its_key_and_beside_them_it_is_nothing() -> None:
    async with on_stage(several(), SIZE) as it:
        await it.pilot.click(offset=(SIZE[0] - 1, FOOTER))
        assert (it.staged.asked, it.app.screen, it.app.return_code) == ([], it.main, None)
        for label in ("client", "policy"):
            await click_word(it, label, FOOTER)
        await it.until(lambda: it.staged.asked == ["launch 1 well-behaved", "swap"])


async def test_a_click_on_an_event_chooses_it_and_ends_following() -> None:
    async with on_stage(several()) as it:
        await it.pilot.click(offset=(20, it.events.region.y + 1))
        await it.until(lambda: it.app.focused is it.events)
        assert not it.events.following


async def test_the_wheel_scrolls_without_moving_the_cursor() -> None:
    async with on_stage(several(), SIZE) as it:
        code = it.main.code
        before, cursor = code.scroll_y, code.cursor
        await it.pilot._post_mouse_events([events.MouseScrollDown], code, button=0)
        await it.until(lambda: code.scroll_y > before)
        assert code.cursor == cursor
