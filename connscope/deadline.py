"""The very end: once its deadline is set the process ends in time, whatever holds it up, and hears no signal more."""

import os
import signal
import threading
import time
from collections.abc import Callable, Collection
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


def ignore(numbers: Collection[int]) -> None:
    """Hear these signals no more, for good: Python takes its handlers away before the process is gone, not SIG_IGN."""
    if hasattr(signal, "pthread_sigmask"):  # those that have come already are handled in this call
        signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
    for number in numbers:
        signal.signal(number, signal.SIG_IGN)
