"""Columns of pages whose last column takes what room is left. Pure."""

from collections.abc import Mapping, Sequence

from connscope.text import fit
from connscope.tui.look import Part
from connscope.tui.row_columns import Column, clear_of_bar, size_of


def laid_out(columns: Sequence[Column], yielding: Sequence[Column], width: int) -> list[Column]:
    """Those that fit, in order; the last one as wide as there is room."""
    width = clear_of_bar(width)
    kept, going = list(columns), list(yielding)
    while going and size_of(kept) > width:
        kept.remove(going.pop(0))
    *others, last = kept
    return [*others, last._replace(width=max(1, width - size_of(kept) + last.width))]


def titled(columns: Sequence[Column]) -> list[Part]:
    """What stands above them."""
    return filled(columns, {column.key: (column.title, "dim") for column in columns})


def filled(columns: Sequence[Column], cells: Mapping[str, Part]) -> list[Part]:
    """One line of them."""
    parts: list[Part] = []
    for column in columns:
        text, role = cells[column.key]
        parts += [(fit(text, column.width, align="right" if column.right else "left"), role)]
        parts += [(" " * column.gap, "text")]
    return parts[:-1]
