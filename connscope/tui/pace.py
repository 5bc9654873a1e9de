"""How often a frame may be drawn while the program could use the time: the screen takes its share and no more."""

SHARE = 0.08
"""Of a core, at full load: what it takes more the program has less, since both have one lock, Python's."""
AT_LEAST_SECONDS = 0.375
"""So often a frame is drawn all the same: at the beat after that."""


class Pace:
    """When the last frame was, and what this thread has spent since: on painting it, on keys, on taking in the news."""

    def __init__(self) -> None:
        self.drawn_at = self.cpu = 0.0

    def drawn(self, now: float, cpu: float) -> None:
        """A frame begins; both in seconds."""
        self.drawn_at, self.cpu = now, cpu

    def allows(self, now: float, cpu: float) -> bool:
        """Whether another is in proportion by now."""
        since = now - self.drawn_at
        return since >= AT_LEAST_SECONDS or cpu - self.cpu <= SHARE * since
