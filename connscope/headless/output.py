"""Standard output for commands without a screen, or a file of theirs, written by a thread of its own.

A reader that stops reading holds up that thread and nobody else; one that goes away ends the writing quietly. It knows
nothing of what the lines say, and goes around `sys.stdout`, which at exit complains about what it could not write.
"""

import os
import select
import sys
import threading
from queue import SimpleQueue


class Output:
    """Bytes in the order in which they were put."""

    def __init__(self, fd: int | None = None) -> None:
        self.encoding = sys.stdout.encoding if sys.stdout else "utf-8"
        self.fd = standard_output() if fd is None else fd
        self.error: OSError | None = None
        """Why writing has ended."""
        self.waiting: SimpleQueue[bytes | None] = SimpleQueue()
        self.put_count = self.written_count = 0
        self.poll = reader_watch(self.fd)
        self.thread = threading.Thread(target=self.write_all, name="connscope output", daemon=True)
        self.thread.start()

    def put(self, chunk: bytes) -> None:
        """Have this written when what came before it is; never waits."""
        if chunk:
            self.put_count += 1
            self.waiting.put(chunk)

    @property
    def busy(self) -> bool:
        """Whether something is still unwritten."""
        return self.put_count != self.written_count

    @property
    def closed(self) -> bool:
        """Whether nobody can read it any more."""
        return self.error is not None or (self.poll is not None and any(gone(event) for _, event in self.poll.poll(0)))

    def finish(self) -> None:
        """Nothing more will be put."""
        self.waiting.put(None)

    def end(self) -> None:
        """Wait until all is written, or nobody can read it any more."""
        self.finish()
        self.thread.join()

    def write_all(self) -> None:
        """The thread's whole life. After an error it takes chunks and lets them go."""
        while (chunk := self.waiting.get()) is not None:
            try:
                self.write(memoryview(chunk))
            except OSError as error:
                self.error = self.error or error
            self.written_count += 1

    def write(self, rest: memoryview) -> None:
        """Write all of it, however long that takes."""
        while rest and self.error is None:
            try:
                rest = rest[os.write(self.fd, rest) :]
            except BlockingIOError:  # whoever shares it with us has made it non-blocking
                select.select([], [self.fd], [])


def standard_output() -> int:
    """Its descriptor. Started without one, number 1 is the next socket's: nothing may be written there."""
    return sys.stdout.fileno() if sys.stdout else os.open(os.devnull, os.O_WRONLY)


def reader_watch(fd: int) -> "select.poll | None":
    """What tells that a reader has gone while nothing is written; Windows has no such thing."""
    if not hasattr(select, "poll"):
        return None
    poll = select.poll()
    poll.register(fd, 0)
    return poll


def gone(event: int) -> bool:
    """Whether what `poll` answered means that nobody reads."""
    return bool(event & (select.POLLERR | select.POLLHUP))
