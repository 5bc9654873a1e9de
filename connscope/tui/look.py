"""What things look like by what they mean. A cell says `warn`, never a colour: a theme decides what that looks like."""

from collections.abc import Iterable
from itertools import accumulate

from connscope.text import cells

Part = tuple[str, str]
"""A piece of a line: its text, already visible, and its role."""


def width_of(parts: list[Part]) -> int:
    """Cells that they take, side by side."""
    return sum(cells(text) for text, _ in parts)


def place_at(x: int, widths: Iterable[int]) -> int:
    """Which of the pieces that stand side by side is at that cell; -1 beyond them all."""
    ends = accumulate(widths)
    return next((number for number, end in enumerate(ends) if x < end), -1)


MARKED = "◆"
"""Before a row that is marked."""

ROLES = {
    "text": ("foreground", False),
    "dim": ("dim", False),
    "faint": ("faint", False),
    "strong": ("foreground", True),
    "accent": ("accent", False),
    "good": ("success", False),
    "warn": ("warning", False),
    "bad": ("error", False),
    "key": ("accent", True),
    "mark": ("warning", True),
}
"""The theme's colour for each role, and whether it is bold.

`text` is read, `dim` looked up; `faint` is for lines and empty places, `mark` for what stands out.
"""

PAUSED = "◫"
"""Where reading was stopped by hand."""

STATES = {
    "listening": ("◌", "dim"),
    "connecting": ("◍", "accent"),
    "active": ("●", "good"),
    "idle": ("○", "dim"),
    "send full": ("▲", "warn"),
    "peer done": ("◐", "text"),
    "paused": (PAUSED, "warn"),
    "reset": ("✕", "bad"),
    "closed": ("·", "dim"),
    "lost": ("▽", "bad"),
    "opened": ("◦", "dim"),
}
"""Glyph and role of each state that a connection can be shown in. No two share a glyph: colour alone says nothing."""
