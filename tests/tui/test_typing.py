"""Typing to a program: what is typed reaches it, as bytes, and nothing else does."""

import pytest

from connscope.tui.commands import COMMANDS
from connscope.tui.typed import LONGEST
from tests.tui.typed_to import Seat, serving, typed_to


async def opened(it: Seat) -> None:
    """With the line open."""
    await it.press("6", "enter")
    await it.until(lambda: it.focus is it.line)


def said(it: Seat) -> list[str]:
    return [each.message for each in it.app._notifications][-1:]


def heard(it: Seat) -> bytes:
    return b"".join(each for each in it.typed if isinstance(each, bytes))


async def test_letters_are_text_and_enter_sends_the_line_and_keeps_it_open() -> None:
    async with typed_to() as it:
        await opened(it)
        await it.press(*"q l?X", "enter", *"two", "enter")
        await it.until(lambda: it.typed == [b"q l?X\n", b"two\n"])
        assert (it.focus, it.line.value, it.app.return_code) == (it.line, "", None)


async def test_keys_typed_ahead_are_text_of_the_line() -> None:
    async with typed_to() as it:
        await it.press("6", "enter", *"q", "enter", *"r", "enter")
        await it.until(lambda: it.typed == [b"q\n", b"r\n"])


async def test_an_empty_line_is_a_line() -> None:
    async with typed_to() as it:
        await opened(it)
        await it.press("enter")
        await it.until(lambda: it.typed == [b"\n"])


async def test_escape_gives_the_keys_back_and_what_was_begun_stays() -> None:
    async with typed_to() as it:
        await opened(it)
        await it.press(*"dra", "escape")
        await it.until(lambda: it.focus is it.pane and not it.line.display)
        await it.press("enter", *"ft", "enter")
        await it.until(lambda: it.typed == [b"draft\n"])


async def test_ctrl_c_and_ctrl_d_go_to_the_program_and_that_is_said() -> None:
    async with typed_to(toasts=True) as it:
        await opened(it)
        await it.press("ctrl+c")
        await it.until(lambda: said(it) == ["Ctrl-C was typed into app.py."])
        await it.press("ctrl+d")
        await it.until(lambda: it.typed == ["Ctrl-C", "Ctrl-D"])
        assert it.focus is it.line


async def test_ctrl_d_behind_text_sends_the_text_as_it_is() -> None:
    async with typed_to() as it:
        await opened(it)
        await it.press(*"abc", "ctrl+d")
        await it.until(lambda: it.typed == [b"abc", "Ctrl-D"])
        assert it.line.value == ""


@pytest.mark.parametrize("pane", ["1", "6"])
async def test_a_key_interrupts_the_program_without_the_line(pane: str) -> None:
    async with typed_to(serving()) as it:
        await it.press(pane, "I")
        await it.until(lambda: it.typed == ["Ctrl-C"])


async def test_the_palette_ends_its_input() -> None:
    async with typed_to() as it:
        await it.press("ctrl+p", *"end its input")
        await it.until_shown("Type Ctrl-D to the program")
        await it.press("enter")
        await it.until(lambda: it.typed == ["Ctrl-D"])


async def test_up_and_down_bring_back_what_was_typed() -> None:
    async with typed_to() as it:
        await opened(it)
        await it.press(*"one", "enter", *"two", "enter", "up", "up", "enter", "up", "up", "down", "down", "enter")
        await it.until(lambda: it.typed == [b"one\n", b"two\n", b"one\n", b"\n"])


async def test_a_password_is_hidden_and_not_remembered() -> None:
    async with typed_to() as it:
        it.program.echoing = False
        it.writes("Password: ")
        await opened(it)
        await it.press(*"secret")
        await it.until_shown("••••••")
        assert not any("secret" in line for line in it.lines())
        await it.press("enter")
        await it.until(lambda: it.typed == [b"secret\n"])
        it.program.echoing = True
        it.writes("\nwelcome\n")
        await it.press("up")
        assert (it.line.value, it.line.password) == ("", False)
        it.program.echoing = False
        it.main.beat()
        await it.press(*"more", "escape")
        await it.until(lambda: it.focus is it.pane)
        assert it.line.value == ""


async def test_each_line_that_is_pasted_is_typed() -> None:
    async with typed_to() as it:
        await opened(it)
        await it.press(*"x = ")
        await it.paste("1\r\tif x:\r\npri\x1b[31mnt\x03\nlast")
        await it.until(lambda: it.line.value == "last")
        await it.until(lambda: heard(it) == b"x = 1\n\tif x:\npri[31mnt\n")


async def test_a_line_that_no_terminal_takes_is_not_typed_and_that_is_said() -> None:
    async with typed_to(toasts=True) as it:
        await opened(it)
        await it.paste("ü" * LONGEST)
        await it.press("enter")
        await it.until_shown("a line of more than 4,095 bytes")
        assert it.typed == []


async def test_that_a_program_does_not_read_is_said() -> None:
    async with typed_to(toasts=True) as it:
        it.program.observed.room = 2
        await opened(it)
        await it.press(*"abc", "enter")
        await it.until_shown("app.py does not read: there is no room for more.")


async def test_nobody_types_to_what_has_ended() -> None:
    async with typed_to(toasts=True) as it:
        await opened(it)
        it.story.ends(0)
        it.play()
        await it.press(*"abc", "enter", "ctrl+c", "ctrl+d")
        await it.until_shown("Nothing runs that could be typed to: esc, then r")
        await it.press("escape", "enter", "I")
        await it.until(lambda: it.focus is it.pane)
        assert it.typed == []


async def test_the_footer_says_what_can_be_typed() -> None:
    async with typed_to(size=(60, 20)) as it:
        await it.press("6")
        await it.until(lambda: " enter type  " in it.lines()[-1])
        await it.press("enter")
        await it.until(lambda: it.lines()[-1] == " enter type it  ↑ earlier  ctrl+c interrupt  esc leave")
        await it.press("escape")
        await it.until(lambda: " enter type  " in it.lines()[-1])


async def test_tab_leaves_the_line_open_and_goes_on_to_the_next_pane() -> None:
    async with typed_to(serving(), (120, 40)) as it:
        await opened(it)
        await it.press("tab")
        await it.until(lambda: it.focus is it.connections)
        assert it.line.display


async def test_every_command_of_a_terminal_is_tried_here() -> None:
    needed = {command.name for command in COMMANDS if command.needs == "has_terminal"}
    assert needed == {"type", "interrupt", "end-input", "pane-terminal"}
