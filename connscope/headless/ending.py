"""How a command without a screen is told to end: by SIGINT or SIGTERM, and then in time, whatever holds it up."""

import signal
from collections.abc import Callable
from queue import Empty, SimpleQueue

from connscope.deadline import Deadline, ignore

NUMBERS = (signal.SIGINT, signal.SIGTERM)


class Ending:
    """Waits for the first signal, has `act` called in the main thread, and ignores all that follow.

    If the process is still there `seconds` later it ends with exit code `code`: its pipe may be full for ever.
    """

    def __init__(self, seconds: float, code: int, act: Callable[[], object] = lambda: None) -> None:
        self.code, self.act = code, act
        self.told = False
        self.news: SimpleQueue[None] = SimpleQueue()
        self.deadline = Deadline(seconds)
        for number in NUMBERS:
            signal.signal(number, self.tell)

    def tell(self, *_: object) -> None:
        """The signal handler. To ignore what follows by SIG_IGN here, CPython would complain of on stderr."""
        if self.told:
            return
        self.told = True
        self.deadline.set(self.code)
        self.news.put(None)
        self.act()

    def over(self) -> None:
        """Only the process itself is left to end."""
        ignore(NUMBERS)

    def wait(self, seconds: float) -> None:
        """Sleep so long, or until the signal comes."""
        try:
            self.news.get(timeout=seconds)
        except Empty:
            return
