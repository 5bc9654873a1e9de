"""How a command without a screen is told to end: by SIGINT or SIGTERM, and then in time, whatever holds it up."""

import signal
from collections.abc import Callable
from queue import Empty, SimpleQueue

from connscope.deadline import Deadline


class Ending:
    """Waits for the first signal, has `act` called in the main thread, and ignores all that follow.

    If the process is still there `seconds` later it ends with exit code `code`: its pipe may be full for ever.
    """

    def __init__(self, seconds: float, code: int, act: Callable[[], object] = lambda: None) -> None:
        self.code, self.act = code, act
        self.told = False
        self.news: SimpleQueue[None] = SimpleQueue()
        self.deadline = Deadline(seconds)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.tell)

    def tell(self, *_: object) -> None:
        """The signal handler."""
        self.over()
        self.told = True
        self.deadline.set(self.code)
        self.news.put(None)
        self.act()

    def over(self) -> None:
        """Ignore signals from now on: a handler of Python's is gone before the process is, an ignored signal is not."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)

    def wait(self, seconds: float) -> None:
        """Sleep so long, or until the signal comes."""
        try:
            self.news.get(timeout=seconds)
        except Empty:
            return
