"""What is told of a connection by hand, besides what is told of every client: each call, as it was made.

The words between the loop and whoever runs it. They must not know how connections are serviced.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from .plans import Began, Froze, Outcome, Thawed


class Arrived(NamedTuple):
    """The connection is there."""

    connid: int
    own: str
    options: dict[str, int]
    """By their names, as the kernel has them."""


@dataclass
class Moved:
    """One `send` or `recv` that carried bytes. Whoever has no room may let go of the data; the size stays."""

    connid: int
    outgoing: bool
    data: bytes
    size: int
    calls: int = 1
    """More than one where somebody had no room to keep each."""


class PeerDone(NamedTuple):
    """An empty read: the peer will say no more."""

    connid: int


class Shut(NamedTuple):
    """We say no more: all that was said is gone, and `shutdown` told the peer so."""

    connid: int


class Closing(NamedTuple):
    """We have closed it, and the close lingers: it is over when that is done."""

    connid: int


class Owes(NamedTuple):
    """What was said and the kernel has not taken; from now on it is less by what each send takes."""

    connid: int
    unsent: int
    finishing: bool
    """Whether we say no more when that is gone."""


class OptionsRead(NamedTuple):
    """What the kernel says that the options are."""

    connid: int
    values: dict[str, int]
    complaint: str
    """What it said of the one that it was to set; empty if that went well."""


Tidings = Began | Arrived | Moved | PeerDone | Shut | Closing | Owes | OptionsRead | Froze | Thawed | Outcome
"""All that is told of a connection by hand, the last of each its `Outcome`."""
