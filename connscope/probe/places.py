"""Places in the source as numbers: cheap to write down while the program runs, turned into file and line by whoever reads.

Asking a frame for its line number costs more than the rest of a record's place in the source, so the probe
writes the code object's number and the offset of the instruction in it.
"""

from __future__ import annotations

from dis import findlinestarts
from itertools import count
from typing import Any, Dict, Tuple

OFFSET_BITS = 24


class Places:
    """The code objects that have called us, each kept so that its identity stays its own."""

    def __init__(self) -> None:
        self.numbers: Dict[int, int] = {}
        self.fresh = count()
        self.codes: Dict[int, Any] = {}
        self.known: Dict[int, Tuple[str, int]] = {}

    def of(self, frame: Any) -> int:
        """The place where this frame is now."""
        code = frame.f_code
        number = self.numbers.get(id(code))
        if number is None:
            number = self.number(code)
        offset: int = frame.f_lasti
        return number << OFFSET_BITS | offset

    def number(self, code: Any) -> int:
        """A number for code that calls us for the first time."""
        number = next(self.fresh)
        self.codes[number] = code
        self.numbers[id(code)] = number
        return number

    def line(self, place: int) -> Tuple[str, int]:
        """File and line of a place; read from any thread."""
        if place not in self.known:
            code, offset = self.codes[place >> OFFSET_BITS], place & (1 << OFFSET_BITS) - 1
            starts = [line for start, line in findlinestarts(code) if start <= offset and line is not None]
            self.known[place] = (code.co_filename, starts[-1] if starts else code.co_firstlineno)
        return self.known[place]
