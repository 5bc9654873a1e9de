"""The screen in sixteen colours, or in none: what a colour meant is kept, by another colour, bold, or reverse.

A finished line's colours are looked up in the themes, which say what they mean; who drew it need not know of this.
"""

from functools import lru_cache

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from connscope.tui.themes import THEMES

GROUNDS = ("background", "panel", "held", "cursor", "cursor-blurred")
SIXTEEN = {"foreground": 15, "dim": 7, "faint": 8, "accent": 14, "success": 10, "warning": 11, "error": 9}
"""Numbers of the sixteen, for every theme on black: on white hardly one of them can be read on all terminals."""


def meanings() -> dict[RichColor, str]:
    """What each colour of a theme means there: no two themes contradict each other."""
    found: dict[RichColor, str] = {}
    for theme in THEMES.values():
        # As Textual gives them out: on the way some channels are rounded to the one beside.
        colours = {**theme.to_color_system().generate(), **theme.variables}
        found |= {Color.parse(colours[meaning]).rich_color: meaning for meaning in (*SIXTEEN, *GROUNDS)}
    return found


MEANT = meanings()


def meant(colour: RichColor | None) -> str:
    """What a colour means; nothing, if it is none of ours."""
    return MEANT.get(colour, "") if colour is not None else ""


def marked(style: Style) -> Style:
    """What makes the cursor's line, and the top line while the program is held, known without their grounds."""
    ground = meant(style.bgcolor)
    if ground in ("cursor", "held"):
        return Style(reverse=True)
    return Style(underline=True) if ground == "cursor-blurred" else Style.null()


@lru_cache(maxsize=1024)
def without_colour(style: Style) -> Style:
    """The attributes, and those that stand for colours; what the mouse does there stays."""
    bold = Style(bold=True) if meant(style.color) in ("warning", "error") else Style.null()
    return style.without_color + Style.from_meta(style.meta) + marked(style) + bold


@lru_cache(maxsize=1024)
def in_sixteen(style: Style) -> Style:
    """The same meaning in one of the sixteen colours; what is none of ours is left to be rounded."""
    ground = meant(style.bgcolor)
    if ground not in GROUNDS:
        return style
    # The cursor's line in its text's colour throughout: turned round, each of the others would be a patch of its own.
    text = "foreground" if ground in ("cursor", "held") else meant(style.color)
    fore = RichColor.from_ansi(SIXTEEN.get(text, SIXTEEN["foreground"]))
    return style + Style(color=fore, bgcolor=RichColor.from_ansi(0)) + marked(style)


class NoColour(LineFilter):
    """For NO_COLOR: not one colour code is left."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual's own
        """The same line without colours."""
        return [Segment(text, without_colour(style) if style else style, control) for text, style, control in segments]


class Sixteen(LineFilter):
    """For terminals with eight or sixteen colours."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual's own
        """The same line in the sixteen."""
        return [Segment(text, in_sixteen(style) if style else style, control) for text, style, control in segments]
