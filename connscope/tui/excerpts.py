"""A source cut down to what one difference changes in it, and what stands near that.

Pure: coloured lines and spots in, lines out. It must not know what stands beside them, nor any width.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from connscope.tui.look import Part
from connscope.tui.spots import Spot, function_lines, indentation, spot_lines

Kind = Literal["changed", "head", "near", "gap"]


class Line(NamedTuple):
    """One line of a source, or words in place of lines."""

    number: int
    """As an editor counts; 0 where it is none of the source's."""
    kind: Kind
    """`head` is the line that begins a function, `near` what stands around a change, `gap` what is no line."""
    parts: list[Part]
    """Without the indentation of the function."""


class Source:
    """One file."""

    def __init__(self, lines: list[list[Part]]) -> None:
        self.lines = lines
        self.texts = ["".join(text for text, _ in parts) for parts in lines]


class Excerpt:
    """What is shown of one function, or of the lines outside all functions: changes, and what is near them."""

    def __init__(self, source: Source, spots: Sequence[Spot | None], near: int) -> None:
        self.source = source
        self.changes = [spot_lines(spot, source.texts) for spot in spots]
        self.changed = {number for change in self.changes for number in change}
        name = next((spot.function for spot in spots if spot), "")
        self.within = function_lines(name, source.texts) if self.changed else range(0)
        self.head = self.within[:1] if name else range(0)
        self.depth = indentation(source.texts[self.head.start]) if self.head else 0
        self.shown = self.choose(near)
        self.first, self.last = min(self.shown, default=0), max(self.shown, default=0)

    def choose(self, near: int) -> set[int]:
        """The head, the changes and so many lines around them; and no gap of a single line."""
        around = {number for n in self.changed for number in range(n - near, n + near + 1)}
        chosen = around.intersection(self.within).union(self.head)
        return chosen.union(n for n in self.within if {n - 1, n + 1} <= chosen)

    def run(self, numbers: range) -> list[Line]:
        """These lines, as far as they are shown, with a mark for those between them that are not."""
        lines: list[Line] = []
        for number in numbers:
            if number in self.shown:
                lines.append(self.line(number))
            elif self.first < number < self.last and (not lines or lines[-1].number):
                lines.append(Line(0, "gap", [("…", "dim")]))
        return lines

    def line(self, number: int) -> Line:
        """The line of that number, from 0."""
        kind: Kind = "changed" if number in self.changed else "head" if number in self.head else "near"
        return Line(number + 1, kind, without(self.depth, self.source.lines[number]))

    def runs(self) -> list[list[Line]]:
        """The head; then for each change what stands before it, and itself; after the last what follows it."""
        runs = [self.run(self.head)]
        at = self.within.start + len(self.head)
        for change in self.changes:
            runs += [self.run(range(at, change.start)), self.run(change)]
            at = max(at, change.stop)
        runs[-1] += self.run(range(at, self.within.stop))
        return runs


def without(depth: int, parts: list[Part]) -> list[Part]:
    """A line without so many of the spaces that it begins with."""
    if not parts or not depth:
        return parts
    (text, role), *rest = parts
    return [(text[depth:], role), *rest] if len(text) > depth else without(depth - len(text), rest)
