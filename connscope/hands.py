"""How facts are folded that do not come of the program's calls: a person's deeds, and what the kernel held.

They change nothing of what the program has done: its totals, its watch and its state are what its calls say.
"""

from typing import Any

from connscope import events as ev
from connscope.connections import SAMPLES, Connection
from connscope.picture import Picture


class Hands(Picture):
    """A picture that knows of hands and of kernels. A method folds one kind of fact each; of what is gone, nothing."""

    def touched(self, fact: Any) -> Connection | None:
        """The connection of a fact, to be changed, if it is still there and the deed was done."""
        return None if fact.error else self.connections.to_change(fact.conn)

    def injected(self, fact: ev.Injected) -> None:
        """Bytes were put in, as many as the kernel took. The exact table may have told of them already."""
        conn = self.connections.to_change(fact.conn)
        if conn is not None:
            conn.injected = max(conn.injected, fact.total) if fact.total else conn.injected + max(fact.size, 0)

    def reading_stopped(self, fact: ev.ReadingStopped) -> None:
        """It is not told that there is something to read."""
        if (conn := self.touched(fact)) is not None:
            conn.paused = True

    def reading_resumed(self, fact: ev.ReadingResumed) -> None:
        """It is told again."""
        if (conn := self.touched(fact)) is not None:
            conn.paused = False

    def ended_by_hand(self, fact: ev.EndedByHand) -> None:
        """It was ended past the program, whose calls will tell what comes of it."""
        if (conn := self.touched(fact)) is not None:
            conn.cut = fact.how

    def kernel_sampled(self, fact: ev.KernelSampled) -> None:
        """What the kernel held of it just then."""
        conn = self.connections.to_change(fact.conn)
        if conn is not None:
            conn.kernel = (*conn.kernel[1 - SAMPLES :], fact)
