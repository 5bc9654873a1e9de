"""The pages of origins and of stalls: what they list, that they stay still under the cursor, and where they lead."""

import pytest
from textual.widgets import Input

from connscope import events as ev
from connscope.tui.screens import review
from connscope.tui.screens.review import Review
from connscope.tui.stalling import FRESH_NS
from connscope.units import SECOND
from tests.tui import scenes
from tests.tui.forgotten import DB, LIBRARY, Forgetful, awaited, leaking, stalling
from tests.tui.seen import settled
from tests.tui.staged import Stage, on_stage
from tests.tui.story import Story

SIZES = ((120, 40), (60, 20), (80, 24), (30, 8), (1, 1), (250, 60))


def page(it: Stage) -> Review:
    """The one that is open."""
    assert it.main.review is not None
    return it.main.review


def places(it: Stage) -> list[str]:
    """The places that are listed, from the top."""
    return [it.app.view.shown(row.place) for row in page(it).groups.rows]


async def test_enter_shows_the_connections_that_were_made_there_and_no_others() -> None:
    story = leaking()
    story.call(ev.Accepted, 90, "recv", 90, "127.0.0.1:50990", 2)  # line 19, made elsewhere
    async with on_stage(story) as it:
        assert " v origins" in it.lines()[-1]
        await it.press("v", "j", "j")
        assert places(it)[2] == "servers/echo.py:10"
        await it.press("enter")
        await it.until(lambda: it.app.screen is it.main)
        assert (it.connections.filter, it.connections.count()) == ("servers/echo.py:10 ", 6)
        assert it.main.view.chosen == it.connections.rows[0] == 3
        assert any("6 match “servers/echo.py:10”" in line for line in it.lines())
        await it.press("slash")
        assert it.main.query_one(Input).value == "servers/echo.py:10 "
        await it.press("escape")
        await it.until(lambda: it.connections.count() == 8)


async def test_what_a_program_that_has_ended_did_not_close_is_said_to_be_left_open() -> None:
    story = leaking()
    async with on_stage(story, (100, 30)) as it:
        await it.press("v")
        await it.until_shown(" open · ")
        assert not [line for line in it.lines() if "left open" in line]
        story.tell(ev.Ended, "echo", "")
        it.play()
        await it.until(lambda: sum("left open" in line for line in it.lines()) == 2, "the total, and one line in full")


async def test_a_place_is_found_by_the_whole_of_its_line() -> None:
    story = Story()
    story.comes()
    story.call(ev.Accepted, 90, "", 90, "127.0.0.1:50990", 2)  # line 1, the beginning of 10
    async with on_stage(story) as it:
        await it.press("v")
        row = next(n for n, each in enumerate(page(it).groups.rows) if (each.place[1], each.call) == (1, "accept"))
        page(it).groups.choose(row)
        await it.press("enter")
        await it.until(lambda: it.app.screen is it.main)
        assert 90 in it.connections.rows
        assert 3 not in it.connections.rows


async def test_the_numbers_go_on_while_it_is_open() -> None:
    story = leaking()
    async with on_stage(story) as it:
        await it.press("v")
        await it.until_shown("214       0     1 m")
        story.opens(DB, 2, closed=1)
        it.go_on(1)
        await it.until_shown("215       1     1 m")


async def test_who_has_just_moved_finds_all_where_it_was_and_then_in_order() -> None:
    story = leaking()
    async with on_stage(story) as it:
        await it.press("v", "j")
        before = places(it)
        chosen = page(it).groups.chosen
        story.opens(("app/new.py", 1), 500)
        it.go_on(1)
        assert places(it) == [*before, "app/new.py:1"]
        it.go_on(2)
        assert places(it).index("app/new.py:1") < len(before)
        assert (page(it).groups.chosen, page(it).groups.rows[page(it).groups.cursor].place) == (chosen, LIBRARY)


async def test_with_very_many_connections_it_looks_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review, "MANY", 100)
    story = leaking()
    async with on_stage(story) as it:
        await it.press("v")
        await it.until_shown("214       0")
        story.opens(DB, 2)
        it.go_on(0.5)
        assert page(it).groups.rows[0].open == 214
        it.go_on(0.6)
        assert page(it).groups.rows[0].open == 216


async def test_the_moment_that_is_shown_is_the_one_that_counts() -> None:
    story = Forgetful()
    story.opens(DB, 2)
    story.comes()
    story.opens(DB, 1)
    async with on_stage(story) as it:
        await it.press("home", "v")
        await it.until_shown("◂ view")
        assert DB not in [row.place for row in page(it).groups.rows]


async def test_y_copies_what_is_said_of_it_and_enter_says_where_none_is_in_the_table() -> None:
    async with on_stage(leaking()) as it:
        await it.press("v", "y")
        said = "214 open · app/db.py:41 · oldest 1 m · 0 closed\n▲ opened 214, closed none: nobody closes these"
        assert it.app.clipboard == said
        await it.press("escape", "S")
        assert page(it).groups.rows == []
        await it.press("y", "enter")
        assert it.app.clipboard == said
        await it.press("escape", "v", "enter")
        await it.until(lambda: "None of them" in str([each.message for each in it.app._notifications]))
        assert it.connections.rows == []


async def test_help_there_says_what_its_columns_mean_and_no_size_is_too_small_for_it() -> None:
    async with on_stage(leaking(), (120, 40)) as it:
        await it.press("v", "question_mark")
        await it.until_shown("quiet          those that are open")
        await it.press("escape")
        await it.until(lambda: it.app.screen is it.main.review)
        await it.press("G")
        for size in SIZES:
            await it.pilot.resize_terminal(*size)
            assert len(await settled(it.pilot)) == size[1]
        await it.until(lambda: "app/once.py:7" in "".join(it.lines()))
        await it.press("q")
        await it.until(lambda: it.app.screen is it.main)


async def test_a_stall_s_line_is_shown_in_the_source() -> None:
    async with on_stage(stalling(), (120, 40)) as it:
        await it.press("S", "j", "j", "enter")
        await it.until(lambda: it.app.focused is it.main.code and it.main.code.cursor == 32)
        assert it.main.code.file == "servers/echo.py"
        it.go_on(1)
        assert it.main.code.cursor == 32
        assert " S stalls" in it.lines()[-1]
        await it.press("S", "G", "enter")
        await it.until(lambda: "Nobody looked" in str([each.message for each in it.app._notifications]))


async def test_while_it_is_held_one_may_look_elsewhere_until_it_is_held_anew() -> None:
    story = scenes.held()
    story.tell(ev.Stalled, 1, 1, ("servers/echo.py", 33), 512_000_000, True, "tick()")
    async with on_stage(story, (120, 40)) as it:
        code = it.main.code
        await it.until(lambda: code.file == "servers/tutorial.py" and code.arrow)
        await it.press("S", "enter")
        await it.until(lambda: code.file == "servers/echo.py" and code.cursor == 32)
        it.go_on(1)
        assert (code.file, code.arrow) == ("servers/echo.py", 0)
        story.goes_on()
        story.holds("recv", 3, 1024)
        it.go_on(1)
        await it.until(lambda: code.file == "servers/tutorial.py" and code.arrow == 19)


async def test_the_top_line_says_that_a_loop_stalls_then_where_it_did_then_how_often() -> None:
    story = Forgetful()
    story.stalls(200, ("app.py", 33), "tick()", over=False)
    async with on_stage(story, (100, 30)) as it:
        assert "▲ stalled 200 ms · app.py:33" in it.lines()[0]
        it.go_on(0.3)
        assert "▲ stalled 500 ms · app.py:33" in it.lines()[0]
        story.later(0.5)
        story.stalls(700, ("", 0), "")
        it.go_on(1)
        assert "▲ stalled 700 ms · app.py:33" in it.lines()[0]
        it.go_on(FRESH_NS / SECOND)
        assert "1 stall: S" in it.lines()[0]
        assert "▲" not in it.lines()[0]


@pytest.mark.parametrize("comes_back", ["wakes", "sleeps"])
async def test_what_came_back_before_it_was_said_to_be_over_stalls_no_more(comes_back: str) -> None:
    story = Forgetful()
    story.stalls(80, ("app.py", 33), "tick()", over=False)
    story.later(0.01)
    getattr(story, comes_back)()
    async with on_stage(story) as it:
        it.go_on(1)
        assert "stalled" not in it.lines()[0]


async def test_what_has_ended_stalls_no_more() -> None:
    story = Forgetful()
    story.stalls(200, ("app.py", 33), "tick()", over=False)
    story.dies("killed")
    async with on_stage(story) as it:
        assert "stalled" not in it.lines()[0]


async def test_a_filter_finds_where_it_was_made_and_who_waits_for_it() -> None:
    story = awaited()
    other = story.comes()
    async with on_stage(story) as it:
        for words in ("Task-5", "readline", "selector_events.py:159", "servers/echo.py:1 "):
            it.connections.refilter(words)
            assert 3 in it.connections.rows, words
            assert other not in it.connections.rows, words


async def test_of_a_server_of_ours_nobody_asks_where_it_was_made_and_nothing_is_offered_that_shows_nothing() -> None:
    async with on_stage(scenes.several(), (160, 40)) as it:
        assert "made" not in [parts[0][0].strip() for parts in it.main.detail.lines if parts]
        assert [words for words in (" v origins", " S stalls") if words in it.lines()[-1]] == []
