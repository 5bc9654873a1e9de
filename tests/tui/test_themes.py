"""Every theme can be read, by every kind of eye, in as many colours as the terminal has; and can be changed."""

from collections.abc import Callable
from itertools import product

import pytest
from rich.color import Color as RichColor
from rich.color import ColorSystem
from rich.style import Style
from textual.color import Color
from textual.theme import Theme
from textual.widget import Widget

from connscope import preferences
from connscope.tui.few_colours import GROUNDS, SIXTEEN, in_sixteen, meanings
from connscope.tui.look import ROLES
from connscope.tui.themes import THEMES
from tests.tui import scenes
from tests.tui.eyes import contrast, distance, nearest_pair
from tests.tui.seen import settled
from tests.tui.staged import Stage, on_stage
from tests.tui.story import Story

ENOUGH = dict.fromkeys(THEMES, 4.5) | {"projector": 7.0}
FAINT_ENOUGH = 1.5
DIFFERENT_ENOUGH = 0.12
TEXTS = [meaning for meaning in SIXTEEN if meaning != "faint"]
THINGS = "─━│┃╭╮╰╯┏┓┗┛╸▸·—▁▂▃▄▅▆▇█▔▊▎ "
"""Lines, bars and marks of what is empty: what else is drawn, is read."""

SMALL, USUAL = (80, 24), (120, 40)
SCREENS = {
    "first": (scenes.nobody, SMALL, ()),
    "live": (scenes.several, USUAL, ("G", "k", "k", "tab")),
    "dead": (scenes.dead, SMALL, ()),
    "held": (scenes.held, USUAL, ("b", "e")),
    "predict": (scenes.held, SMALL, ("P", "s")),
    "gone-back": (scenes.stepped, SMALL, ("comma", "comma")),
    "breakpoints": (scenes.held, SMALL, ("b", "e", "b", "o", "B", "space")),
    "help": (scenes.several, SMALL, ("question_mark",)),
    "palette": (scenes.several, SMALL, ("ctrl+p", "down", "down")),
    "filter": (scenes.several, SMALL, ("slash", "a", "c")),
    "empty-filter": (scenes.nobody, SMALL, ("slash",)),
    "toast": (scenes.several, SMALL, ("y",)),
    "launcher": (scenes.nobody, SMALL, ("L", "tab")),
    "compare": (scenes.nobody, USUAL, ("d", "j")),
}


def colours_of(theme: Theme) -> dict[str, Color]:
    """All that it gives a name to, grounds that are mixed on the screen among them."""
    named = {**theme.to_color_system().generate(), **theme.variables}
    colours = {name: Color.parse(named[name]) for name in (*SIXTEEN, *GROUNDS)}
    # An input in focus is tinted so, by Textual.
    colours["input"] = colours["panel"].tint(colours["foreground"].with_alpha(0.05))
    return colours


def as_sent(colour: RichColor) -> Color:
    """What a terminal makes of a colour's number."""
    return Color.from_rich_color(RichColor.from_triplet(colour.get_truecolor()))


def in_256(colour: Color) -> Color:
    """What a terminal with fewer colours makes of it."""
    return as_sent(colour.rich_color.downgrade(ColorSystem.EIGHT_BIT))


def both_colours(style: Style) -> tuple[Color, Color]:
    """Of the text, and of what is behind it."""
    assert style.color is not None
    assert style.bgcolor is not None
    return as_sent(style.color), as_sent(style.bgcolor)


def unreadable(colours: dict[str, Color], least: float) -> list[str]:
    """The texts that cannot be read on a ground, and how badly."""
    pairs = ((text, ground) for text in TEXTS for ground in (*GROUNDS, "input"))
    found = ((text, ground, contrast(colours[text], colours[ground])) for text, ground in pairs)
    return [f"{text} on {ground}: {measured:.2f}" for text, ground, measured in found if measured < least]


def test_the_themes_are_those_that_can_be_preferred() -> None:
    assert tuple(THEMES) == preferences.THEMES


def test_each_role_has_a_colour_that_is_checked_here() -> None:
    assert {colour for colour, _ in ROLES.values()} <= set(SIXTEEN)


@pytest.mark.parametrize("name", THEMES)
def test_every_text_can_be_read_on_every_ground(name: str) -> None:
    assert unreadable(colours_of(THEMES[name]), ENOUGH[name]) == []


@pytest.mark.parametrize("name", THEMES)
def test_faint_lines_can_be_seen_on_every_ground(name: str) -> None:
    colours = colours_of(THEMES[name])
    assert min(contrast(colours["faint"], colours[ground]) for ground in GROUNDS) >= FAINT_ENOUGH


@pytest.mark.parametrize("name", THEMES)
def test_every_text_can_be_read_in_256_colours(name: str) -> None:
    colours = {meaning: in_256(colour) for meaning, colour in colours_of(THEMES[name]).items()}
    assert unreadable(colours, 4.5) == []


@pytest.mark.parametrize("name", THEMES)
def test_the_cursor_is_seen_in_256_colours(name: str) -> None:
    grounds = {ground: in_256(colours_of(THEMES[name])[ground]) for ground in GROUNDS}
    assert distance("usual", grounds["cursor"], grounds["background"]) > 0.04
    assert distance("usual", grounds["cursor-blurred"], grounds["background"]) > 0.04


def test_every_text_can_be_read_in_sixteen_colours() -> None:
    colours = colours_of(THEMES["light"])
    for text, ground in product(TEXTS, GROUNDS):
        style = in_sixteen(Style(color=colours[text].rich_color, bgcolor=colours[ground].rich_color))
        assert contrast(*both_colours(style)) >= 4.5, f"{text} on {ground}"


def test_no_colour_means_one_thing_in_one_theme_and_another_in_another() -> None:
    for theme in THEMES.values():
        colours = colours_of(theme)
        assert {name: meanings()[colours[name].rich_color] for name in (*SIXTEEN, *GROUNDS)} == {
            name: name for name in (*SIXTEEN, *GROUNDS)
        }


def test_colour_blind_eyes_tell_good_warn_bad_and_accent_apart() -> None:
    colours = colours_of(THEMES["colour-blind"])
    nearest, which = nearest_pair({name: colours[name] for name in ("success", "warning", "error", "accent")})
    assert nearest >= DIFFERENT_ENOUGH, which


def test_the_measure_knows_that_the_dark_theme_is_not_safe_for_them() -> None:
    colours = colours_of(THEMES["dark"])
    assert nearest_pair({name: colours[name] for name in ("success", "warning", "error", "accent")})[0] < 0.05


# On the screen.


def drawn(it: Stage) -> list[tuple[str, Style]]:
    """Every piece of every widget of the topmost screen, as it goes to the terminal."""
    widgets = (widget for widget in it.app.screen.walk_children(Widget) if widget.is_on_screen)
    strips = (strip for widget in widgets for strip in widget.render_lines(widget.outer_size.region))
    return [(segment.text, segment.style) for strip in strips for segment in strip if segment.style]


def badly_drawn(it: Stage, least: float) -> set[str]:
    """The texts that cannot be read."""
    texts = ((text, style) for text, style in drawn(it) if text.strip(THINGS))
    measured = ((text, style, contrast(*both_colours(style))) for text, style in texts)
    return {f"{text!r}: {contrast:.2f}, {style}" for text, style, contrast in measured if contrast < least}


@pytest.mark.parametrize(("theme", "name"), [("dark", "palette"), *product(["projector"], SCREENS)])
async def test_whatever_is_on_a_screen_can_be_read(theme: str, name: str) -> None:
    story, size, keys = SCREENS[name]
    async with on_stage(story(), size, toasts=True, theme=theme) as it:
        await it.press(*keys)
        await settled(it.pilot)
        assert badly_drawn(it, ENOUGH[theme]) == set()


async def test_what_each_colour_on_the_screen_means_is_known() -> None:
    async with on_stage(scenes.several(), USUAL, theme="projector") as it:
        colours = {colour for _, style in drawn(it) for colour in (style.color, style.bgcolor) if colour is not None}
        assert colours <= set(meanings())


@pytest.mark.parametrize("story", [scenes.nobody, scenes.several])
async def test_a_theme_that_is_changed_to_looks_as_if_it_had_been_there_from_the_start(
    story: Callable[[], Story],
) -> None:
    async with on_stage(story(), USUAL, theme="light") as wanted:
        picture = drawn(wanted)
    async with on_stage(story(), USUAL, theme="dark") as it:
        it.app.theme = "light"
        await it.until(lambda: drawn(it) == picture, "every cell in its new colours")
