"""Terminals that have little: nothing but ASCII, sixteen colours, or none."""

import ast
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.color import Color
from rich.style import Style

import connscope
from connscope.text import visible
from connscope.tui.any_terminal import wants_no_colour
from connscope.tui.cells import SPARKS
from connscope.tui.client_cells import CLIENT_STATES
from connscope.tui.few_colours import in_sixteen, without_colour
from connscope.tui.look import STATES
from connscope.tui.plain import TABLE
from connscope.tui.themes import DARK
from tests.tui import scenes
from tests.tui.seen import settled
from tests.tui.staged import on_stage
from tests.tui.terminal import ITS_OWN, Terminal, terminal

PACKAGE = Path(connscope.__file__).parent
DRAWN = [*PACKAGE.glob("tui/**/*.py"), *PACKAGE.glob("wording/*.py"), PACKAGE / "text.py", PACKAGE / "units.py"]
OUR_OWN = re.compile(r"[^\x00-\x7f\u2400-\u2424\ufffd]")

SCREEN = f"""{ITS_OWN}
import sys
from connscope.preferences import Preferences
from connscope.tui import app
sys.exit(app.run("127.0.0.1", 0, "echo", False, Preferences(ascii=sys.argv[1:] == ["ascii"])))
"""
COLOUR = re.compile(rb"\x1b\[(?:[\d:]*;)*(?:[34][0-9]|9[0-7]|10[0-7])(?:[;:][\d;:]*)?m")
"""Sets a colour, or sets one back."""


def sources_glyphs() -> set[str]:
    """Every character in our sources' texts that is neither ASCII nor stands for a peer's byte; docstrings aside."""
    glyphs: set[str] = set()
    for path in DRAWN:
        tree = ast.parse(path.read_text("utf-8"))
        said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
                glyphs |= set(OUR_OWN.findall(node.value)) if path.name != "text.py" else {"…", "·"}
    return glyphs


# ASCII.


def test_everything_that_we_draw_has_a_character_of_its_own_in_ascii() -> None:
    assert {glyph for glyph in sources_glyphs() if ord(glyph) not in TABLE} == set()


def test_no_two_states_look_alike_in_ascii() -> None:
    glyphs = {glyph for glyph, _ in CLIENT_STATES.values()}
    assert len({glyph.translate(TABLE) for glyph in glyphs}) == len(glyphs)


def test_no_two_heights_look_alike_in_ascii() -> None:
    assert len(set(SPARKS.translate(TABLE))) == len(SPARKS)


def test_whatever_has_a_character_keeps_its_cells() -> None:
    assert {chr(code) for code, plain in TABLE.items() if code >= 32 and cell_len(chr(code)) != len(plain)} == {"\x7f"}


def test_whatever_a_peer_sends_is_ascii_of_the_same_width() -> None:
    shown = set(visible("".join(map(chr, range(0x20000)))))
    assert {char for char in shown if not char.translate(TABLE).isascii()} == set()
    assert {char for char in shown if len(char.translate(TABLE)) != cell_len(char)} == set()


@pytest.mark.parametrize("story", [scenes.hostile, scenes.several])
async def test_the_screen_in_ascii_is_the_same_screen_cell_by_cell(story) -> None:
    async with on_stage(story(), (120, 40)) as it:
        picture = [line.translate(TABLE) for line in it.lines()]
    async with on_stage(story(), (120, 40), ascii=True) as it:
        assert it.lines() == picture
        assert "".join(picture).isascii()


@pytest.mark.parametrize("keys", [("question_mark",), ("ctrl+p",), ("slash", "é", "enter", "y")])
async def test_nothing_that_opens_over_it_is_more_than_ascii(keys: tuple[str, ...]) -> None:
    async with on_stage(scenes.several(), (80, 24), ascii=True, toasts=True) as it:
        await it.press(*keys)
        assert "".join(await settled(it.pilot)).isascii()


# Few colours, or none.


def on_the_cursors_line(ground: str) -> Style:
    """A text there, as the dark theme has it."""
    warning = DARK.to_color_system().generate()["warning"]
    return Style(color=warning, bgcolor=DARK.variables[ground], meta={"@mouse.down": "grab"})


def test_without_colours_the_chosen_row_is_reversed_and_trouble_is_bold() -> None:
    style = without_colour(on_the_cursors_line("cursor"))
    assert (style.color, style.bgcolor, style.reverse, style.bold) == (None, None, True, True)


def test_without_colours_the_chosen_row_of_another_pane_is_underlined() -> None:
    style = without_colour(on_the_cursors_line("cursor-blurred"))
    assert (style.color, style.bgcolor, style.reverse, style.underline) == (None, None, None, True)


def test_without_colours_the_mouse_finds_what_it_found() -> None:
    assert without_colour(on_the_cursors_line("cursor")).meta == {"@mouse.down": "grab"}


async def test_without_colours_one_cell_of_the_field_in_focus_is_the_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with on_stage(scenes.nobody()) as it:
        await it.press("slash", "a", "b", "left")
        field = it.app.screen.query_one("#filter")
        (line,) = field.render_lines(field.outer_size.region)
        assert [segment.text for segment in line if segment.style and segment.style.underline] == ["b"]


def test_in_sixteen_colours_a_warning_is_yellow_and_the_chosen_row_is_reversed() -> None:
    chosen, other = in_sixteen(on_the_cursors_line("cursor")), in_sixteen(on_the_cursors_line("cursor-blurred"))
    assert (other.color, other.underline) == (Color.from_ansi(11), True)
    assert (chosen.color, chosen.reverse) == (Color.from_ansi(15), True)


def test_a_colour_that_no_theme_has_is_left_to_the_terminal() -> None:
    assert in_sixteen(Style(color="#123456", bgcolor="#654321")) == Style(color="#123456", bgcolor="#654321")


@pytest.mark.parametrize(
    ("environment", "without"),
    [
        ({"TERM": "xterm"}, False),
        ({}, False),
        ({"NO_COLOR": ""}, False),
        ({"NO_COLOR": "1"}, True),
        ({"NO_COLOR": "0"}, True),
        ({"TERM": "dumb"}, True),
    ],
)
def test_no_color_counts_when_it_is_not_empty(environment: dict[str, str], without: bool) -> None:
    assert wants_no_colour(environment) is without


def test_every_state_has_a_glyph_of_its_own() -> None:
    assert len({glyph for glyph, _ in STATES.values()}) == len(STATES)


# On a real terminal.


@contextmanager
def opened(*arguments: str, **environment: str) -> Iterator[Terminal]:
    """connscope over a server, with a client that says the worst, and with the second row chosen."""
    with terminal(*arguments, program=SCREEN, **environment) as it:
        it.until_shown("asleep in select()", "q quit")
        port = re.search(r"nc 127.0.0.1 (\d+)", it.text())
        assert port
        with socket.create_connection(("127.0.0.1", int(port[1])), timeout=5) as sock:
            sock.sendall(b"".join(scenes.HOSTILE))
            it.until_shown("recv")
            yield it


def reversed_lines(it: Terminal) -> list[str]:
    """The lines that are turned round, or most of them."""
    rows = [(y, [it.screen.buffer[y][x].reverse for x in range(80)]) for y in range(24)]
    return [it.screen.display[y] for y, cells in rows if sum(cells) > 40]


def test_in_ascii_not_one_other_byte_reaches_the_terminal() -> None:
    with opened("ascii") as it:
        it.type("2?")
        it.until_shown("Keys here")
        assert max(it.raw) < 0x80


def test_with_no_color_not_one_colour_reaches_the_terminal_and_the_chosen_row_is_seen() -> None:
    with opened(NO_COLOR="1") as it:
        it.until(lambda: len(reversed_lines(it)) == 1)
        assert re.search(r"127\.0\.0\.1:\d+ +● active", reversed_lines(it)[0])
        assert COLOUR.search(it.raw) is None
        assert "┏━ Connections ━" in it.text()
        assert "╭─ Events ─" in it.text()


@pytest.mark.parametrize(
    ("environment", "codes"),
    [
        ({"NO_COLOR": "", "TERM": "xterm-256color", "COLORTERM": ""}, rb"38;5;\d+"),
        ({"TERM": "linux", "COLORTERM": ""}, rb"9[0-7];40"),
    ],
)
def test_a_terminal_gets_the_colours_that_it_has(environment: dict[str, str], codes: bytes) -> None:
    with terminal(program=SCREEN, **environment) as it:
        it.until_shown("asleep in select()", "q quit")
        assert re.search(codes, it.raw)
