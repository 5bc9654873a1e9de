"""What will be late because a thread stands at the gate: told at each stop, of the connection that it is at."""

from __future__ import annotations

from threading import get_ident

from .records import DATA
from .ringed import RingProbe
from .timers import MOST, timers_of
from .typed import Dict
from .whose import GuestPlaces

NAMES = ("timer", "timer 2", "timer 3")[:MOST]
WIDTH = 52


class Late:
    """Tells of the timers of a thread's loops."""

    def __init__(self, probe: RingProbe, places: GuestPlaces) -> None:
        self.probe, self.places = probe, places
        self.told: Dict[int, int] = {}
        """How many were told of each connection at the last stop there, if any."""

    def tell(self, conn: int) -> None:
        """The soonest ones; of those that were told and are no more, that there is none."""
        thread = self.probe.threads[get_ident()]
        loops = [loop for loop in list(self.probe.loops) if loop.thread is thread]
        timers = sorted(each for loop in loops for each in timers_of(loop, self.places))[: len(NAMES)]
        told = self.told.pop(conn, 0)
        if timers:
            self.told[conn] = len(timers)
        for name, (seconds, what) in zip(NAMES, [*timers, *[(0.0, "")] * (told - len(timers))]):
            when = f"in {seconds:.1f} s" if seconds > 0 else f"{-seconds:.1f} s late"
            said = f"{when}: {what}" if what else "none"
            head = f"{name}\0{said}".encode("utf-8", "replace")
            self.probe.record(DATA, conn, 0, -1, head=head[: len(name) + 1 + WIDTH])
