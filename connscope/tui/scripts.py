"""A source as the code pane has it: read as Python reads it, coloured where it is seen, and where it can stop.

Somebody's own file may be of any encoding and any length, may be no file at all, and may change while it runs.
"""

import errno
import os
import re
import stat
import tokenize
from functools import lru_cache
from pathlib import Path

from connscope.tui.look import Part
from connscope.tui.stops import Stops
from connscope.tui.stretches import Stretches

MOST_BYTES = 16 << 20
"""More than that is no source that somebody has written."""
AT_ONCE = 1_500
"""Lines that are coloured in one go: longer files are, where they are seen, by `BLOCK`."""
BLOCK = 300
FAR = 300
"""So many lines before a block something is looked for that begins there anew, and is in no string."""
ANEW = r"(?:async |class |def |@|import |from )"
PARSED = 3_000
"""Lines of which all stops are found in one go."""


class Script:
    """One text. Lines are numbered from 0 here."""

    def __init__(self, text: str, saved_at: int = 0) -> None:
        self.saved_at = saved_at
        """When the file was last saved, in nanoseconds as the system counts; 0: it is in no file."""
        self.texts = text.split("\n")
        if len(self.texts) > 1 and not self.texts[-1]:
            del self.texts[-1]
        self.stops = (Stops if len(self.texts) <= PARSED else Stretches)(self.texts)
        self.coloured: dict[int, list[list[Part]]] = {}
        """By the first line of each block."""

    def line(self, number: int) -> list[Part]:
        """One line as parts."""
        size = BLOCK if len(self.texts) > AT_ONCE else AT_ONCE
        first = number - number % size
        if first not in self.coloured:
            self.coloured[first] = self.block(first, size)
        return self.coloured[first][number - first]

    def block(self, first: int, size: int) -> list[list[Part]]:
        """So many lines; coloured from one on that begins something."""
        from connscope.tui.colouring import coloured_text  # nobody waits for it at the start

        begin = next((n for n in range(first, max(-1, first - FAR), -1) if re.match(ANEW, self.texts[n])), first)
        wanted = self.texts[begin : first + size]
        lines = coloured_text("\n".join(wanted).expandtabs())
        lines += [[] for _ in range(len(wanted) - len(lines))]
        return lines[first - begin :]

    def line_of(self, words: str) -> int:
        """The first line with these words, or the first of all."""
        return next((number for number, text in enumerate(self.texts) if words in text), 0)


def read(path: Path) -> Script:
    """The file as it is now. Raises OSError where there is none, or none that is a source."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "it is no file")
    if found.st_size > MOST_BYTES:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return read_as_of(path, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=32)
def read_as_of(path: Path, saved_at: int, _size: int) -> Script:
    """The same, once for each time that it was saved."""
    return Script(path.read_text(encoding_of(path), "replace"), saved_at)


def saved_at(path: Path) -> int:
    """When it was saved last; 0 where it is gone."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def encoding_of(path: Path) -> str:
    """That which it names itself, or the usual one."""
    with path.open("rb") as file:
        try:
            return tokenize.detect_encoding(file.readline)[0]
        except SyntaxError:
            return "utf-8"
