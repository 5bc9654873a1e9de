"""Behaviours in the launcher: typed, or taken from a list; and populations that are saved and loaded."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual import events

from connscope.clients.behaviours import BEHAVIOURS
from connscope.launches import PRESETS, added, explained, load, read_groups, save, sentence, usual
from connscope.launches.population import read_population, written_population
from connscope.tui.screens.behaviours import Behaviours
from connscope.tui.screens.path import LoadPopulation, SavePopulation
from tests.test_population_files import FEW, SAID, WHOLE
from tests.tui.filling import HERE, SMALL, SMALLEST, USUAL, Filling, filling
from tests.tui.seen import settled

DEFAULT = PRESETS["default"].towards(*HERE)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a person has started connscope."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def opened(form: Filling, key: str, screen: type) -> None:
    """What that key opens, once it takes keys."""
    await form.press(key)
    await form.until(lambda: isinstance(form.it.app.screen, screen))
    await settled(form.it.pilot)


def words(form: Filling) -> str:
    """All of the box, without its frame."""
    return " ".join(" ".join(form.lines()).replace("│", " ").split())


# What is typed.


async def test_a_behaviour_is_judged_while_it_is_typed() -> None:
    async with filling() as form:
        await form.add_to("behaviours", " | drip:count=1")
        await form.until(lambda: "5 of them do not read for 2.5 s; 1 sends 1 B every 0.05 s." in words(form))
        await form.add_to("behaviours", "00")
        await form.until_shown("▲ Still to be mended: behaviours.")
        await form.press("up")
        await form.until(lambda: "✕ The groups take 105 of 50 connections: take less. f2 lists them." in words(form))
        await form.write("num_conns", "105")
        await form.until(lambda: "100 send 1 B every 0.05 s." in words(form))


async def test_what_is_pasted_is_never_shown_raw_and_is_told_to_be_wrong() -> None:
    async with filling() as form:
        await form.add_to("behaviours", "")
        await form.paste("behaviours", "\x1b]0;owned\x07\u202e[/]")
        await form.press("up")
        await form.until_shown("✕ count: 5␛]0 is no number of connections: give 0 to 10,000.")
        await opened(form, "ctrl+o", LoadPopulation)
        form.it.app.screen.post_message(events.Paste("\x1b[2J\u202e"))
        await form.press("enter")
        await form.until(lambda: "␛[2J\ufffd cannot be read: no such file" in words(form))


# What is taken from the list.


@pytest.mark.parametrize("size", [SMALLEST, SMALL, USUAL])
async def test_the_list_shows_every_behaviour_with_its_parameters_and_its_sentence(size: tuple[int, int]) -> None:
    async with filling(size) as form:
        await opened(form, "f2", Behaviours)
        for name in BEHAVIOURS:
            line = next(line for line in await settled(form.it.pilot) if f" {name} " in line)
            assert usual(name) in line
            await form.until(lambda name=name: explained(name) in words(form), explained(name))
            await form.press("j")


async def test_enter_adds_the_chosen_one_with_its_parameters_for_a_few_of_the_connections() -> None:
    async with filling() as form:
        await opened(form, "f2", Behaviours)
        number = list(BEHAVIOURS).index("drip")
        await form.press(*["j"] * number, "enter")
        await form.until_shown("| drip:bytes=1,every=0.05,count=5")
        await form.press("backspace", "6", "enter")
        groups = read_groups("stops-reading:thaw=2.5,count=5 | drip:bytes=1,every=0.05,count=6")
        assert await form.answered() == replace(DEFAULT, groups=groups)


async def test_the_mouse_opens_the_list_at_the_label_and_takes_from_it() -> None:
    async with filling() as form:
        await form.click("behaviours")
        await form.until(lambda: isinstance(form.it.app.screen, Behaviours))
        await settled(form.it.pilot)
        await form.click("silent", after="Behaviours")
        await form.until_shown("| silent:count=5")


async def test_the_list_goes_away_and_adds_nothing() -> None:
    async with filling() as form:
        for key in ("escape", "q", "f2"):
            await opened(form, "f2", Behaviours)
            await form.press(key)
            await form.until(lambda: form.it.app.screen is form.launcher, f"{key} to close it")
        await form.press("enter")
        assert await form.answered() == DEFAULT


@pytest.mark.parametrize(
    ("text", "cursor", "name", "num_conns", "then"),
    [
        ("", 0, "silent", 50, "silent:count=5^"),
        ("", 0, "silent", 1, "silent:count=1^"),
        ("", 0, "join", 50, "join:messages=3,count=5^"),
        ("drip", 4, "resets", 50, "drip | resets:after=inf,count=5^"),
        ("drip +", 6, "late", 50, "drip + late:by=1^"),
        ("drip |", 6, "late", 50, "drip | late:by=1,count=5^"),
        ("drip:count=2 | burst", 2, "late", 50, "drip:count=2 | late:by=1,count=5^ | burst"),
        ("drip + | burst", 6, "late", 50, "drip + late:by=1^ | burst"),
        ("drip:count=48", 0, "late", 50, "drip:count=48 | late:by=1,count=2^"),
        ("drip:share=100%", 0, "late", 50, "drip:share=100% | late:by=1,count=1^"),
        ("dri", 0, "late", 50, "dri | late:by=1,count=5^"),
    ],
)
def test_one_more_is_put_behind_the_group_in_which_the_cursor_stands(text, cursor, name, num_conns, then) -> None:
    text, cursor = added(text, cursor, name, num_conns)
    assert text[:cursor] + "^" + text[cursor:] == then


# What is saved and loaded.


async def test_what_the_form_says_is_saved_and_where_is_said(here: Path) -> None:
    async with filling() as form:
        await opened(form, "ctrl+s", SavePopulation)
        await form.press("enter")
        await form.until(lambda: form.it.app.screen is form.launcher)
        await form.until_shown("Saved in")
        assert sentence(DEFAULT) in words(form)
        assert load("population.toml") == PRESETS["default"].launch
        await form.press("enter")
        assert await form.answered() == DEFAULT


async def test_a_file_that_is_there_is_written_over_by_a_second_enter_only(here: Path) -> None:
    (here / "population.toml").write_text("mine", "utf-8")
    async with filling() as form:
        await opened(form, "ctrl+s", SavePopulation)
        await form.press("enter")
        await form.until_shown("population.toml is there already: enter again writes over it")
        await form.press("end", "x", "backspace", "enter")
        await form.until_shown("population.toml is there already: enter again writes over it")
        assert (here / "population.toml").read_text("utf-8") == "mine"
        await form.press("enter")
        await form.until(lambda: form.it.app.screen is form.launcher)
        assert load("population.toml") == PRESETS["default"].launch


async def test_what_cannot_be_saved_is_told_and_the_form_stays(here: Path) -> None:
    async with filling() as form:
        await opened(form, "ctrl+s", SavePopulation)
        await form.press(*"nowhere", "slash", "x", "enter")
        await form.until_shown("nowhere/x cannot be written: no such file or directory")
        await form.press("escape")
        await form.until(lambda: form.it.app.screen is form.launcher)


async def test_a_form_that_is_not_right_yet_is_not_saved() -> None:
    async with filling() as form:
        await form.write("port", "0")
        await form.press("ctrl+s")
        await form.until_shown("✕ Too small: give 1 to 65,535.")
        assert form.it.app.screen is form.launcher


async def test_a_population_is_loaded_into_all_fields_but_where_to(here: Path) -> None:
    async with filling() as form:
        await form.write("port", "7")
        for text in (WHOLE, FEW, *(written_population(preset.launch) for preset in PRESETS.values())):
            (here / "population.toml").write_text(text, "utf-8")
            await opened(form, "ctrl+o", LoadPopulation)
            await form.press("enter")
            await form.until(lambda: form.it.app.screen is form.launcher)
            said = replace(read_population(text), host="127.0.0.1", port=7)
            await form.until(lambda said=said: form.launcher.read() == said, text)
        await form.press("enter")
        assert await form.answered() == said


async def test_what_will_happen_is_said_of_what_was_loaded_though_no_text_is_another(here: Path) -> None:
    other = replace(DEFAULT, stay=True, small_pipes=False)
    save("population.toml", other)
    async with filling() as form:
        await form.until(lambda: form.launcher.words == sentence(DEFAULT))
        await opened(form, "ctrl+o", LoadPopulation)
        await form.press("enter")
        await form.until(lambda: form.it.app.screen is form.launcher)
        await form.until(lambda: form.launcher.words == sentence(other))
        assert form.launcher.form.presets.value == ""


async def test_what_cannot_be_loaded_is_told_with_its_line_and_its_key(here: Path) -> None:
    (here / "population.toml").write_text(WHOLE.replace("repeat = 7", "repeat = -7"), "utf-8")
    async with filling() as form:
        await opened(form, "ctrl+o", LoadPopulation)
        await form.press("enter")
        await form.until_shown("population.toml line 4: repeat: Too small: give 0 to 1,000,000.")
        await form.press("escape", "enter")
        assert await form.answered() == DEFAULT


async def test_the_mouse_alone_saves_and_loads(here: Path) -> None:
    save("population.toml", SAID)
    async with filling() as form:
        for word, screen in (("ctrl+o load", LoadPopulation), ("ctrl+s save", SavePopulation)):
            await form.click(word)
            await form.until(lambda screen=screen: isinstance(form.it.app.screen, screen))
            await form.press("escape")
            await form.until(lambda: form.it.app.screen is form.launcher)
