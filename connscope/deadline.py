"""A deadline for leaving: once it is set the process ends in time, whatever holds it up."""

import os
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue


class Deadline:
    """So many seconds after `set`, `last` is done and the process ends, unless it has ended by itself before.

    Made ahead, with a thread that waits: a signal handler must not start one. `SimpleQueue` is the only queue whose
    `put` may come between any two steps of the same thread.
    """

    def __init__(self, seconds: float, last: Callable[[], object] = lambda: None) -> None:
        self.seconds = seconds
        self.last = last
        self.codes: SimpleQueue[int] = SimpleQueue()
        threading.Thread(target=self.watch, name="connscope deadline", daemon=True).start()

    def set(self, code: int) -> None:
        """From now on the time runs; `code` is what the process ends with. Again, it changes nothing."""
        self.codes.put(code)

    def watch(self) -> None:
        """The life of the thread."""
        code = self.codes.get()
        time.sleep(self.seconds)
        try:
            self.last()
        finally:
            os._exit(code)
