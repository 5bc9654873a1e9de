"""The compare page: all of it at every size, and every key and every click on it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual import events
from textual.app import App
from textual.pilot import Pilot

from connscope.tui.differences import DIFFERENCES, SIDES, Demonstration
from connscope.tui.excerpts import Source
from connscope.tui.screens.compare import KEYS, Compare
from connscope.tui.spots import spot_lines
from connscope.tui.themes import DARK
from tests.tui.seen import settled, shown, until

SMALLEST, SMALL, LOW, USUAL, LARGE = (60, 20), (80, 24), (120, 24), (120, 40), (250, 80)
SILENT, STOP = 0, len(DIFFERENCES) - 1
"""A difference that a client shows, and one that is only told."""


class Alone(App[Demonstration | None]):
    """The page over nothing. It ends with what the page ends with."""

    def __init__(self, chosen: int) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.theme = DARK.name
        self.page = Compare(chosen)

    def on_mount(self) -> None:
        self.push_screen(self.page, self.exit)


class Open:
    """The page, and somebody in front of it."""

    def __init__(self, app: Alone, pilot: Pilot[Demonstration | None]) -> None:
        self.app, self.page, self.pilot = app, app.page, pilot

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause(0)

    async def until_chosen(self, number: int) -> None:
        """Go on when it is that one, also to the eye."""
        await until(self.pilot, lambda: self.page.chosen == number, f"difference {number + 1}")
        await self.until_shown(DIFFERENCES[number].title)

    async def until_shown(self, words: str) -> None:
        await until(self.pilot, lambda: any(words in line for line in self.lines()), words)

    async def until_over(self) -> None:
        await until(self.pilot, lambda: self.app._exit, "the end")

    async def click_on(self, words: str) -> None:
        """Click where these words begin."""
        y, line = next((y, line) for y, line in enumerate(self.lines()) if words in line)
        await self.pilot.click(offset=(line.index(words), y))

    def lines(self) -> list[str]:
        return shown(self.app)


@asynccontextmanager
async def opened(size: tuple[int, int] = SMALL, chosen: int = 0) -> AsyncIterator[Open]:
    """The page as it is opened."""
    app = Alone(chosen)
    async with app.run_test(size=size) as pilot:
        it = Open(app, pilot)
        await until(pilot, lambda: app.screen is app.page)
        await it.until_shown(DIFFERENCES[chosen].title)
        await settled(pilot)
        yield it


def squeezed(lines: list[str]) -> str:
    """Without blanks and frames: words that were broken are whole again."""
    return "".join(char for line in lines for char in line if char not in " │▌")


def numbers_marked(lines: list[str]) -> list[int]:
    """The line numbers that stand beside a mark, from the top, tutorial's before echo's in one row."""
    found = [piece.split()[0] for line in lines for piece in line.split("▌")[1:]]
    return [int(number) for number in found if number.isdigit()]


def numbers_changed(page: Compare) -> list[int]:
    """Those that should."""
    places = DIFFERENCES[page.chosen].places
    return sorted(
        number + 1
        for at, file in enumerate(page.sides.read())
        for place in places
        for number in spot_lines(place[at], file.texts)
    )


# What is to be seen.


@pytest.mark.parametrize("size", [SMALL, USUAL], ids=str)
async def test_every_difference_is_said_whole(size: tuple[int, int]) -> None:
    async with opened(size) as it:
        for number, difference in enumerate(DIFFERENCES):
            await it.until_chosen(number)
            words = squeezed([line[52 if it.page.titles.size.height > 1 else 0 :] for line in it.lines()])
            said = ("Without it, " + difference.wrong, *difference.watch_for, difference.instead)
            assert [text for text in said if squeezed([text]) not in words] == []
            await it.press("j")


@pytest.mark.parametrize("size", [SMALLEST, SMALL, LOW, LARGE], ids=str)
async def test_every_changed_line_of_both_sources_is_marked_and_can_be_scrolled_to(size: tuple[int, int]) -> None:
    async with opened(size) as it:
        for number in range(len(DIFFERENCES)):
            await it.until_chosen(number)
            marked = numbers_marked(it.lines())
            while it.page.sides.scroll_y < it.page.sides.max_scroll_y:
                await it.press("pagedown")
                marked += numbers_marked(await settled(it.pilot))
            assert sorted(set(marked)) == sorted(set(numbers_changed(it.page)))
            await it.press("j")


async def test_at_the_usual_size_nothing_has_to_be_scrolled() -> None:
    async with opened(USUAL) as it:
        for number in range(len(DIFFERENCES)):
            await it.until_chosen(number)
            await settled(it.pilot)
            assert it.page.sides.max_scroll_y == 0
            await it.press("j")


async def test_the_sources_stand_beside_each_other_where_there_is_room_and_else_below() -> None:
    for size, beside in ((USUAL, True), (LOW, True), (SMALL, False)):
        async with opened(size) as it:
            names = [y for y, line in enumerate(it.lines()) for side in SIDES if f"servers/{side}.py" in line]
            assert (names[0] == names[1]) == beside


async def test_changed_lines_and_no_others_stand_on_another_ground() -> None:
    async with opened() as it:
        sides = it.page.sides
        ground = sides.style_of("text", "panel").bgcolor
        strips = [sides.render_line(y) for y in range(sides.size.height)]
        tinted = {y for y, strip in enumerate(strips) for each in strip if each.style and each.style.bgcolor == ground}
        assert tinted == {y for y, strip in enumerate(strips) if "▌" in strip.text}
        assert tinted


async def test_a_source_that_was_edited_is_no_end_of_the_page() -> None:
    async with opened(USUAL) as it:
        it.page.sides.sources = (Source([[("pass", "text")]]), Source([]))
        await it.press("j")
        await it.until_chosen(1)
        assert sum(line.count("not found") for line in await settled(it.pilot)) == 2


async def test_no_size_raises() -> None:
    async with opened(USUAL) as it:
        for size in (SMALLEST, (1, 1), LARGE, (40, 10), (109, 60), (200, 20), (3, 50), SMALL):
            await it.pilot.resize_terminal(*size)
            await it.press("j", "pagedown")
            assert len(it.lines()) == size[1]
        await it.until_chosen(8)


async def test_what_is_below_stays_where_it_is_from_one_to_the_next() -> None:
    async with opened() as it:
        places = set()
        for _ in DIFFERENCES:
            await settled(it.pilot)
            places.add(it.page.sides.region)
            await it.press("j")
        assert len(places) == 1


# Keys.


@pytest.mark.parametrize(("key", "side"), [("enter", 0), ("e", 1)])
async def test_a_key_has_it_shown_by_either_server(key: str, side: int) -> None:
    async with opened() as it:
        await it.press(key)
        await it.until_over()
        assert it.app.return_value == Demonstration(SIDES[side], "silent", DIFFERENCES[0].watch_for[side])


async def test_what_no_client_shows_offers_no_key_for_it_and_has_none() -> None:
    async with opened(SMALL, STOP) as it:
        await it.press("enter", "e")
        assert (it.app._exit, it.app.screen) == (False, it.page)
        assert "enter" not in "".join(it.lines())


@pytest.mark.parametrize("key", ["escape", "d", "q"])
async def test_going_back_shows_nothing(key: str) -> None:
    async with opened() as it:
        await it.press(key)
        await it.until_over()
        assert it.app.return_value is None


async def test_keys_go_from_one_to_another_and_end_at_the_ends() -> None:
    async with opened() as it:
        for key, number in (
            *(("k", 0), ("j", 1), ("down", 2), ("up", 1), ("9", 8), ("2", 1), ("G", STOP), ("j", STOP)),
            *(("g", 0), ("end", STOP), ("home", 0)),
        ):
            await it.press(key)
            await it.until_chosen(number)


async def test_the_page_begins_where_it_is_told_to_and_knows_where_it_ended() -> None:
    async with opened(USUAL, 4) as it:
        await it.press("j", "escape")
        await it.until_over()
        assert it.page.chosen == 5


async def test_page_keys_scroll_the_sources_and_another_difference_begins_at_its_top() -> None:
    async with opened(SMALLEST) as it:
        await it.press("pagedown")
        await until(it.pilot, lambda: it.page.sides.scroll_y > 0)
        await it.press("pageup")
        await until(it.pilot, lambda: it.page.sides.scroll_y == 0)
        await it.press("pagedown", "j")
        await until(it.pilot, lambda: it.page.sides.scroll_y == 0)


async def test_the_bottom_line_names_the_keys() -> None:
    async with opened(USUAL) as it:
        offered = [f"{command.key.split()[0]} {command.label}" for command in KEYS if command.footer]
        assert [words for words in offered if words not in it.lines()[-1]] == []


# The mouse.


async def test_a_click_on_a_title_or_on_a_number_chooses_it() -> None:
    for size, words in ((USUAL, DIFFERENCES[3].title), (SMALL, "4 ")):
        async with opened(size) as it:
            await it.click_on(words)
            await it.until_chosen(3)


async def test_a_click_beside_the_numbers_is_nothing() -> None:
    async with opened() as it:
        for x in (0, 79):
            await it.pilot.click(offset=(x, 0))
        assert it.page.chosen == 0


@pytest.mark.parametrize(
    ("size", "words", "policy"),
    [
        (SMALL, "tutorial goes wrong", "tutorial"),
        (USUAL, "echo goes right", "echo"),
        (SMALL, "e goes right", "echo"),
    ],
)
async def test_a_click_on_what_shows_it_is_its_key(size: tuple[int, int], words: str, policy: str) -> None:
    async with opened(size) as it:
        await it.click_on(words)
        await it.until_over()
        assert it.app.return_value is not None
        assert it.app.return_value.policy == policy


async def test_a_click_on_the_sentence_is_nothing() -> None:
    async with opened() as it:
        await it.click_on("Without it")
        assert (it.app._exit, it.page.chosen) == (False, 0)


async def test_the_wheel_scrolls_the_sources() -> None:
    async with opened(SMALLEST) as it:
        await it.pilot._post_mouse_events([events.MouseScrollDown], it.page.sides, button=0)
        await until(it.pilot, lambda: it.page.sides.scroll_y > 0)
