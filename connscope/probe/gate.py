"""The gate: one flag for each kind of call, tested before the call, and once more at select's return.

While the flag is 0 the call passes at the price of that test. A flag that is set has the wrapper call `stop` in the
program's own thread, with the kind of call and the socket's or loop's row, and waits for it to return.
"""

from __future__ import annotations

from typing import Any, Callable

from .records import CALLS


def pass_on(call: int, row: Any) -> None:
    """Stop nothing."""


class Gate:
    """The flags, and what is done where one is set."""

    __slots__ = ("closed", "stop")

    def __init__(self, stop: Callable[[int, Any], None] = pass_on) -> None:
        # A list, since Python looks into one three times faster than into a bytearray.
        self.closed = [0] * len(CALLS)
        self.stop = stop
