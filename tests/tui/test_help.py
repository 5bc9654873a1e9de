"""Help says what there is: every key, every state, every word; and goes away again."""

import gc
from collections import Counter
from typing import Any

import pytest
from textual.widget import Widget

from connscope.text import cells
from connscope.tui.client_cells import CLIENT_STATES
from connscope.tui.command import ALL_PANES
from connscope.tui.commands import COMMANDS
from connscope.tui.look import STATES
from connscope.tui.screens.help import (
    CLIENT_MEANINGS,
    MEANINGS,
    PANE_WORDS,
    STATE_MEANINGS,
    THEIR_MEANINGS,
    THEIR_WORDS,
    intro,
    meanings,
    sections,
    worded,
)
from tests.tui.scenes import nobody, several
from tests.tui.seen import settled
from tests.tui.staged import on_stage


def test_every_state_has_a_meaning() -> None:
    assert set(STATE_MEANINGS) == set(STATES)


def test_every_state_of_a_client_of_ours_has_a_meaning() -> None:
    assert set(STATE_MEANINGS) | set(CLIENT_MEANINGS) == set(CLIENT_STATES)


def test_every_pane_has_words() -> None:
    assert set(PANE_WORDS) == set(ALL_PANES)


@pytest.mark.parametrize("pane", ALL_PANES)
@pytest.mark.parametrize("width", [40, 96])
def test_help_says_what_a_pane_s_keys_do_and_what_its_words_mean(pane: str, width: int) -> None:
    lines = ["".join(text for text, _ in parts) for parts in worded(PANE_WORDS[pane], sections(pane, COMMANDS), width)]
    text = " ".join(" ".join(lines).split())
    said = [words for command in COMMANDS if pane in command.where for words in (command.key, command.help)]
    said += [PANE_WORDS[pane], *STATE_MEANINGS.values(), *MEANINGS, *MEANINGS.values()]
    assert [words for words in said if words not in text] == []
    assert max(map(cells, lines)) <= width


def test_over_somebody_s_own_program_help_speaks_of_a_program_that_need_not_echo() -> None:
    assert {pane: intro(pane, ours=False) for pane in ALL_PANES} == PANE_WORDS | THEIR_WORDS
    assert set(meanings(ours=False)) ^ set(MEANINGS) == {"in, echoed", "in, out"}
    assert set(THEIR_MEANINGS) <= set(meanings(ours=False))
    said = dict(sections("connections", COMMANDS, ours=False))
    assert "echo" not in " ".join(words for heading in said for words in (heading, *meanings(ours=False).values()))


def test_what_is_typed_to_the_program_is_not_among_what_is_done_to_a_connection() -> None:
    said = dict(sections("connections", COMMANDS))
    assert list(said["To the program: the palette"]) == ["end its input"]
    assert "end its input" not in said["To a connection: x, or the palette"]


async def test_help_goes_away_again() -> None:
    async with on_stage(nobody()) as it:
        for key in ("escape", "q"):
            await it.press("f1")
            await it.until_shown("Keys here")
            await it.press(key)
            await it.until(lambda: it.app.screen is it.main)


async def test_help_scrolls() -> None:
    async with on_stage(nobody()) as it:
        await it.press("question_mark")
        await it.until_shown("Keys here")
        await it.press(*"jjjj")
        await it.until(lambda: not any("Keys here" in line for line in it.lines()))
        await it.press(*"kkkk")
        await it.until_shown("Keys here")


@pytest.mark.parametrize("opens", ["question_mark", "L", "d", "y"])
async def test_what_opens_over_the_panes_goes_away_once_however_often_it_is_told(opens: str) -> None:
    async with on_stage(nobody()) as it:
        await it.press(opens)
        await it.until(lambda: it.app.screen is not it.main)
        over = it.app.screen
        over.dismiss()
        over.dismiss()
        await it.until(lambda: it.app.screen is it.main)


WIDGET_AND_TEST = ("the widget itself", "this test's own list")


def most_keepers(painters: list[Any]) -> int:
    """By how many one of them is kept at most, found in one look at all that there is."""
    ours = set(map(id, painters))
    kept = (id(each) for keeper in gc.get_referrers(*painters) for each in gc.get_referents(keeper))
    return max(Counter(each for each in kept if each in ours).values())


@pytest.mark.parametrize("key", ["question_mark", "L", "S", "v", "b", "d", "i"])
async def test_of_what_has_been_closed_nobody_keeps_what_painted_it(key: str) -> None:
    async with on_stage(several(), (120, 40)) as it:
        await it.press(key)
        await settled(it.pilot)
        assert it.app.screen is not it.main
        painters = [widget._styles_cache for widget in it.app.screen.walk_children(Widget, with_self=True)]
        assert most_keepers(painters) > len(WIDGET_AND_TEST)
        await it.press("escape")
        await it.until(lambda: it.app.screen is it.main)
        await settled(it.pilot)
        assert most_keepers(painters) == len(WIDGET_AND_TEST)
