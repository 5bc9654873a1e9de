"""The excerpts of two sources as rows, beside each other or below each other. Pure, and any width will do."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, zip_longest

from connscope.tui.excerpts import Excerpt, Line, Source
from connscope.tui.spots import Place, Spot, spot_lines

Row = tuple[Line | None, Line | None]

TIGHT = -1
"""Fewer than no lines around a change: not even a mark for what is left out, where that can be done."""


def beside(sources: tuple[Source, Source], places: Sequence[Place], near: int) -> list[Row]:
    """Rows in which heads stand beside heads and changes beside changes; an empty row between pairs of functions."""
    rows: list[Row] = []
    for left, right in excerpts(sources, places, near):
        rows += [(None, None)] if rows else []
        before_a_change = range(1, 2 * len(left.changes), 2)
        for number, (one, other) in enumerate(zip(left.runs(), right.runs(), strict=True)):
            rows += on_one_floor(one, other) if number in before_a_change else zip_longest(one, other)
    return with_excuses(rows, places)


def with_excuses(rows: list[Row], places: Sequence[Place]) -> list[Row]:
    """The same; a side on which nothing is to be seen says so in the first row."""
    empty = [not any(row[side] for row in rows) for side in (0, 1)]
    left = excuse(place.tutorial for place in places) if empty[0] else rows[0][0]
    right = excuse(place.echo for place in places) if empty[1] else rows[0][1]
    return [(left, right), *rows[1:]]


def excuse(spots: Iterable[Spot | None]) -> Line:
    """Why nothing is to be seen."""
    words = "not found: this file is not as it was" if any(spots) else "nothing of the kind"
    return Line(0, "gap", [(words, "dim")])


def excerpts(sources: tuple[Source, Source], places: Iterable[Place], near: int) -> Iterator[tuple[Excerpt, Excerpt]]:
    """Both sides of each pair of functions, in the order of the places."""
    for left, right in blocks(places):
        yield Excerpt(sources[0], left, max(near, 0)), Excerpt(sources[1], right, max(near, 0))


def blocks(places: Iterable[Place]) -> list[tuple[list[Spot | None], list[Spot | None]]]:
    """The spots of either side, as long as neither goes on to another function."""
    found: list[tuple[list[Spot | None], list[Spot | None]]] = []
    for place in places:
        if not found or any(goes_on(spots, spot) for spots, spot in zip(found[-1], place, strict=True)):
            found.append(([], []))
        for spots, spot in zip(found[-1], place, strict=True):
            spots.append(spot)
    return found


def goes_on(spots: list[Spot | None], spot: Spot | None) -> bool:
    """Whether that spot is in another function than those before it."""
    return spot is not None and any(other.function != spot.function for other in spots if other)


def on_one_floor(one: list[Line], other: list[Line]) -> list[Row]:
    """Beside each other so that both end in the last row."""
    return list(zip_longest(one[::-1], other[::-1]))[::-1]


def column(source: Source, spots: Sequence[Spot | None], near: int) -> list[Line | None]:
    """One side alone, in the order of the file: each function once and, unless tight, an empty line between two."""
    found = sorted((spot_lines(spot, source.texts).start, spot) for spot in spots if spot)
    lines: list[Line | None] = []
    for _, group in groupby((spot for _, spot in found), lambda spot: spot.function):
        lines += [None] if lines else []
        for run in Excerpt(source, list(group), max(near, 0)).runs():
            lines += run
    if near == TIGHT:
        lines = [line for line in lines if line and line.number]
    return lines if any(lines) else [excuse(spots)]
