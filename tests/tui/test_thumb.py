"""The scrollbar of a pane is drawn anew when it looks different, and only then."""

from itertools import product

import pytest
from textual.scrollbar import ScrollBarRender

from connscope.tui.widgets.thumb import Thumb, thumb
from tests.tui.scenes import many_closed, several
from tests.tui.seen import settled
from tests.tui.staged import on_stage

Cells = list[tuple[str, bool]]


def cells(height: int, lines: int, seen: int, top: float) -> Cells:
    """What Textual draws: each glyph, and whether it is reversed."""
    shown = seen if seen < lines else 0
    bar = ScrollBarRender.render_bar(height, lines, shown, top)
    return [(segment.text, bool(segment.style and segment.style.reverse)) for segment in bar.segments]


def test_two_bars_with_the_same_thumb_look_the_same() -> None:
    drawn: dict[tuple[int, ...], Cells] = {}
    for height, lines in product((1, 5, 12), (0, 3, 5, 12, 13, 40, 1_000, 200_000)):
        for seen, share in product((0, height - 1, height), (0.0, 0.01, 0.5, 0.99, 1.0)):
            top = max(0, lines - seen) * share
            found = cells(height, lines, seen, top)
            assert drawn.setdefault(thumb(height, lines, seen, top), found) == found


async def test_a_list_that_grows_by_a_line_has_its_bar_drawn_no_more_often_than_that_moves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with on_stage(several(), (120, 40)) as it:
        for _ in range(2_000):
            it.story.echoes(3, 10)
        it.play()
        await settled(it.pilot)
        bar, drawn = it.events.vertical_scrollbar, []
        monkeypatch.setattr(bar, "refresh", lambda *_, **__: drawn.append(bar.drawn))
        before = bar.window_virtual_size
        for _ in range(5):
            it.story.echoes(3, 10)
            it.play()
            await it.until(lambda: not bar.moves, "a look at the bar")
        assert (bar.window_virtual_size > before, drawn) == (True, [])
        it.events.choose(0)
        await it.until(lambda: drawn, "the bar")


async def test_a_bar_that_comes_shows_where_one_is() -> None:
    async with on_stage(many_closed()) as it:
        bar = it.connections.vertical_scrollbar
        assert isinstance(bar, Thumb)
        await it.press("G")
        await it.until(lambda: not bar.moves and bar.position, "the end")
        assert bar.drawn == thumb(bar.size.height, bar.window_virtual_size, bar.window_size, bar.position)
