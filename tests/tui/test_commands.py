"""Every command does something that can be seen. A command without a line in `EFFECTS` fails here."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from textual.widgets import Input

from connscope.tui.command import ALL_PANES, PANES, Command
from connscope.tui.commands import COMMANDS
from connscope.tui.leaving import NO_SHELL
from connscope.tui.room import Wish
from tests.tui.scenes import nobody, several
from tests.tui.staged import Stage, on_stage
from tests.tui.story import Story

Look = Callable[[Stage], object]


class Effect(NamedTuple):
    """What is looked at, and what it becomes when the key is pressed, after those that led there."""

    look: Look
    becomes: object
    before: tuple[str, ...] = ()


def focus(it: Stage) -> object:
    return it.app.focused and it.app.focused.id


def cursor(it: Stage) -> object:
    return it.connections.cursor


def asked(it: Stage) -> object:
    return it.staged.asked


def screen(it: Stage) -> object:
    return type(it.app.screen).__name__


def said(it: Stage) -> object:
    """Last: what the command before has said may come late."""
    return [each.message for each in it.app._notifications][-1:]


def several_and_one_of_ours() -> Story:
    """The last row is client-1's, whose whole life has been told."""
    story = several()
    story.connects(story.launches())
    return story


def is_live(it: Stage) -> object:
    return it.app.view.is_live


EFFECTS = {
    "hold": Effect(asked, ["Hold"]),
    "step('call')": Effect(asked, ["StepCall"]),
    "step('loop')": Effect(asked, ["StepLoop"]),
    "step('service')": Effect(asked, ["StepService"]),
    "slower": Effect(lambda it: it.staged.stepping.pace, 20.0),
    "faster": Effect(lambda it: it.staged.stepping.pace, 20.0, ("minus", "minus")),
    "pace_by": Effect(lambda it: it.staged.stepping.by_loops, True),
    "predict": Effect(lambda it: it.main.predicts, True),
    "break_here": Effect(screen, "Choice"),
    "breakpoints": Effect(screen, "Breakpoints"),
    "step_whose": Effect(lambda it: it.staged.stepping.whose, "clients"),
    "view_back": Effect(is_live, False),
    "view_forward": Effect(is_live, True, ("comma",)),
    "view_loop(-1)": Effect(is_live, False),
    "view_loop(1)": Effect(is_live, True, ("less_than_sign",)),
    "view_start": Effect(lambda it: it.app.view.travel.at, 1),
    "view_live": Effect(is_live, True, ("comma",)),
    "launch_one": Effect(asked, ["launch 1 well-behaved"]),
    "launch_many": Effect(screen, "Launcher"),
    "by_hand": Effect(screen, "WhereTo"),
    "compare": Effect(screen, "Compare"),
    "freeze": Effect(asked, ["FreezeClient 1"], ("G",)),
    "poke": Effect(screen, "Choice"),
    "end": Effect(asked, ["EndClient 1"], ("5",)),
    "deed('inject')": Effect(screen, "Prompt"),
    "deed('stop')": Effect(asked, ["StopReading 3"]),
    "deed('resume')": Effect(said, ["Reading goes on: nobody has stopped it."]),
    "deed('half-close')": Effect(asked, ["EndConnection 3"]),
    "deed('close')": Effect(asked, ["EndConnection 3"]),
    "deed('reset')": Effect(asked, ["EndConnection 3"]),
    "deed('buffers')": Effect(screen, "Choice"),
    "end_clients": Effect(asked, ["EndClients"]),
    "mark": Effect(lambda it: len(it.connections.marks), 1),
    "theme": Effect(lambda it: it.app.theme, "light"),
    "swap_policy": Effect(asked, ["swap"]),
    "restart": Effect(asked, ["restart"]),
    "clear_closed": Effect(lambda it: it.connections.count(), 8),
    "filter": Effect(focus, "filter"),
    "sort": Effect(lambda it: it.connections.sorted_by, "outb"),
    "follow": Effect(lambda it: it.events.following, True, ("4", "g")),
    "copy": Effect(screen, "Choice"),
    "move(1)": Effect(cursor, 2),
    "move(-1)": Effect(cursor, 0),
    "page(1)": Effect(cursor, 8),
    "page(-1)": Effect(cursor, 0),
    "first": Effect(cursor, 0),
    "last": Effect(cursor, 8),
    "open": Effect(focus, "detail"),
    "back": Effect(focus, "connections", ("3",)),
    "next_pane": Effect(focus, "detail"),
    "previous_pane": Effect(focus, "clients"),
    "pane('connections')": Effect(focus, "connections", ("4",)),
    "pane('detail')": Effect(focus, "detail"),
    "pane('code')": Effect(focus, "code"),
    "pane('events')": Effect(focus, "events"),
    "pane('clients')": Effect(focus, "clients"),
    "maximise": Effect(lambda it: [pane for pane in PANES if it.main.query_one(f"#{pane}").display], ["connections"]),
    "tcp": Effect(lambda it: it.main.detail.tells_tcp, True, ("2",)),
    "times": Effect(lambda it: it.main.view.times, "elapsed"),
    "origins": Effect(lambda it: it.main.review and it.main.review.grouping.name, "origins"),
    "stalls": Effect(lambda it: it.main.review and it.main.review.grouping.name, "stalls"),
    "help": Effect(screen, "Help"),
    "app.command_palette": Effect(screen, "CommandPalette"),
    "app.suspend_process": Effect(said, [NO_SHELL]),
    "app.quit": Effect(lambda it: it.app.return_code, 0),
}

OF_A_SERVER = [command for command in COMMANDS if command.needs != "has_terminal"]
"""All but those of a program with a terminal: they are in `test_typing.py`."""
FOR_GOOD = ("clear_closed", "app.quit")
"""What cannot be undone comes last."""


def test_every_command_has_an_effect_here() -> None:
    assert {command.action for command in OF_A_SERVER} == set(EFFECTS)


async def test_every_key_has_its_command_s_effect() -> None:
    async with on_stage(several_and_one_of_ours(), (100, 32)) as it:
        for command in sorted(OF_A_SERVER, key=lambda command: FOR_GOOD.count(command.action)):
            for key in command.keys.split(",")[: 1 if command.action == "app.quit" else None]:
                await begin_anew(it)
                await has_its_effect(it, key, command)


async def begin_anew(it: Stage) -> None:
    """The cursor on the first client, nothing filtered, sorted or asked."""
    while it.app.screen is not it.main:
        await it.app.pop_screen()
    if it.app.focused is not it.connections:
        it.main.query_one(Input).value = ""
        it.main.end_filter()
        it.main.action_pane("connections")
    if it.connections.sorted_by != "opened":
        it.connections.sorted_by, it.connections.descending = "opened", False
        it.connections.rearrange()
    it.main.wish, it.main.view.times = Wish(), "clock"
    it.main.make_room()
    it.connections.marks.clear()
    it.app.theme = "dark"
    it.connections.choose(1)
    stepping = it.staged.stepping
    stepping.mode, stepping.pace, stepping.by_loops, stepping.whose = "running", 0.0, False, "server"
    it.main.predicts = it.main.detail.tells_tcp = False
    it.app.view.travel.live()
    it.main.tick()
    it.staged.asked.clear()
    it.app.clear_notifications()
    it.staged.name = it.staged.wanted = "echo"


async def has_its_effect(it: Stage, key: str, command: Command) -> None:
    """Press it, after the keys that lead there, and wait for what comes of it."""
    effect = EFFECTS[command.action]
    await it.press(*effect.before)
    assert effect.look(it) != effect.becomes, f"{command.action}: nothing could come of {key}"
    if key:
        await it.press(key)
    else:  # the palette does so
        await it.main.run_action(command.action)
    await it.until(lambda: effect.look(it) == effect.becomes, f"{key} ({command.help})")


async def test_ctrl_q_quits_too() -> None:
    async with on_stage(nobody()) as it:
        await it.press("ctrl+q")
        await it.until(lambda: it.app.return_code == 0)


async def test_in_the_pane_of_our_clients_x_ends_them_at_once() -> None:
    async with on_stage(several_and_one_of_ours(), (120, 40)) as it:
        await it.press("5", "x")
        await it.until(lambda: it.staged.asked == ["EndClient 1"])
        assert it.app.screen is it.main


async def test_the_palette_offers_every_command_and_runs_it() -> None:
    async with on_stage(several()) as it:
        offered = {system.title.split("  ")[0] for system in it.app.get_system_commands(it.app.screen)}
        assert offered == {command.label for command in OF_A_SERVER}
        await it.press("ctrl+p", *"rest")
        await it.until_shown("Start the server again")
        await it.press("enter")
        await it.until(lambda: it.staged.asked == ["restart"])


@pytest.mark.parametrize("pane", ALL_PANES)
def test_no_two_commands_of_a_pane_share_a_key(pane: str) -> None:
    keys = [key for command in COMMANDS if pane in command.where for key in command.keys.split(",") if key]
    assert sorted(keys) == sorted(set(keys))


async def test_a_keymap_gives_a_command_other_keys_and_they_are_shown_everywhere() -> None:
    async with on_stage(nobody(), keys={"launch-one": "c"}) as it:
        await it.press("l", "c")
        await it.until(lambda: it.staged.asked == ["launch 1 well-behaved"])
        assert " c client" in it.lines()[-1]
        assert "client  (c)" in {system.title for system in it.app.get_system_commands(it.app.screen)}
        await it.press("question_mark")
        await it.until_shown("c          Launch one client")


@pytest.mark.parametrize("keys", [{"poke": "f7"}, {"end-client": "f7"}, {"poke": "f7", "end-client": "f7"}])
async def test_of_two_commands_that_share_a_key_one_can_be_given_another(keys: dict[str, str]) -> None:
    async with on_stage(several_and_one_of_ours(), (120, 40), keys=keys) as it:
        await it.press(keys.get("poke", "x"))
        await it.until_shown("stop reading")
        await it.press("escape", "5", keys.get("end-client", "x"))
        await it.until(lambda: it.staged.asked == ["EndClient 1"])


@pytest.mark.parametrize(("pane", "words"), [("1", " x poke…  "), ("2", " x poke…  "), ("5", " x end  "), ("4", "")])
async def test_the_footer_names_what_x_does_there(pane: str, words: str) -> None:
    async with on_stage(several_and_one_of_ours(), (120, 40)) as it:
        await it.press(pane)
        await it.until(lambda: (" x " in it.lines()[-1]) is bool(words) and words in it.lines()[-1])


def test_a_keymap_knows_each_command_by_a_name_of_its_own() -> None:
    assert len({command.name for command in COMMANDS}) == len(COMMANDS)


async def test_a_key_does_nothing_in_a_pane_where_it_does_not_hold() -> None:
    async with on_stage(several_and_one_of_ours(), (120, 40)) as it:
        await it.press("4", "x", "m", "X", "o", "3", "x")
        assert (it.staged.asked, it.connections.marks, it.connections.sorted_by) == ([], set(), "opened")
        assert it.connections.count() == 9
