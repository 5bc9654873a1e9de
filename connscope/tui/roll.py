"""Who has a row in the table, and how many of them are over: counted when somebody has come or gone, and not before."""

from collections.abc import Iterable
from typing import NamedTuple

from connscope.events import ConnId
from connscope.picture import Picture


class Roll(NamedTuple):
    """All of them at one moment. As long as nobody comes or goes it is the same one."""

    ids: list[ConnId]
    """In no order."""
    members: frozenset[ConnId]
    """The same."""
    listening: tuple[ConnId, ...]
    """Those of them that listen, or did,"""
    open: int
    closed: int
    """and how many of the others are open, and over."""


NOBODY = Roll([], frozenset(), (), 0, 0)


def roll_of(picture: Picture, ids: list[ConnId], listening: Iterable[ConnId]) -> Roll:
    """These are there, and of them these listen."""
    members, listen = frozenset(ids), tuple(listening)
    closed = len(members.intersection(picture.closed).difference(listen))
    return Roll(ids, members, listen, len(members) - len(listen) - closed, closed)
