"""The panes together: which one has the keys, events scrolled back, enter, copying."""

import pytest
from textual._styles_cache import StylesCache
from textual.widgets._toast import ToastHolder

from connscope import events as ev
from connscope.session import AT_ONCE, MUCH
from connscope.tui.command import PANES
from connscope.tui.screens import panes
from tests.tui.scenes import a_reset, dead, hostile, nobody, several, stepped
from tests.tui.seen import settled
from tests.tui.staged import Stage, on_stage
from tests.tui.story import Story


def times(it: Stage) -> list[str]:
    """The lines that begin with a time of day."""
    return [line for line in it.lines() if line.startswith("│ 14:02:")]


async def test_tab_goes_round_the_panes_and_where_there_is_little_room_each_stands_below_the_table() -> None:
    async with on_stage(several()) as it:
        panes = []
        for key in ("tab", "tab", "tab", "tab", "tab", "shift+tab"):
            await it.press(key)
            panes.append((it.main.pane, [pane for pane in PANES[1:] if it.main.query_one(f"#{pane}").display]))
        assert panes == [
            ("detail", ["detail"]),
            ("code", ["code"]),
            ("events", ["events"]),
            ("clients", ["clients"]),
            ("connections", ["clients"]),
            ("clients", ["clients"]),
        ]


async def test_that_there_is_nobody_to_look_at_is_said() -> None:
    async with on_stage(nobody(), toasts=True) as it:
        await it.press("3")
        await it.until_shown("There is nothing to see there yet")
        assert it.main.pane == "connections"


async def test_after_select_the_outb_that_is_told_is_that_of_the_connection_under_the_cursor() -> None:
    async with on_stage(stepped()) as it:
        for key, outb in (("up", "outb      —"), ("down", "outb      empty   nothing is owed")):
            await it.press(key)
            await it.until_shown(outb)


async def test_the_newest_event_is_in_view_as_soon_as_there_are_events() -> None:
    async with on_stage(several()) as it:
        assert "33,792" in times(it)[-1]


async def test_more_news_than_can_be_taken_in_at_once_is_taken_in_piece_by_piece_and_a_key_comes_in_between() -> None:
    async with on_stage(several()) as it:
        before = it.staged.journal.end
        for _ in range(AT_ONCE):  # each is three facts at least
            it.story.echoes(3, 10)
        it.staged.source.now = it.story.at
        it.main.tick()
        assert before < it.staged.journal.end <= before + AT_ONCE
        assert it.staged.is_behind
        await it.press("down")
        await it.until(lambda: it.staged.journal.end > before + 3 * AT_ONCE, "the rest")


def happens(it: Stage, facts: int) -> None:
    """So many, or a few more."""
    for _ in range(facts // 3 + 1):
        it.story.echoes(3, 10)
    it.staged.source.now = it.story.at


async def test_between_two_pieces_of_news_nothing_is_drawn_and_after_the_last_all_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(panes, "LATEST_SECONDS", 3600.0)
    async with on_stage(several()) as it:
        drawn_at, draws = it.main.quiet.drawn_at, []
        monkeypatch.setattr(it.main.header, "show", lambda: draws.append(it.staged.is_behind))
        happens(it, 2 * AT_ONCE)
        it.main.beat()
        assert (it.staged.is_behind, it.main.quiet.drawn_at) == (True, drawn_at)
        await it.until(lambda: draws, "the frame")
        assert draws == [False]


async def test_where_a_look_brings_much_the_next_does_not_wait_for_the_beat() -> None:
    async with on_stage(several()) as it:
        happens(it, MUCH)
        it.main.beat()
        happens(it, 10)
        told = it.story.facts[-1]
        await it.until(lambda: it.staged.journal[it.staged.journal.end - 1] is told, "the rest")


async def test_events_scrolled_back_stay_where_they_are_while_more_happens() -> None:
    async with on_stage(several()) as it:
        await it.press("4", "g", "j")
        before = times(it)
        it.story.echoes(3, 10)
        it.play()
        await it.until_shown("118 newer")
        assert times(it) == before
        await it.press("f")
        await it.until(lambda: "outb 10 B → 0" in times(it)[-1])


async def test_enter_on_an_event_chooses_its_connection() -> None:
    async with on_stage(a_reset()) as it:
        await it.press("4")
        while "ECONNRESET" not in it.events.copied():
            await it.press("k")
        await it.press("enter")
        await it.until(lambda: "client-2" in str(it.main.detail.border_title))
        assert it.app.focused is it.main.detail


async def test_y_copies_the_line_under_the_cursor() -> None:
    async with on_stage(a_reset()) as it:
        await it.press("G", "y", "y")
        assert it.app.clipboard.split() == ["8", "client-2", ":50914", "✕", "reset", "8", "B"]


async def test_y_in_the_detail_copies_all_of_it() -> None:
    async with on_stage(a_reset()) as it:
        await it.press("G", "2", "y", "y")
        assert "✕ reset   fd 8" in it.app.clipboard
        assert "0000  61 6e 64 20 61 77 61 79  and away" in it.app.clipboard


async def test_y_copies_plain_text_whatever_the_peer_sent() -> None:
    async with on_stage(hostile(), (120, 40)) as it:
        await it.press("G")
        copied = []
        for pane in PANES:
            it.main.look_at(pane)
            await it.press("y", *("y" if pane not in ("code", "events") else ""))
            copied.append(it.app.clipboard)
        assert len(set(copied)) == len(PANES)
        assert all(line.isprintable() for text in copied for line in text.split("\n"))


async def test_titles_show_what_a_peer_or_a_person_wrote_and_read_no_markup_in_it() -> None:
    async with on_stage(hostile(), (120, 40)) as it:
        await it.press("g", "j", "j")
        await it.until_shown("─ [/] [@click=app.quit]x[/] [bold red] · where are the")
        await it.press("slash", *"[/", "enter")
        await it.until_shown("1 match “[/”")


async def test_clearing_says_how_many_rows_went() -> None:
    async with on_stage(a_reset(), toasts=True) as it:
        rows = it.connections.count()
        await it.press("X")
        await it.until_shown("1 closed row cleared.")
        assert it.connections.count() == rows - 1


async def test_clearing_is_an_event_of_the_screen_and_where_nothing_is_over_it_is_none() -> None:
    async with on_stage(a_reset()) as it:
        await it.press("X")
        await it.until(lambda: it.events.parts(it.events.count() - 1, 80)[1][0].startswith("screen"))
        told = it.staged.journal.end
        await it.press("X")
        assert it.staged.journal.end == told


async def test_a_server_that_died_before_this_one_began_takes_no_room_in_the_header() -> None:
    async with on_stage(dead(), (120, 40)) as it:
        it.story.tell(ev.Started, "echo", "127.0.0.1:65432")
        await it.press("p")
        it.play()
        await it.until(lambda: "loops/s" in it.lines()[0] and "died" not in it.lines()[0])


async def test_several_events_that_come_at_once_where_there_is_room_are_all_drawn_at_once() -> None:
    async with on_stage(Story(), (120, 60)) as it:
        it.story.connects(it.story.launches())
        it.go_on(1.0)
        await it.press("4", "w")
        await settled(it.pilot)
        it.story.connects(it.story.launches())
        it.go_on(1.0)
        lines = await settled(it.pilot)
        it.events.refresh()
        assert lines == await settled(it.pilot)
        assert it.events.told < it.events.page


async def test_of_what_was_told_nothing_stays_on_the_screen_but_the_last_of_it() -> None:
    async with on_stage(several(), toasts=True) as it:
        painted = []
        for number in range(10):
            it.main.tell(f"sentence {number}")
            await it.until_shown(f"sentence {number}")
            painted.append(StylesCache.get_inner_outer.cache_info().currsize)
        assert len(it.main.query(ToastHolder)) <= 2
        assert painted[-1] <= painted[1]
