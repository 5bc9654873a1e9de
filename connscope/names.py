"""Names as a person meets them: which one was meant by a word that is none, and all of them read out.

Nothing here knows what the names are for.
"""

from collections.abc import Iterable

LONGEST_WORD = 80
"""Characters of a word that are compared; no name of ours is as long."""


def likeliest(word: str, names: Iterable[str], *, likeness: float = 0.6) -> str:
    """The name that is most like it; empty if none is as like as that, from 0 to 1."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word[:LONGEST_WORD], list(names), n=1, cutoff=likeness)), "")


def nearest(word: str, names: Iterable[str]) -> str:
    """Which of these may have been meant, as the end of a complaint."""
    found = likeliest(word, names)
    return f": did you mean {found}?" if found else ""


def listed(names: Iterable[str], conjunction: str = "or") -> str:
    """All of them, as one reads them out: a, b or c."""
    *others, last = names
    return f"{', '.join(others)} {conjunction} {last}" if others else last
