"""What a page of groups is about: how it finds them, and how it says them. The page itself knows no more than this."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from connscope.tui.look import Part
from connscope.tui.view import View


@dataclass(frozen=True)
class Grouping:
    """One way to put what there is into groups. A row is whatever `rows` finds."""

    name: str
    title: str
    rows: Callable[[View], list[Any]]
    """The groups of the moment that is shown, in order."""
    key_of: Callable[[Any], Hashable]
    """By what a group is the same at the next look."""
    head: Callable[[int], list[Part]]
    line: Callable[[Any, View, int], list[Part]]
    """One of them in so many cells."""
    told: Callable[[Any, View], list[list[Part]]]
    """What is said below of the one under the cursor: a glyph first, if there is one, then the words."""
    copied: Callable[[Any, View], str]
    total: Callable[[list[Any], View], str]
    empty: str
    """What is said where there is none."""
    enter: tuple[str, str]
    """What enter does: for the footer, and for help."""
    words: Mapping[str, str]
    """What the columns and marks mean."""
