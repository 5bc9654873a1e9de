"""The one gate between outside bytes and a human.

What came from a peer, a file, a program or a command line becomes text that any terminal shows and none
obeys, and that is as wide as we think. It must not know who shows it: no screen, no style, and no markup, so
that `[` passes as it is. Whoever shows it must not parse markup in it.
"""

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate
from typing import Literal

_UNSHOWABLE = "\ufffd"
VALUE_CELLS = 80
"""No more of a value than this is repeated in a sentence."""

_ELLIPSIS = "…"
_SHORT = 32

# `replace` makes one U+FFFD of several bad bytes; this makes a surrogate of each, and that is not printable.
_UTF8 = ("utf-8", "surrogateescape")

# A Hebrew or Arabic letter, or an Arabic digit, makes a terminal that knows bidi turn the whole line
# around it, our own columns included.
_RIGHT_TO_LEFT = {"R", "AL", "AN"}

# Printable by Unicode's own account, and still not the same on every terminal. Compared were the width tables
# of Unicode 12.1 to 17, those of glibc and tmux, and what wcwidth's project measured on 23 terminals.
_DISPUTED = (
    "["
    # letters that lean on a neighbour and may share its cell
    "\u0d4e\u0e33\u0eb3\ua8fa\uff9e\uff9f"
    # Hangul jamo, regional indicators, skin tones: several become one
    "\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff"
    # a blank that is no space, and fillers: they look like nothing
    "\u2800\u3164\uffa0"
    # far wider in every font than the cell they get
    "\u17a4\u17d8\u2e3a\u2e3b\ufdfd"
    # narrow in older tables, wide in newer ones
    "\u2630-\u2637\u268a-\u268f\u3248-\u324f\u4dc0-\u4dff\U0001d300-\U0001d37f"
    # text to one terminal, an emoji to another
    "\u261d\u26f9\u270c\u270d\u3030\u303d\u3297\u3299"
    "\U0001f202\U0001f237\U0001f3cb\U0001f3cc\U0001f574\U0001f575\U0001f590"
    # too young: signs and emoji since Unicode 12.1, late ideographs
    "\u2ffc-\u2fff\u31bb-\u31bf\u31e4-\u31ef\U0001f6d6-\U0001f6df\U0001f6fb-\U0001f6ff"
    "\U0001f774-\U0001f77f\U0001f7d9-\U0001f7df\U0001f7f0-\U0001f7ff\U0001f90c\U0001f93b\U0001f946"
    "\U0001f972\U0001f977-\U0001f979\U0001f9a3\U0001f9a4\U0001f9ab-\U0001f9ad\U0001f9cb\U0001f9cc"
    "\U0001fa70-\U0001ffff\U0002a6de-\U0002a6ff\U0002b735-\U0002b73f\U0002ebe1-\U0002f7ff"
    "\U00030000-\U0010ffff"
    # ancient scripts and musical notation: in no font of a terminal, with rules of their own
    "\U00010000-\U0001d2ff\U0001d800-\U0001efff"
    "]"
)

_ONE_CELL_PER_BYTE = bytes(byte if 0x20 <= byte < 0x7F else ord("·") for byte in range(256))


def visible(raw: bytes | bytearray | str, limit: int | None = None) -> str:
    """Outside bytes or text as one line of inert characters, one or two cells each; clean ASCII unchanged.

    C0 and DEL become their pictures (␀ ␛ ␡; newline ␊, tab ␉). What is invisible, merges, reorders, or is not
    equally wide on all terminals becomes U+FFFD, one for one: an undecodable byte or lone surrogate, C1,
    every space but the ASCII one, a combining mark (so an accent typed apart is shown apart), zero-width and
    other format characters, a right-to-left letter, private and unassigned code points. What is assigned is
    the running Python's opinion: a younger one may show a few characters more.

    `limit` counts terminal cells, not characters: a longer text is cut and ends in "…" within the limit.
    Of what lies beyond it nothing is even decoded.
    """
    if limit is not None:
        return _cut(visible(_beginning(raw, limit + 1)), limit)
    text = raw if isinstance(raw, str) else raw.decode(*_UTF8)
    return text if text.isascii() and text.isprintable() else "".join(map(_shown, text))


def cells(text: str) -> int:
    """Terminal cells of a visible text. Ambiguous characters count one, as they do in our own frames."""
    if text.isascii():
        return len(text)
    return _short_cells(text) if len(text) <= _SHORT else sum(map(_width, text))


def fit(text: str, width: int, *, align: Literal["left", "right"] = "left") -> str:
    """A visible text in exactly that many cells: padded with spaces, or cut with "…"."""
    if text.isascii() and len(text) <= width:  # as most cells are, some hundred in each frame
        return text.ljust(width) if align == "left" else text.rjust(width)
    text = _cut(text, width)
    padding = " " * (width - cells(text))
    return text + padding if align == "left" else padding + text


def hex_rows(raw: bytes | bytearray, width: int = 8, start: int = 0) -> list[tuple[str, str, str]]:
    """Rows of (offset, hex, text), `width` bytes each; a short last row is not padded.

    `start` is the offset of the first byte. Hex comes in groups of eight with two spaces between; in the text
    each byte is one cell, so that it stands below its neighbour: printable ASCII itself, all else "·".
    """
    digits = max(4, len(f"{start + len(raw):x}"))
    rows = ((at, raw[at : at + width]) for at in range(0, len(raw), width))
    return [(f"{start + at:0{digits}x}", _hex(row), _byte_cells(row)) for at, row in rows]


def _beginning(raw: bytes | bytearray | str, characters: int) -> str:
    """So many characters, and no more decoded than they can take: a UTF-8 sequence has at most four bytes."""
    return raw[:characters] if isinstance(raw, str) else raw[: 4 * characters].decode(*_UTF8)[:characters]


# Bounded, because a peer could fill it with a million characters; not a table, because building one takes
# half a second.
@lru_cache(maxsize=4096)
def _shown(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    return char if _is_inert(char) else _UNSHOWABLE


def _is_inert(char: str) -> bool:
    # str.isprintable() is false for control, format, surrogate, private, unassigned, and all spaces but " ".
    return (
        char.isprintable()
        and not unicodedata.category(char).startswith("M")
        and unicodedata.bidirectional(char) not in _RIGHT_TO_LEFT
        and not re.match(_DISPUTED, char)
    )


def shown(value: str) -> str:
    """A value from outside, as a sentence repeats it."""
    return f"'{visible(value, VALUE_CELLS)}'"


def end_of(text: str, width: int) -> str:
    """What fits of a text whose end tells more than its beginning, such as an address or a path."""
    kept = text
    while cells(kept) > width - (kept != text):
        kept = kept[1:]
    return text if kept == text else _ELLIPSIS + kept


@lru_cache(maxsize=4096)
def _width(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


# A state with its glyph, a bar: the same few are drawn again and again.
@lru_cache(maxsize=4096)
def _short_cells(text: str) -> int:
    return sum(map(_width, text))


def _cut(text: str, width: int) -> str:
    if cells(text) <= width:
        return text
    return _start(text, width - 1) + _ELLIPSIS if width > 0 else ""


def _start(text: str, width: int) -> str:
    """As many whole characters as `width` cells hold."""
    if text.isascii():
        return text[:width]
    ends = list(accumulate(map(_width, text[:width])))
    return text[: bisect_right(ends, width)]


def _hex(row: bytes | bytearray) -> str:
    return "  ".join(row[at : at + 8].hex(" ") for at in range(0, len(row), 8))


def _byte_cells(row: bytes | bytearray) -> str:
    return row.translate(_ONE_CELL_PER_BYTE).decode("latin-1")
