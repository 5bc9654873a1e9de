"""Whose a line of code is, in a program that is not ours: its own, a library's, or the loop's that runs callbacks.

A call is placed at the innermost line that is the program's own. Where there is none, or only the one by which the
loop was started, it is placed where the library makes it.
"""

from __future__ import annotations

import os
from sys import _getframe

from .layout import LINE
from .places import OFFSET_BITS, Places, line_in, lines_of, seen_through
from .typed import Any, Callable, Dict, Set, Tuple

LIBRARIES = ("site-packages", "dist-packages")
STANDARD = os.path.join(os.path.dirname(os.__file__), "")

RUNNERS = {
    (os.path.join("asyncio", "base_events.py"), "_run_once"),
    (os.path.join("asyncio", "events.py"), "_run"),
    (os.path.join("trio", "_core", "_run.py"), "unrolled_run"),
    (os.path.join("twisted", "internet", "base.py"), "mainLoop"),
}
"""What runs callbacks: whoever started it is not the one who calls."""

OWN, LIBRARY, THROUGH, RUNNER = 1, 0, -1, -2
RAN = -1
"""What stands for a runner in place of what it contributes."""

MOST_CODES = 50_000
"""Code objects that are known; a program that makes ever new ones is placed no more from then on."""


def whose(code: Any) -> int:
    """Of whom it is."""
    name = code.co_filename
    if seen_through(code):
        return THROUGH
    if name.startswith(("<frozen", "<attrs generated")):
        return LIBRARY
    if any((name.endswith(file) and code.co_name == function) for file, function in RUNNERS):
        return RUNNER
    in_library = name.startswith(STANDARD) or any(each in name for each in LIBRARIES)
    return LIBRARY if in_library else OWN


class GuestPlaces(Places):
    """The code objects that call, in the file as well: `tell(number, text)` writes one down."""

    def __init__(self, tell: Callable[[int, bytes], bool]) -> None:
        super().__init__()
        self.tell = tell
        self.kinds: Dict[int, int] = {}
        self.marks: Dict[int, int] = {}
        """What they contribute to a place: below 0 that of a library's, 0 what is seen through, `RAN` what runs."""
        self.library: Dict[int, int] = {}
        """The numbers of code objects that are a library's."""
        self.own: Set[int] = set()
        """Those that are the program's."""
        self.full = False

    def here(self, frame: Any = None) -> int:
        """Where the program is, or a frame: its own innermost line, or the library's innermost."""
        marks = self.marks
        frame = frame or _getframe(2)
        inner: int = 0
        while frame is not None:
            code = frame.f_code
            mark = marks.get(id(code))
            if mark is None:
                self.kind(code)
                mark = marks.get(id(code), 0)
            if mark > 0:
                own: int = mark + frame.f_lasti
                return own
            if mark == RAN:
                return inner or self.library[id(code)] << OFFSET_BITS | frame.f_lasti
            if mark and not inner:
                inner = frame.f_lasti - mark
            frame = frame.f_back
        return inner

    def kind_of(self, code: Any) -> int:
        """Whose it is."""
        kind = self.kinds.get(id(code))
        return self.kind(code) if kind is None else kind

    def place(self, code: Any, offset: int) -> int:
        """That of an instruction, whoever wrote it; 0 if it is seen through."""
        self.kind_of(code)
        number = self.library.get(id(code), 0)
        return number << OFFSET_BITS | offset if number else 0

    def kind(self, code: Any) -> int:
        """Whose it is; it is kept from now on, and known by a number."""
        if self.full:
            return THROUGH
        kind = whose(code)
        self.codes[id(code)] = code
        self.kinds[id(code)] = kind
        number = 0 if kind == THROUGH else next(self.fresh)
        self.numbers[id(code)] = number if kind == OWN else 0
        self.marks[id(code)] = (
            RAN if kind == RUNNER else number << OFFSET_BITS if kind == OWN else -number << OFFSET_BITS
        )
        if kind == OWN:
            self.own.add(number)
        if number:
            self.library[id(code)] = number
            self.full = not self.tell(number, written(code)) or number >= MOST_CODES
        return kind

    def line(self, place: int) -> Tuple[str, int]:
        """File and line of a place."""
        if place and place not in self.known:
            number = place >> OFFSET_BITS
            code = next((self.codes[key] for key, its in list(self.library.items()) if its == number), None)
            self.known[place] = line_in(code, place & (1 << OFFSET_BITS) - 1) if code is not None else ("", 0)
        return self.known[place] if place else ("", 0)

    def tell_all(self) -> None:
        """Write down all that are known once more: the file is another one."""
        for key, number in list(self.library.items()):  # what is collected meanwhile may call us
            self.tell(number, written(self.codes[key]))

    def number(self, code: Any) -> int:
        """The number of a code object; 0 for what is not the program's own."""
        number = self.numbers.get(id(code))
        if number is None:
            self.kind(code)
            number = self.numbers.get(id(code), 0)
        return number


def written(code: Any) -> bytes:
    """A code object as the names have it."""
    name = code.co_filename.encode("utf-8", "surrogateescape")[:1000]
    function = getattr(code, "co_qualname", code.co_name).encode("utf-8", "replace")[:200]
    return b"\0".join((name, function, b"".join(LINE.pack(start, line) for start, line in lines_of(code))))
