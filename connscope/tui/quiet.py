"""How long nothing has happened, and what there is to be drawn all the same: what fades after the last news, and ages.

Who waits for something, or has just done something, sees each second pass; who looks at a screen on which nothing moves
counts none. The time is given, and what is drawn must not be known here.
"""

from math import inf

LINGER_SECONDS = 2.5
"""So long after the last news there is something to be drawn: rates and peaks fade."""
SETTLED_SECONDS = 4.0
"""So long after it all that a held program shows has come to rest."""
AGES = ((5.0, 1.0), (60.0, 5.0), (inf, 15.0))
"""Until so many seconds after the last news, or after somebody did something, ages are drawn once in so many: they are
whole seconds up to a minute, and minutes from then on."""


class Quiet:
    """Of one screen; all times are in seconds, of one clock."""

    stirred_at = 0.0
    """When something happened last,"""
    attended_at = 0.0
    """when somebody did something with keys or mouse,"""
    drawn_at = 0.0
    """and when it was last drawn."""

    def is_calm(self, now: float) -> bool:
        """Whether nothing has happened for so long that only ages change."""
        return now - self.stirred_at > LINGER_SECONDS

    def is_due(self, now: float, *, stands: bool, live: bool) -> bool:
        """Whether there is something to draw: news, what fades after it, ages; where time stands still soon nothing."""
        quiet = now - self.stirred_at
        if quiet <= (0.0 if stands else LINGER_SECONDS) or self.stirred_at > self.drawn_at:
            return True
        return (not (stands and live) or quiet <= SETTLED_SECONDS) and now >= self.ages_at(now)

    def ages_at(self, now: float) -> float:
        """When ages are to be drawn again: in step with that of the latest news."""
        alone = now - max(self.stirred_at, self.attended_at)
        span = next(span for within, span in AGES if alone < within)
        return self.stirred_at + ((self.drawn_at - self.stirred_at) // span + 1) * span
