"""A deadline for leaving: once it is set the process ends in time, whatever holds it up."""

import os
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue


class Deadline:
    """So many seconds after `set`, `last` is done and the process ends, unless `lift` came before.

    Made ahead, with a thread that waits: a signal handler must not start one. `SimpleQueue` is the only queue whose
    `put` may come between any two steps of the same thread.
    """

    def __init__(self, seconds: float, last: Callable[[], object] = lambda: None) -> None:
        self.seconds = seconds
        self.last = last
        self.codes: SimpleQueue[int] = SimpleQueue()
        self.lifted: SimpleQueue[None] = SimpleQueue()
        threading.Thread(target=self.watch, name="connscope deadline", daemon=True).start()

    def set(self, code: int) -> None:
        """From now on the time runs; `code` is what the process ends with. Again, it changes nothing."""
        self.codes.put(code)

    def lift(self) -> None:
        """All is in good order: the process ends by itself."""
        self.lifted.put(None)

    def watch(self) -> None:
        """The life of the thread."""
        code = self.codes.get()
        try:
            self.lifted.get(timeout=self.seconds)
        except Empty:
            try:
                self.last()
            finally:
                os._exit(code)
