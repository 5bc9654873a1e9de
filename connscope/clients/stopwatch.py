"""Time that counts against somebody only while he can act: it is made to stand still, and to run on.

It is told what time it is, by a clock or by another stopwatch and in whatever unit, and must not know by whom.
"""

from math import inf


class Stopwatch:
    """Shows what time it is, less all the time in which it stood still."""

    def __init__(self) -> None:
        self._stands_since: float = inf
        self._stood: float = 0

    def stand(self, now: float) -> None:
        """Stand still until told to run on; told so again, it does so already."""
        self._stands_since = min(self._stands_since, now)

    def run_on(self, now: float) -> None:
        """Run on from what it shows; it may run already."""
        if self._stands_since < inf:
            self._stood += now - self._stands_since
            self._stands_since = inf

    def shows(self, now: float) -> float:
        """What it shows at a time."""
        return min(now, self._stands_since) - self._stood

    def shows_at(self, shown: float) -> float:
        """The time at which it shows so much, if it is not stopped before; infinity while it stands still."""
        return shown + self._stood if self._stands_since == inf else inf
