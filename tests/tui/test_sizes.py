"""From the smallest terminal to the largest, and back."""

from tests.tui.scenes import HOSTILE, two_hundred
from tests.tui.seen import settled
from tests.tui.staged import on_stage
from tests.tui.story import Story

SIZES = ((60, 20), (120, 40), (99, 31), (250, 80), (40, 10), (80, 60), (200, 20), (1, 1), (60, 20))


async def test_no_size_raises_or_loses_header_and_footer() -> None:
    async with on_stage(Story()) as it:
        for number, (width, height) in enumerate(SIZES):
            conn = it.story.comes(ours=bool(number % 2))
            it.story.echoes(conn, HOSTILE[number % len(HOSTILE)] * (number + 1))
            it.story.later(0.5)
            it.play()
            await it.pilot.resize_terminal(width, height)
            lines = await settled(it.pilot)
            assert len(lines) == height
            if width >= 60 and height >= 20:
                assert lines[0].startswith(" connscope  echo")
                assert lines[-1].endswith("? help  q quit")


async def test_the_chosen_row_stays_in_view_when_the_terminal_shrinks() -> None:
    async with on_stage(two_hundred(), (160, 50)) as it:
        await it.press("pagedown")
        cursor = it.connections.cursor
        await it.pilot.resize_terminal(60, 20)
        await it.until(lambda: it.connections.size.height < 10)
        top = round(it.connections.scroll_y)
        assert top <= cursor < top + it.connections.page


async def test_a_terminal_that_is_too_small_takes_keys_all_the_same() -> None:
    async with on_stage(two_hundred(), (40, 10)) as it:
        await it.press("j", "tab", "l", "q")
        await it.until(lambda: it.app.return_code == 0)
        assert it.staged.asked == ["launch 1 well-behaved"]
