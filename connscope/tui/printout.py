"""What a program has written to its terminal, laid out in rows of a given width, as a terminal lays it out. Pure.

Rows are made once: of a program that writes all the time only what is new is looked at.
"""

from bisect import bisect_left
from operator import attrgetter
from typing import NamedTuple

from connscope.running.console import Console
from connscope.text import cells

CURSOR = "▁"
"""Where the next character will stand."""


class Row(NamedTuple):
    """A piece of a line."""

    number: int
    """Of the line, counted from the first that was ever written."""
    start: int
    end: int
    """Its first character, and the one behind its last."""


NUMBER = attrgetter("number")


class Printout:
    """The rows of the lines in which a text occurs, and of the one that is not at its end."""

    def __init__(self) -> None:
        self.console: Console | None = None
        self.width = 0
        self.wanted = ""
        self.rows: list[Row] = []
        self.last: list[str] = []
        """The rows of the line that the program is at."""
        self.seen = 0
        """The number of the first line that was not looked at."""
        self.lines = 0
        """How many lines have rows."""

    def take(self, console: Console, width: int, wanted: str, *, runs: bool) -> int:
        """Take in what is new; answers how many rows have gone at the top. While it runs the last has a cursor."""
        wanted, end = wanted.lower(), console.first + len(console.lines)
        if (console, width, wanted) != (self.console, self.width, self.wanted) or end < self.seen:
            self.console, self.width, self.wanted, self.rows, self.seen, self.lines = console, width, wanted, [], 0, 0
        gone = bisect_left(self.rows, console.first, key=NUMBER)
        self.lines -= sum(row.start == 0 for row in self.rows[:gone])
        del self.rows[:gone]
        self.add(console.lines[max(0, self.seen - console.first) :], max(self.seen, console.first))
        self.seen = end
        partial = console.partial
        text = (partial + CURSOR if runs else partial) if not wanted or wanted in partial.lower() else ""
        self.last = [text[start:end] for start, end in folded(text, width)] if text else []
        return gone

    def add(self, lines: list[str], first: int) -> None:
        """Make the rows of these lines."""
        rows, width, wanted = self.rows, self.width, self.wanted
        for number, line in enumerate(lines, first):
            if wanted and wanted not in line.lower():
                continue
            self.lines += 1
            if len(line) <= width and line.isascii():  # most are; a program may write thousands of them between beats
                rows.append(Row(number, 0, len(line)))
            else:
                rows += [Row(number, *piece) for piece in folded(line, width)]

    def __len__(self) -> int:
        return len(self.rows) + len(self.last)

    def __getitem__(self, place: int) -> str:
        """The text of a row."""
        if place >= len(self.rows):
            return self.last[place - len(self.rows)]
        row = self.rows[place]
        return self.line(row)[row.start : row.end]

    def line(self, row: Row) -> str:
        """All of the line of which it is a piece; empty if the console has let go of it meanwhile."""
        console = self.console
        at = row.number - console.first if console is not None else -1
        return console.lines[at] if console is not None and 0 <= at < len(console.lines) else ""

    def line_at(self, place: int) -> str:
        """The whole line of which that row is a piece."""
        if place < len(self.rows):
            return self.line(self.rows[place])
        return "".join(self.last).removesuffix(CURSOR)

    def number_at(self, place: int) -> int:
        """The number of that row's line; behind the last whole one for the line that the program is at."""
        return self.rows[place].number if 0 <= place < len(self.rows) else self.seen

    def place_of(self, number: int) -> int:
        """The first row of that line, or of the next that has any."""
        return bisect_left(self.rows, number, key=NUMBER)


def folded(text: str, width: int) -> list[tuple[int, int]]:
    """Where the rows of a line begin and end, none wider than that; an empty line is a row, too."""
    width = max(2, width)
    if text.isascii():
        return [(start, min(start + width, len(text))) for start in range(0, len(text), width)] or [(0, 0)]
    if cells(text) <= width:
        return [(0, len(text))]
    rows, start, room = [], 0, width
    for place, character in enumerate(text):
        taken = cells(character)
        if taken > room:
            rows.append((start, place))
            start, room = place, width
        room -= taken
    return [*rows, (start, len(text))]
