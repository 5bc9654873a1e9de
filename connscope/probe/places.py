"""Places in the source as numbers: cheap to write down, and turned into file and line by whoever reads.

Asking a frame for its line number costs more than the rest of a record's place in the source, so the probe writes
the code object's number and the offset of the instruction in it.
"""

from __future__ import annotations

import selectors
import socket
from itertools import count
from os.path import dirname, join
from sys import _getframe

from .typed import Any, Dict, Iterator, Tuple

OFFSET_BITS = 24

HERE = join(dirname((lambda: None).__code__.co_filename), "")

OURS = "<connscope>"
"""The file that a wrapper is from which is set in place: of such a file a traceback can show no line."""

LIBRARY = (socket.socket.close.__code__.co_filename, selectors.BaseSelector.register.__code__.co_filename)
"""Their `__exit__`, `dup` and `SocketIO` call what we wrap: the program's line is the one that called them."""


def seen_through(code: Any) -> bool:
    """Whether it is ours or the library's: then the place is where it was called from."""
    name = code.co_filename
    return name in LIBRARY or name == OURS or name.startswith(HERE)


def lines_of(code: Any) -> Iterator[Tuple[int, int]]:
    """Where in its instructions each line begins, as `dis` says it too, whose import takes longer than all of us."""
    if hasattr(code, "co_lines"):
        yield from ((start, line) for start, _, line in code.co_lines() if line is not None)
        return
    offset, line = 0, code.co_firstlineno  # Python 3.9
    yield offset, line
    table = code.co_lnotab
    for at in range(0, len(table), 2):
        offset, change = offset + table[at], table[at + 1]
        line += change if change < 128 else change - 256
        yield offset, line


def line_in(code: Any, offset: int) -> Tuple[str, int]:
    """File and line of an instruction."""
    before = [line for start, line in lines_of(code) if start <= offset]
    return code.co_filename, before[-1] if before else code.co_firstlineno


class Places:
    """The code objects that have called us, each kept so that its identity stays its own."""

    def __init__(self) -> None:
        self.codes: Dict[int, Any] = {}
        self.numbers: Dict[int, int] = {}
        """By the identity of a code object; 0 for one that is seen through."""
        self.fresh = count(1)
        self.known: Dict[int, Tuple[str, int]] = {}

    def here(self, frame: Any = None) -> int:
        """Where the program is, asked by one of us, or a frame: the innermost that is its own. 0 if there is none."""
        numbers = self.numbers
        frame = frame or _getframe(2)
        while frame is not None:
            number = numbers.get(id(frame.f_code))
            if number is None:
                number = self.number(frame.f_code)
            if number:
                offset: int = frame.f_lasti
                return number << OFFSET_BITS | offset
            frame = frame.f_back
        return 0

    def part(self, code: Any) -> int:
        """What a code object contributes to its places; 0 for one that is seen through."""
        return self.number(code) << OFFSET_BITS

    def number(self, code: Any) -> int:
        """The number of a code object."""
        number = self.numbers.get(id(code))
        if number is None:
            number = 0 if seen_through(code) else next(self.fresh)
            self.codes[number or -id(code)] = code
            self.numbers[id(code)] = number
        return number

    def line(self, place: int) -> Tuple[str, int]:
        """File and line of a place; read from any thread."""
        if not place:
            return "", 0
        if place not in self.known:
            self.known[place] = line_in(self.codes[place >> OFFSET_BITS], place & (1 << OFFSET_BITS) - 1)
        return self.known[place]
