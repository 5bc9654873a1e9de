"""What the top line says when not every event is told."""

import pytest

from connscope import events as ev
from tests.tui.scenes import several, stepped
from tests.tui.staged import Stage, on_stage

SIZES = {"events are a sample": (80, 24), "events are a sample · 1,000 left out": (120, 40)}


def leave_out(it: Stage, count: int) -> None:
    it.story.tell(ev.Dropped, count)
    it.play()


@pytest.mark.parametrize(("words", "size"), [*SIZES.items()])
async def test_while_events_are_left_out_it_says_that_they_are_a_sample(words: str, size: tuple[int, int]) -> None:
    async with on_stage(several(), size) as it:
        leave_out(it, 1_000)
        await it.until(lambda: it.lines()[0].rstrip().endswith(words), words)
        it.go_on(2.0)
        await it.until(lambda: it.lines()[0].rstrip().endswith("  1,000 left out"), "the number alone")
        leave_out(it, 1)
        await it.until(lambda: "events are a sample" in it.lines()[0], "a sample again")


async def test_of_the_past_it_says_how_many_had_been_left_out() -> None:
    async with on_stage(several()) as it:
        leave_out(it, 1_000)
        await it.press("comma")
        await it.until(lambda: "◂ view" in it.lines()[0] and "a sample" not in it.lines()[0], "the past")


async def test_while_time_stands_still_the_loop_s_number_is_said_first() -> None:
    story = stepped()
    story.tell(ev.Dropped, 1_000_000)
    async with on_stage(story) as it:
        await it.until(lambda: "  loop " in it.lines()[0], "the loop's number")
        assert "left out" not in it.lines()[0]
