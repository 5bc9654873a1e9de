"""What a person types to a program: which text can be typed, and what was typed before. Pure."""

import unicodedata

from connscope.text import visible

LONGEST = 4_000
"""Characters in one line,"""
MOST_BYTES = 4_095
"""and bytes, its end included: a terminal keeps no more of a line that a program reads as a whole."""
MOST_REMEMBERED = 500

TAB = visible("\t")
"""How a tab looks in the line."""


def typeable(text: str) -> str:
    """The text as far as it is seen as what it is, with tabs by their picture; what is not seen is not typed."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(TAB if each == "\t" else each for each in composed if each == "\t" or visible(each) == each)


def as_bytes(text: str) -> bytes:
    """What goes to the program for a line or a part of one."""
    return text.replace(TAB, "\t").encode()


class History:
    """What was typed, the oldest first, and where in it somebody is."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.place = 0
        """What of it is in the line; behind all of it is what has not been typed yet."""
        self.draft = ""

    def remember(self, text: str) -> None:
        """It was typed; twice in a row it is remembered once."""
        if text and self.lines[-1:] != [text]:
            self.lines.append(text)
            del self.lines[:-MOST_REMEMBERED]
        self.place, self.draft = len(self.lines), ""

    def step(self, steps: int, text: str) -> str:
        """What was typed before that, or after it; where there is nothing, the same text."""
        to = self.place + steps
        if not 0 <= to <= len(self.lines):
            return text
        if self.place == len(self.lines):
            self.draft = text
        self.place = to
        return self.lines[to] if to < len(self.lines) else self.draft
