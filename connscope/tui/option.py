"""One thing to choose in a small menu, be the menu there or not: it knows none."""

from typing import NamedTuple


class Option(NamedTuple):
    """One thing to choose."""

    key: str
    label: str
    says: str
    """What it comes to, in a few words; what does not fit is cut."""
