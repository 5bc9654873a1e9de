"""How a plan comes to say as much as a behaviour needs for anything to be seen of it."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..plans import Plan

MOST = 1 << 30
"""Bytes that a behaviour says at most: a plan is a list of its messages, and each connection has one."""
PIECE = 64 * 1024
"""Much is said in messages of this size: a connection that is held up owes no more than one."""


def a_lot(plan: Plan, size: int) -> Plan:
    """The plan's messages over and over, until they are so many bytes, said as fast as they are taken."""
    piece = repeated(plan.messages, min(size, PIECE))
    whole, rest = divmod(size, PIECE)
    messages = (*[piece] * whole, piece[:rest])
    # With small pipes what the server owes waits in its outb, and not in our kernel.
    return plan._replace(messages=messages, repeat=1, every=0.0, stay=False, small_pipes=True)


def repeated(messages: Sequence[bytes], size: int) -> bytes:
    """So many bytes of these messages, said over and over; zeros if there are none."""
    once = b"".join(messages) or bytes(1)
    return (once * (size // len(once) + 1))[:size]


def with_an_end(plan: Plan) -> Plan:
    """The same, and an end comes by itself."""
    return plan._replace(repeat=plan.repeat or 1, stay=False)


def so_many_bytes(plan: Plan, size: float) -> Plan:
    """The messages as often as it takes until they are so many bytes, or more often, as planned."""
    return plan._replace(repeat=often_enough(plan, sum(map(len, plan.messages)), size))


def so_many_messages(plan: Plan, count: int) -> Plan:
    """The messages as often as it takes until they are so many, or more often, as planned."""
    return plan._replace(repeat=often_enough(plan, sum(map(bool, plan.messages)), count))


def often_enough(plan: Plan, once: int, wanted: float) -> int:
    """How often all are said, so that what is `once` in them is as much as is wanted."""
    return max(plan.repeat, ceil(wanted / once)) if once and plan.repeat else plan.repeat
