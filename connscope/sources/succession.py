"""One server in another's place: the old one ends, then the new one begins, in a thread that is nobody else's.

To close thousands of connections takes its time, and whoever looks at them goes on meanwhile. It decides neither what
is served nor from when on it is looked at.
"""

import threading
from collections.abc import Callable

from connscope.sources.thread import ThreadSource


class Succession:
    """It goes on from the beginning; `told` is called at the end, in its thread."""

    def __init__(
        self, old: ThreadSource, begin: Callable[[], ThreadSource], told: Callable[[], object], ended: int = 0
    ) -> None:
        self.old, self.begin, self.told = old, begin, told
        self.new: ThreadSource | None = None
        """As soon as it serves."""
        self.refused: OSError | None = None
        """Why it cannot."""
        self.ended = ended
        """How many connections have ended by that."""
        self.is_over = False
        """Whether the new one has taken over, or nothing came of it."""
        self.thread = threading.Thread(target=self.run, name="connscope anew", daemon=True)
        self.thread.start()

    def run(self) -> None:
        """The thread's whole life."""
        self.ended += self.old.count_open()
        self.old.stop()
        try:
            self.new = self.begin()
        except OSError as error:
            self.refused = error
        self.told()

    @property
    def is_due(self) -> bool:
        """Whether it is decided, and the old one has told its end; one that was abandoned never will."""
        decided = self.new is not None or self.refused is not None
        return decided and (not self.old.running or self.old.is_alive)

    def stop(self) -> None:
        """Come to an end, and leave no server behind that nobody has taken over."""
        self.thread.join()
        if self.new is not None and not self.is_over:
            self.new.stop()
