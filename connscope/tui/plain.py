"""The screen in ASCII: every character that is none becomes one that is, in as many cells.

It works on lines that are finished, whoever wrote them, and so must not know what any of them says.
"""

from rich.cells import get_character_cell_size
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

GLYPHS = {
    "◌": ":", "◦": ",", "◍": "%", "●": "*", "○": "o", "▲": "^", "◐": "(", "✕": "x", "▽": "!", "·": ".",  # states
    "◫": "H", "✓": "+", "◇": "&", "❆": "=", "■": "#",  # of clients,
    "▶": ">", "▸": ">", "╸": "|", "▼": "v", "◆": "@",  # and marks
    "❚": "|", "▷": ")", "◉": "@", "◎": "o", "◂": "<", "✗": "x",  # of what is held, and of breakpoints
    "◀": "<", "◁": "(", "◑": ")",  # of what is said by hand
    "▁": "_", "▂": ".", "▃": "-", "▄": "=", "▅": "+", "▆": "*", "▇": "%", "█": "#",  # how much, in eighths
    "→": ">", "←": "<", "↓": "v", "↑": "^",
    "…": "~", "—": "-", "–": "-", "−": "-", "×": "x", "µ": "u", "“": '"', "”": '"', "‘": "'", "’": "'",
    "▔": "-", "▌": "|", "▐": "|", "▎": "|", "▊": "|", "▏": "|", "▕": "|",  # the edges of Textual's boxes
    "🔎": "> ",
}  # fmt: skip
"""What stands for what; where two share a character, they never stand in one place."""

BOXES = {"-": "─╌┄┈", "=": "━╍┅┉═", "|": "│┃╎┆┊║", "#": "┏┓┗┛", "+": "┌┐└┘├┤┬┴┼╭╮╰╯╔╗╚╝"}
"""Lines and corners, the heavy ones heavier."""

PICTURES_OF_CONTROLS = range(0x2400, 0x2422)
"""How `text.visible` shows a control character: here as a hexdump does."""


class Table(dict[int, str]):
    """For `str.translate`: what it does not know is a question mark, or two of them if it is wide."""

    def __missing__(self, code: int) -> str:
        return "?" * get_character_cell_size(chr(code))


TABLE = Table(
    {code: chr(code) for code in range(128)}
    | dict.fromkeys(PICTURES_OF_CONTROLS, ".")
    | {ord(glyph): plain for plain, glyphs in BOXES.items() for glyph in glyphs}
    | {ord(glyph): plain for glyph, plain in GLYPHS.items()}
)


class Ascii(LineFilter):
    """For terminals and fonts without the other characters."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual's own
        """The same line in ASCII, each cell in its place."""
        return [
            each if each.text.isascii() else Segment(each.text.translate(TABLE), each.style, each.control)
            for each in segments
        ]
