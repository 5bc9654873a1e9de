"""The gate: one byte for each kind of call, tested before the call, and once more at select's return.

While the byte is zero the call passes at the price of that test. A byte that is set has the wrapper call `stop` in the
program's own thread, with the kind of call and the socket's or loop's row, and waits for it to return.
"""

from __future__ import annotations

from typing import Any, Callable

from .records import CALLS


def pass_on(call: int, row: Any) -> None:
    """Stop nothing."""


class Gate:
    """The bytes, and what is done where one is set."""

    __slots__ = ("closed", "stop")

    def __init__(self, stop: Callable[[int, Any], None] = pass_on) -> None:
        self.closed = bytearray(len(CALLS))
        self.stop = stop
