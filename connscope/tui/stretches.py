"""Where a very long source can stop: it is parsed only around the line that is asked about.

Pure. To parse fifty thousand lines takes seconds, in which nothing else would happen.
"""

import re
from collections.abc import Sequence

from connscope.tui.stops import Stops

BEGINS = re.compile(r"(?:async |class |def |@|import |from |if |for |while |with |try:|[A-Za-z_][\w.]* *[=(])")
"""How a statement begins that stands in nothing else; what goes on from the line before hardly looks so."""
MOST = 3_000
"""Lines of one stretch."""


class Stretches:
    """As `Stops`, of which it has one for each stretch that was asked about."""

    problem = ""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.known: dict[int, Stops] = {}
        """By the first line of the stretch, from 0."""

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
        first = next((n for n in range(at, max(-1, at - MOST), -1) if self.begins(n)), max(0, at - MOST))
        if first not in self.known:
            last = next((n for n in range(at + 1, min(len(self.texts), at + MOST)) if self.begins(n)), at + MOST)
            # The lines before it are left empty, so that all are numbered as they are.
            self.known[first] = Stops([""] * first + list(self.texts[first:last]))
        return self.known[first]

    def begins(self, number: int) -> bool:
        """Whether a statement begins at that line, and is not the one that a decorator above it has begun."""
        above = self.texts[number - 1] if number else ""
        return bool(BEGINS.match(self.texts[number])) and not above.startswith("@")
