"""What the screen wishes of the gate, as it stands in the ring file, and how that is read while it may change.

A wish says all that holds, as JSON: the gate's `mode`; `said`, how often a mode was wished so far; `gone`, how often
whoever is held was to go on; `pause`, how long each stop lasts while it is paced; `points`, the breakpoints, each with
its kind, number and what it is about; and `look`, which connection somebody wants to be looked at, after a number that
grows. Whoever wishes writes it down, then its number, then sets all flags of the gate: the next thread that comes there
reads it, and clears the flags that it does not ask for. In the run directory the file `wish` says in the same words
what holds for a process that begins.
"""

from __future__ import annotations

import os

from . import layout as l
from .notation import read
from .typed import Any, Dict, Optional

Wish = Dict[str, Any]

FIRST_WISH = "wish"


class Wished:
    """The wishes in one mapped file, each read once."""

    def __init__(self, memory: Any) -> None:
        self.memory = memory
        self.number = 0
        """Of the wish that was read last."""

    def is_new(self) -> bool:
        """Whether there is one that was not read."""
        return self.latest() != self.number

    def latest(self) -> int:
        """The number of the one that holds."""
        return int.from_bytes(self.memory[l.WISH_AT : l.WISH_AT + 4], "little")

    def read(self) -> Optional[Wish]:
        """The one that holds, if it is new. Another one may follow at any moment."""
        while self.is_new():
            number = self.latest()
            where = l.WISHES_AT + (number & 1) * l.WISH_SIZE
            (size,) = l.WISH.unpack_from(self.memory, where)
            text = bytes(self.memory[where + l.WISH.size : where + l.WISH.size + min(size, l.WISH_SIZE)])
            if self.latest() == number:
                self.number = number
                return wish_in(text)
        return None


def first_wish(folder: str) -> Optional[Wish]:
    """What holds for a process that begins."""
    try:
        with open(os.path.join(folder, FIRST_WISH), "rb") as file:
            return wish_in(file.read())
    except OSError:
        return None


def wish_in(text: bytes) -> Optional[Wish]:
    """A wish; None if it is none."""
    try:
        found = read(text)
    except ValueError:
        return None
    return found if type(found) is dict else None
