"""A thread that sleeps until there is something to be read from a pipe, and then says so, once.

Whoever asks takes nothing out of the pipe, and neither does this. It must not know what comes there.
"""

import os
import select
import threading
from collections.abc import Callable


class Ear:
    """At one pipe, of whose end it has a descriptor of its own. `close` in the end."""

    def __init__(self, pipe: int) -> None:
        self.pipe = os.dup(pipe)
        self.bell, self.ringer = os.pipe()
        self.wake: Callable[[], None] = lambda: None
        self.is_wanted = threading.Event()
        self.is_over = False
        self.thread = threading.Thread(target=self.listen, name="connscope ear", daemon=True)
        self.thread.start()

    def call_once(self, wake: Callable[[], None]) -> None:
        """Call this as soon as there is something, perhaps at once; in a thread of its own: it must not wait."""
        self.wake = wake
        self.is_wanted.set()

    def listen(self) -> None:
        """The thread's whole life."""
        poll = select.poll()  # select() knows no descriptors beyond 1,023
        poll.register(self.pipe, select.POLLIN)
        poll.register(self.bell, select.POLLIN)
        while True:
            self.is_wanted.wait()
            self.is_wanted.clear()
            poll.poll()
            if self.is_over:
                break
            self.wake()
        for fd in (self.pipe, self.bell, self.ringer):
            os.close(fd)

    def close(self) -> None:
        """Listen no more."""
        self.is_over = True
        os.write(self.ringer, b"\0")
        self.is_wanted.set()
        self.thread.join()
