"""Lines of a source by name: how they begin, and in which function; looked up in the source as it is.

Pure: it must not know which sources there are, nor what is said about the lines.
"""

from collections.abc import Sequence
from typing import NamedTuple


class Spot(NamedTuple):
    """Successive lines of one function, named by how the first and the last of them begin."""

    function: str
    """Empty for what stands outside all of them."""
    first: str
    last: str = ""
    """The first, if empty."""


class Place(NamedTuple):
    """What stands beside each other: a spot in both files, or in one of them only."""

    tutorial: Spot | None
    echo: Spot | None


def function_lines(name: str, texts: Sequence[str]) -> range:
    """Where that function stands, from 0: everywhere if it has no name, nowhere unless there is exactly one."""
    if not name:
        return range(len(texts))
    starts = [number for number, text in enumerate(texts) if text.lstrip().startswith(f"def {name}(")]
    if len(starts) != 1:
        return range(0)
    depth = indentation(texts[starts[0]])
    body = range(starts[0] + 1, len(texts))
    ends = (n for n in body if indentation(texts[n]) <= depth and texts[n].strip() and texts[n].strip()[0] != ")")
    stop = next(ends, len(texts))
    while not texts[stop - 1].strip():
        stop -= 1
    return range(starts[0], stop)


def spot_lines(spot: Spot | None, texts: Sequence[str]) -> range:
    """Where a spot stands, from 0; none unless both its ends are there exactly once: a source may be edited."""
    if spot is None:
        return range(0)
    ends = [
        [n for n in function_lines(spot.function, texts) if texts[n].strip().startswith(words)]
        for words in (spot.first, spot.last or spot.first)
    ]
    return range(ends[0][0], ends[1][0] + 1) if [len(found) for found in ends] == [1, 1] else range(0)


def indentation(text: str) -> int:
    """Spaces before the first word."""
    return len(text) - len(text.lstrip())
