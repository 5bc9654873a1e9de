"""What every behaviour has: a name, numbers that can be set, and the moments at which it may do something.

It must know neither the loop nor any server, nor which other behaviours there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import inf
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from ..manners import Manners
    from ..plans import Plan

DAY = 86_400.0
"""As long as anything is put off, in seconds."""
MUCH = 1 << 40
"""Bytes, or bytes a second, beyond which a number makes no difference any more."""
HARDLY = 0.01
"""Seconds between two looks, at least: who looks again at once keeps the loop from its sleep."""


@dataclass
class Behaviour:
    """One way to behave on one connection, of which it has its own copy."""

    # Each has its own in a few of these. An OSError raised in one ends the connection, and its words are the outcome's.

    name: ClassVar[str] = ""

    def __post_init__(self) -> None:
        for each in fields(self):
            if each.init:
                setattr(self, each.name, checked(each.name, getattr(self, each.name), each.default, each.metadata))

    def amended(self, plan: Plan) -> Plan:
        """What is really said, and how."""
        return plan

    def begin(self, conn: Manners, now: float) -> None:
        """It is about to ask for its connection."""

    def connected(self, conn: Manners, now: float) -> None:
        """It has its connection, and nothing is said yet."""

    def begins(self, conn: Manners, now: float) -> None:
        """A message is in `conn.outb`, and none of it is sent."""

    def mouthful(self, conn: Manners) -> int:
        """Bytes that it sends at once, at most."""
        return len(conn.outb)

    def has_sent(self, conn: Manners, count: int, now: float) -> None:
        """The kernel took so many bytes; the rest of the message is in `conn.outb`."""

    def has_read(self, conn: Manners, count: int, now: float) -> None:
        """So many bytes came, and when it reads again is settled."""

    def look(self, conn: Manners, now: float) -> None:
        """Something has happened to it, or the time has come that it asked for with `conn.wake_at`."""

    def depart(self, conn: Manners) -> None:
        """Told to end: it takes what is on its way for a moment, and says no more."""

    def finish(self, conn: Manners) -> None:
        """All is said and back; after this it is closed."""

    def shortfall(self, conn: Manners) -> str:
        """What to say of a server that closes before every byte is back; empty is the usual."""
        return ""


def between(least: float, most: float, *, endless: bool = False) -> dict[str, Any]:
    """What a number may be, as its field's metadata; `endless`: infinity, too."""
    return {"least": least, "most": most, "endless": endless}


def checked(name: str, value: float, usual: Any, bounds: Mapping[str, Any]) -> float:
    """The number as its field has it. Raises `ValueError` if it is none that it may be."""
    least, most, endless = bounds["least"], bounds["most"], bounds["endless"]
    if not (least <= value <= most or (endless and value == inf)):
        raise ValueError(f"{name} is a number from {least:g} to {most:,.0f}{', or inf' * endless}, not {digits(value)}")
    if isinstance(usual, int) and value != int(value):
        raise ValueError(f"{name} is a whole number, not {value:g}")
    return int(value) if isinstance(usual, int) else float(value)


def digits(value: float) -> str:
    """A number as people write it: whole ones to the last digit."""
    return f"{value:,.0f}" if abs(value) < 1e15 and value == int(value) else f"{value:g}"


def parameters(kind: type[Behaviour]) -> dict[str, Any]:
    """What can be set when one is made, each with what it is otherwise."""
    return {each.name: each.default for each in fields(kind) if each.init}
