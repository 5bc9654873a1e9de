"""The picture that a terminal has of what was written: pyte's, with shorter ways for what most of a screen is made of.

Colours are passed over, which are half of all bytes and for which no test asks an emulator. Modes such as reverse stay
where no colour comes with them.
"""

import re
from functools import cache

import pyte
from pyte import modes
from pyte.charsets import LAT1_MAP
from pyte.screens import Char

COLOURS = re.compile(rb"\x1b\[[0-9;]*[34]8;2;[0-9;]*m")
SINGLE = re.compile(r"[ -~·…─-▟]*")
"""Characters that take one cell: ASCII, lines and bars."""


class Cells(dict[str, Char]):
    """Cells of one style, each made once."""

    def __init__(self, style: Char) -> None:
        super().__init__()
        self.style = style

    def __missing__(self, character: str) -> Char:
        cell = self[character] = self.style._replace(data=character)
        return cell


cells = cache(Cells)


class Picture(pyte.Screen):
    """What is shown."""

    def draw(self, data: str) -> None:
        """Put text where the cursor is."""
        start, end = self.cursor.x, self.cursor.x + len(data)
        usual = self.g0_charset is LAT1_MAP and not self.charset and modes.IRM not in self.mode
        if usual and end <= self.columns and SINGLE.fullmatch(data):
            styled = cells(self.cursor.attrs)
            self.buffer[self.cursor.y].update(zip(range(start, end), [styled[each] for each in data], strict=True))
            self.cursor.x = end
            self.dirty.add(self.cursor.y)
        else:
            super().draw(data)


class Emulated(pyte.ByteStream):
    """What is written."""

    def feed(self, data: bytes) -> None:
        """Take in what came; an escape sequence in two pieces too."""
        super().feed(COLOURS.sub(b"", data))
