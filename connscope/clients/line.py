"""One connection by hand: what it has to say, and whether it reads.

What `selectors` hands around as `key.data`. It must know neither the loop nor the other connections.
"""

from math import inf

from .endpoint import READ, WRITE, Endpoint
from .plans import Addresses, Began, Outcome, spelled
from .speech import Speech


class Line(Endpoint):
    """Its state between two calls of `service`."""

    def __init__(self, connid: int, addresses: Addresses, small_pipes: bool) -> None:
        super().__init__(connid, addresses, small_pipes)
        self.speech = Speech()
        self.outb = bytearray()
        """One piece at most, or what is left of it."""
        self.frozen = self.peer_done = self.shut = False
        self.sent_total = self.recv_total = 0

    def events(self) -> int:
        """What to watch it for. Frozen it does not ask for READ: what comes stays in the kernel."""
        if not self.address:
            return WRITE
        reads = not self.frozen and not self.peer_done
        return (READ if reads else 0) | (WRITE if self.outb else 0)

    def speak(self, now: float) -> None:
        """Have the next piece in `outb` when the one before is gone and its time has come."""
        if not self.outb and self.address:
            self.outb += self.speech.take(now)

    def due_at(self) -> float:
        """When it is to be looked at, even if its socket stays silent."""
        return self.speech.due_at() if self.address and not self.outb else inf

    @property
    def unsent(self) -> int:
        """Bytes said that the kernel has not taken."""
        return len(self.outb) + self.speech.left

    @property
    def all_said(self) -> bool:
        """Whether nothing is left to say, and nothing will be."""
        return self.speech.finished and not self.unsent

    def began(self) -> Began:
        """That its connect was asked for."""
        return Began(self.connid, self.own, spelled(self.peer), -1, "by hand")

    def outcome(self, error: str) -> Outcome:
        """That it ended."""
        said = self.sent_total + self.unsent
        return Outcome(self.connid, self.address, said, self.sent_total, self.recv_total, error, self.own)
