"""Loops that do not come back to `select()`: seen from here while it lasts, and asked what they are at.

A thread of ours looks at the tables in shared memory, which costs the program nothing. Only a process that answers is
asked, by a signal that nobody else minds; what it answers comes the way of everything else.
"""

from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from time import monotonic_ns

from connscope.probe import layout as l
from connscope.sources.asking import URGENT, ask, is_ready
from connscope.sources.child import ChildSource

PERIOD_SECONDS = 0.025
LATE_NS = 60_000_000
"""Who is late for so long is asked,"""
AGAIN_NS = 500_000_000
"""and then each time after so long."""
PATIENCE_NS = 10_000_000_000
"""After so long it was told often enough: then once in so long."""

MOST_KEPT = 10_000
"""Loops that are kept in mind; of too many all are forgotten, and those that are late asked anew."""

SINGLE = 1
"""What called `select()` no more often is no loop."""


class StallWatch:
    """Looks at all processes of a run."""

    def __init__(self, processes: Callable[[], list[ChildSource]]) -> None:
        self.processes = processes
        self.ask_at: dict[tuple[int, int], tuple[int, int]] = {}
        """By ring and loop since when it is awake, and when to ask next."""
        self.over = Event()
        self.thread = Thread(target=self.run, name="stalls", daemon=True)

    def start(self) -> None:
        """Begin to look, where the system has what it takes."""
        if URGENT and not self.thread.is_alive():
            self.thread.start()

    def stop(self) -> None:
        """Look no more."""
        self.over.set()
        if self.thread.is_alive():
            self.thread.join()

    def run(self) -> None:
        """Look, until that is over."""
        while not self.over.wait(PERIOD_SECONDS):
            self.look(monotonic_ns())

    def look(self, now: int) -> None:
        """Ask those that are late."""
        if len(self.ask_at) > MOST_KEPT:
            self.ask_at.clear()
        for child in self.processes():
            with suppress(ValueError, OSError):  # its file was closed a moment ago, or it is over
                # Asked last, and anew: it may have changed meanwhile.
                if self.is_due(child, now) and is_ready(child.pid) and child.ring.memory[l.ASKED_AT]:
                    ask(child.pid, child.process)

    def is_due(self, child: ChildSource, now: int) -> bool:
        """Whether a loop of its is late, and was not asked for a while."""
        if not child.ring.memory[l.ASKED_AT]:
            return False
        loops = [each for each in child.ring.loops() if each.loops > SINGLE]
        late = [self.is_late((child.ring.first_id, each.conn), each.awake_since, now) for each in loops]
        return any(late)

    def is_late(self, key: tuple[int, int], awake_since: int, now: int) -> bool:
        """The same of one loop; from then on it was asked."""
        since, ask_at = self.ask_at.get(key, (0, 0))
        if not awake_since:
            self.ask_at.pop(key, None)
            return False
        if since != awake_since:
            since, ask_at = awake_since, awake_since + LATE_NS
        is_late = now >= ask_at
        again = AGAIN_NS if now - awake_since < PATIENCE_NS else PATIENCE_NS
        self.ask_at[key] = since, now + again if is_late else ask_at
        return is_late
