"""The page of a connection by hand over a story: sizes, floods, help, and what each key of its table does."""

import re
import tracemalloc

import pytest

from connscope.events import ClientBegan
from connscope.text import cells
from connscope.tui.byhand_keys import EVERYWHERE, KEYS
from connscope.tui.commands import COMMANDS, FROM_A_PAGE
from connscope.tui.screens.byhand import ByHand
from connscope.tui.screens.hand_help import FIRST, sections
from connscope.tui.screens.help import worded
from tests.tui.seen import settled
from tests.tui.spoken import joined, over, silent, strange
from tests.tui.staged import Stage, on_stage

SIZES = ((120, 40), (99, 31), (250, 80), (40, 10), (1, 1), (60, 20))


async def page_of(it: Stage) -> ByHand:
    """Gone to from the clients' pane."""
    await it.press("5", "i")
    await it.until(lambda: isinstance(it.app.screen, ByHand))
    page = it.app.screen
    assert isinstance(page, ByHand)
    return page


async def test_no_size_raises_or_loses_the_first_and_the_last_line() -> None:
    async with on_stage(joined()) as it:
        page = await page_of(it)
        for width, height in SIZES:
            await it.pilot.resize_terminal(width, height)
            lines = await settled(it.pilot)
            assert len(lines) == height
            if width >= 60 and height >= 20:
                assert lines[0].startswith(" client-1 → ")
                assert lines[-1].endswith("esc back")
                assert any(re.fullmatch(r" expect .* nothing +within 1 +s", line) for line in lines)
        assert page.stream.chosen is page.exchange.calls[-1]


async def test_ten_thousand_calls_are_taken_in_and_the_cursor_stays_on_its_own() -> None:
    story = strange(100)
    async with on_stage(story, (80, 24)) as it:
        page = await page_of(it)
        await it.press("tab", "home", "j")
        chosen = page.stream.chosen
        for number in range(10_000):
            story.conversation.moved(story.at, number % 3 == 0, b"flood %d" % number, 12)
        it.go_on(1)
        assert (page.stream.chosen, page.stream.cursor, page.stream.following) == (chosen, 1, False)
        await it.press("G")
        await it.until_shown("flood 9999")
        assert page.stream.following


async def test_the_border_counts_the_calls_that_are_not_kept_any_more_too() -> None:
    story = joined()
    async with on_stage(story, (80, 24)) as it:
        page = await page_of(it)
        for _ in range(3):
            for _ in range(10_000):
                story.conversation.moved(story.at, True, b"spam ", 5)
            page.show()
        assert page.exchange.side(True, False) == []
        assert page.stream.summary() == "30,003 sends · 2 recvs · 147 K out, 21 B in · following"


async def test_of_a_call_that_is_huge_neither_spelling_nor_copy_is_made_whole() -> None:
    story, data = joined(), bytes(2_800_000)
    story.conversation.moved(story.at, False, data, len(data))
    async with on_stage(story, (80, 24)) as it:
        page = await page_of(it)
        await it.press("tab", "G")
        tracemalloc.start()
        try:
            page.action_edit()
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert (page.desk.outcome[0], peak < 100_000) == (
            "Too long to be edited: 2,800,000 bytes. r says them again.",
            True,
        )
        page.copy("h")
        assert page.desk.outcome[0] == "Copied: 4,096 lines, 296 K · the first 64 K of 2.7 M."
        page.copy("r")
        assert page.desk.outcome[0] == "Copied: 1 line, 256 K · the first 64 K of 2.7 M."


async def test_of_a_long_stream_the_last_calls_are_copied() -> None:
    story = strange(2_100)
    async with on_stage(story, (80, 24)) as it:
        page = await page_of(it)
        page.copy("s")
        assert page.desk.outcome[0].endswith(" · the last of 2,100 calls.")
        lines = it.app.clipboard.splitlines()
        assert (len(lines), "[/] 100" in lines[0], "[/] 2099" in lines[-1]) == (2_000, True, True)


async def test_what_may_be_typed_at_most_is_seen_whole() -> None:
    async with on_stage(joined(), (80, 24)) as it:
        page = await page_of(it)
        times = page.form.controls["times"]
        times.focus()
        await it.press(*"1000000", "tab")
        for width in (80, 79, 60):
            await it.pilot.resize_terminal(width, 24)
            assert "times 1000000" in "\n".join(await settled(it.pilot))
            assert page.form.controls["within"].region.right < width


async def test_once_it_is_frozen_the_footer_offers_to_thaw_it() -> None:
    story = silent()
    async with on_stage(story, (80, 24)) as it:
        page = await page_of(it)
        await it.press("tab")
        assert "z freeze" in it.lines()[-1]
        story.freeze()
        page.show()
        await it.until_shown("z thaw  h half-close")


async def test_a_row_by_hand_leads_to_its_page_and_any_other_to_the_question_where_to() -> None:
    async with on_stage(joined()) as it:
        await it.press("1", "G", "i")
        await it.until_shown("server send 3")
        await it.press("escape")
        await it.until(lambda: it.app.screen is it.main)
        await it.press("g", "i")
        await it.until_shown("enter connect")


async def test_the_screen_behind_goes_on_and_tells_all_when_the_page_goes() -> None:
    story = joined()
    async with on_stage(story, (80, 24)) as it:
        await page_of(it)
        conn = story.comes()
        story.echoes(conn, b"meanwhile")
        it.play()
        assert it.staged.ledger.connections[conn].bytes_in == 9
        await it.press("escape")
        await it.until_shown("2 open")


async def test_of_a_connection_that_is_over_only_what_still_makes_sense_is_offered_and_nothing_is_wished() -> None:
    async with on_stage(over(), (120, 40)) as it:
        page = await page_of(it)
        assert page.place == "stream"
        await it.press(*"srhcxoz")
        assert it.staged.asked == []
        assert it.lines()[-1].startswith(" i another  enter event")
        assert page.desk.outcome[0].startswith("✕ Over: reset by the peer")
        await it.press("shift+tab")
        assert it.lines()[-1].startswith(" tab stream  shift+tab fields  f1 help")
        await it.press("shift+tab")
        assert it.lines()[-1].startswith(" tab next  shift+tab previous  f1 help")


async def test_who_comes_back_to_what_is_over_does_not_go_on_typing_there() -> None:
    story = joined()
    async with on_stage(story, (80, 24)) as it:
        page = await page_of(it)
        await it.press(*"draft", "escape")
        story.conversation.ended(story.at, "reset by the peer")
        page = await page_of(it)
        assert (page.place, page.form.line.value) == ("stream", "draft")
        page.tell("Something else.")
        await it.press("shift+tab", "s")
        await it.until(lambda: page.desk.outcome[0].startswith("✕ Over: reset by the peer"))
        assert page.place == "say"


async def test_the_palette_opens_another_from_the_page_too() -> None:
    async with on_stage(joined()) as it:
        await page_of(it)
        await it.press("ctrl+p", *"another")
        await it.until_shown("Open another connection by hand.")
        await it.press("enter")
        await it.until_shown("enter connect")
        assert it.main.page is None


async def test_the_palette_does_to_the_connection_what_its_keys_do_wherever_they_go() -> None:
    async with on_stage(joined()) as it:
        page = await page_of(it)
        await it.press("ctrl+p", *"halfclose")
        await it.until_shown("Say no more: the other side reads an end.")
        await it.press("enter")
        await it.until(lambda: it.staged.asked == ["HalfCloseClient 1"])
        assert page.place == "stream"


async def test_over_the_page_and_other_screens_the_palette_offers_only_what_acts_from_there() -> None:
    async with on_stage(joined()) as it:
        panes = {command.label for command in COMMANDS if command.name not in FROM_A_PAGE}
        assert {command.name for command in COMMANDS} > FROM_A_PAGE
        page = await page_of(it)
        own = {command.label for command in page.offered}
        offered = {system.title.split("  ")[0] for system in it.app.get_system_commands(it.app.screen)}
        assert (offered & panes <= own, {"hold", "client", "theme", "quit", "reset"} <= offered) == (True, True)
        await it.press("tab", "question_mark")
        offered = {system.title.split("  ")[0] for system in it.app.get_system_commands(it.app.screen)}
        assert offered == {"times", "theme", "palette", "suspend", "quit"}


WISHES = {"r": "Say 1", "z": "ThawClient 1", "h": "HalfCloseClient 1", "s": "HushClient 1", "o": "ReadClientOptions 1"}


async def test_a_key_of_the_stream_is_a_wish() -> None:
    story = joined()
    story.conversation.unsent = 9
    async with on_stage(story) as it:
        await page_of(it)
        await it.press("tab")
        for key in WISHES:
            await it.press("home", key)
        assert it.staged.asked == list(WISHES.values())


async def test_letters_are_text_in_the_line_and_no_commands_in_the_fields() -> None:
    async with on_stage(joined()) as it:
        page = await page_of(it)
        await it.press(*"rzhcxosiy", "question_mark", "q")
        assert (page.form.line.value, it.staged.asked) == ("rzhcxosiy?q", [])
        await it.press("tab", "tab", *"rzhcxosiy")
        assert (it.staged.asked, it.app.screen, page.place) == ([], page, "how")


async def test_tab_goes_from_the_line_to_the_stream_to_the_fields_and_round_and_shift_tab_back() -> None:
    async with on_stage(joined()) as it:
        page = await page_of(it)
        ids = []
        for _ in range(8):
            await it.press("tab")
            ids.append(it.app.focused and it.app.focused.id)
        assert ids == ["stream", "kind", "piece", "every", "times", "expect", "within", "text"]
        await it.press("shift+tab", "shift+tab")
        assert it.app.focused is page.form.controls["expect"]
        await it.press("right", "right", "down")
        assert it.app.focused is page.form.controls["within"]
        await it.press("down")
        assert it.app.focused is page.form.controls["expected"]


@pytest.mark.parametrize("width", [40, 96])
def test_help_says_what_every_key_does_and_fits(width: int) -> None:
    lines = ["".join(text for text, _ in parts) for parts in worded(FIRST, sections(KEYS), width)]
    text = " ".join(" ".join(lines).split())
    assert [words for command in KEYS for words in (command.key, command.help) if words not in text] == []
    assert max(map(cells, lines)) <= width


@pytest.mark.parametrize("place", EVERYWHERE)
def test_no_two_keys_of_a_place_are_the_same(place: str) -> None:
    keys = [key for command in KEYS if place in command.where for key in command.keys.split(",")]
    assert sorted(keys) == sorted(set(keys))


def test_every_action_of_the_table_is_there() -> None:
    assert [each.action for each in KEYS if not hasattr(ByHand, f"action_{each.action.partition('(')[0]}")] == []


async def test_what_is_told_of_the_client_itself_leads_to_its_page_too() -> None:
    async with on_stage(joined()) as it:
        await it.press("4")
        launch = next(
            n for n, fact in enumerate(it.events.numbers) if isinstance(it.app.view.journal[fact], ClientBegan)
        )
        it.events.choose(launch)
        await it.press("i")
        await it.until(lambda: isinstance(it.app.screen, ByHand))


async def test_the_place_that_was_chosen_last_is_offered_the_next_time() -> None:
    async with on_stage(joined()) as it:
        await it.press("g", "i")
        await it.until_shown("127.0.0.1:65432")
        await it.press(*"h", "colon", "7", "enter")
        await it.until(lambda: it.staged.asked == ["by hand h:7"])
        await it.until(lambda: isinstance(it.app.screen, ByHand))
        await it.press("escape", "g", "i")
        await it.until_shown(" h:7 ")
