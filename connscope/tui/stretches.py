"""Where a very long source can stop: it is parsed only around the line that is asked about.

Pure. To parse fifty thousand lines takes seconds, in which nothing else would happen.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import product

from connscope.tui.stops import Stops

BEGINS = r"(?:async |class |def |@|import |from |if |for |while |with |try:|[A-Za-z_][\w.]* *[=(])"
"""How a statement begins that stands in nothing else; what goes on from the line before hardly looks so."""
MOST = 3_000
"""Lines of one stretch, in each direction."""
TRIES = 5
"""So many beginnings are looked at in each direction."""


class Stretches:
    """As `Stops`, of which it has one for each stretch that was asked about."""

    problem = ""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.known: list[tuple[range, Stops]] = []
        """Each with the lines for which it speaks, from 0."""

    def at(self, line: int) -> str:
        """The method before which this line stops; empty if it cannot."""
        return self.around(line).at(line)

    def nearest(self, line: int) -> int:
        """The line itself if it can stop, else the next one that can in the same function; 0 if there is none."""
        return self.around(line).nearest(line)

    def why_not(self, line: int) -> str:
        """A sentence for a line that cannot stop; empty for one that can."""
        return self.around(line).why_not(line)

    def function(self, line: int) -> tuple[str, int]:
        """Name and first line of the innermost function around it; empty and 0 outside of all."""
        return self.around(line).function(line)

    def around(self, line: int) -> Stops:
        """The stops of the statement in which it is."""
        at = max(0, min(line, len(self.texts)) - 1)
        known = next((stops for lines, stops in self.known if at in lines), None)
        if known is not None:
            return known
        for lines in self.wider_and_wider(at):
            # The lines before it are left empty, so that all are numbered as they are.
            stops = Stops([""] * lines.start + list(self.texts[lines.start : lines.stop]))
            if not stops.problem:
                break
        self.known.append((lines, stops))
        return stops

    def wider_and_wider(self, at: int) -> Iterator[range]:
        """What may be a whole statement around a line: where one seems to begin there may be a string that says so."""
        near = range(max(0, at - MOST), min(len(self.texts), at + MOST))
        begins = [number for number in near if self.begins(number)]
        before = [near.start, *(number for number in begins if number <= at)]
        after = [*(number for number in begins if number > at), near.stop]
        for more in sorted(product(range(TRIES), repeat=2), key=sum):
            yield range(before[max(0, len(before) - 1 - more[0])], after[min(len(after) - 1, more[1])])

    def begins(self, number: int) -> bool:
        """Whether a statement begins at that line, and is not the one that a decorator above it has begun."""
        above = self.texts[number - 1] if number else ""
        return bool(re.match(BEGINS, self.texts[number])) and not above.startswith("@")
