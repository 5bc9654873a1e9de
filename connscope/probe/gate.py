"""The gate: one flag for each kind of call, tested before the call, and once more at select's return.

While the flag is 0 the call passes at the price of that test. A flag that is set has the wrapper call `stop` in the
program's own thread, with the kind of call, the socket's or loop's row, and what the call was given; it goes on when
`stop` returns. What came of a call is told to `look` if `looks` is set, but only where it is not the usual: an error,
an end, a short send. The paths of the usual have no test for that.
"""

from __future__ import annotations

from .records import CALLS
from .typed import Any, Callable, Dict, Tuple


def pass_on(*_: Any) -> None:
    """Stop nothing."""


class Gate:
    """The flags, and what is done where one is set."""

    __slots__ = ("closed", "look", "looks", "stands", "stop", "told")

    def __init__(self, stop: Callable[..., None] = pass_on) -> None:
        # A list, since Python looks into one three times faster than into a bytearray.
        self.closed = [0] * len(CALLS)
        self.stop = stop
        """Called with: the call, its row (None for a socket that is yet to be made), what it asked for, what it is
        given (a buffer, or a file to watch)."""
        self.looks = False
        self.look: Callable[..., None] = pass_on
        """Called with: the call, its row, what it asked for, how much came of it, its error number."""
        self.stands: Callable[[], None] = pass_on
        """Called by a thread that begins to stand still."""
        self.told: Dict[int, Tuple[Any, ...]] = {}
        """Of each thread that was ever held, the record that says whether it still is: for whoever missed it."""
