"""A pane's lines are drawn in a shorter way than Textual's, and look the same."""

import gc

import pytest
from textual._styles_cache import StylesCache
from textual.strip import Strip

from connscope.tui.widgets.lines import Lines
from tests.tui.staged import on_stage
from tests.tui.story import Story


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("key", ["1", "3"])
async def test_every_line_is_what_textual_makes_of_it(size: tuple[int, int], key: str) -> None:
    story = Story()
    for _ in range(30):
        story.comes(ours=True)
    async with on_stage(story, size) as it:
        await it.press(key)
        panes = [pane for pane in it.main.query(Lines) if pane.outer_size]
        assert {"connections", "header", "footer"} <= {pane.id for pane in panes}
        for pane in panes:
            ours = pane.render_lines(pane.outer_size.region)
            theirs = StylesCache().render_widget(pane, pane.outer_size.region)
            assert [list(line) for line in ours] == [list(line) for line in theirs]


async def test_a_line_that_changes_again_before_it_is_drawn_is_drawn_as_it_is_then() -> None:
    story = Story()
    conn = story.comes(ours=True)
    async with on_stage(story, (120, 40)) as it:
        await it.press("g")
        for number in (64, 128):
            story.echoes(conn, number)
            it.go_on(1.0)
        lines = it.connections.render_lines(it.connections.outer_size.region)
        assert any(" 192 " in line.text for line in lines)


async def test_a_line_that_has_been_drawn_is_in_no_cycle() -> None:
    story = Story()
    for _ in range(30):
        story.comes(ours=True)
    async with on_stage(story, (120, 40)) as it:
        pane = it.connections
        width = pane.outer_size.width
        pane.render_lines(pane.outer_size.region)
        gc.collect()
        gc.set_debug(gc.DEBUG_SAVEALL)
        for _ in range(2):
            pane._styles_cache.clear()
            for drawn in pane.render_lines(pane.outer_size.region):
                drawn.divide([width])
        del drawn
        gc.collect()
        gc.set_debug(0)
        left = [each for each in gc.garbage if isinstance(each, Strip)]
        gc.garbage.clear()
    assert [each.text for each in left] == []
