"""Lines of source that are longer than the room for them: cut short, or gone on with in the next row. Pure."""

from connscope.text import cells, fit
from connscope.tui.look import Part, width_of
from connscope.tui.spots import indentation

HANG = 4
"""Columns by which what goes on in the next row stands further in."""


def cropped(parts: list[Part], width: int) -> list[Part]:
    """Exactly so wide: padded, or cut with "…"."""
    if width_of(parts) <= width:
        return padded(parts, width)
    kept: list[Part] = []
    for text, role in parts:
        room = width - 1 - width_of(kept)
        if cells(text) > room:
            return padded([*kept, (fit(text + " ", room + 1), role)], width)
        kept.append((text, role))
    return kept


def padded(parts: list[Part], width: int) -> list[Part]:
    """At least so wide."""
    return [*parts, (" " * max(0, width - width_of(parts)), "text")]


def wrapped(parts: list[Part], width: int) -> list[list[Part]]:
    """As many rows as it takes, none wider than that, broken before a comment or at a blank where there is one."""
    text = "".join(text for text, _ in parts)
    hang = min(indentation(text) + HANG, width // 2)
    rows: list[list[Part]] = []
    start, inset = 0, 0
    while len(text) - start > max(1, width - inset):
        stop = break_at(text, start, start + max(1, width - inset))
        rows.append([(" " * inset, "text"), *between(start, stop, parts)])
        start, inset = len(text) - len(text[stop:].lstrip()), hang
    return [*rows, [(" " * inset, "text"), *between(start, len(text), parts)]]


def break_at(text: str, start: int, limit: int) -> int:
    """Where to break: the next row begins there."""
    word = len(text) - len(text[start:].lstrip())
    comment = text.find("  #", word, limit)
    blank = comment if comment > word else text.rfind(" ", word, limit + 1)
    return blank if blank > word else limit


def between(start: int, stop: int, parts: list[Part]) -> list[Part]:
    """The parts of a line from one character to before another."""
    found: list[Part] = []
    for text, role in parts:
        piece = text[max(0, start) : max(0, stop)]
        if piece:
            found.append((piece, role))
        start, stop = start - len(text), stop - len(text)
    return found
