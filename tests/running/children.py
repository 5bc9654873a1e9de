"""Programs on a terminal of their own, for as long as a test lasts."""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from connscope.running.child import Child, Exit

PATIENCE_SECONDS = 10
PYTHON = (sys.executable, "-I", "-S", "-c")
SHELL = ("/bin/sh", "-c")
ENV = {"PATH": os.environ["PATH"], "LC_ALL": "C"}

_moment = threading.Event()


def until(condition: Callable[[], object]) -> None:
    """Wait until this is so."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it does not come about"
        _moment.wait(0.002)


class Watched(Child):
    """A child, and all that it wrote so far."""

    wrote = b""

    def take(self) -> bytes:
        """Read all that is there."""
        while data := self.read():
            self.wrote += data
        return self.wrote

    def until_wrote(self, words: bytes) -> None:
        until(lambda: words in self.take())

    def ended(self) -> tuple[Exit, bytes]:
        """How it ended, and all that it wrote until then."""
        until(lambda: (self.take(), self.poll())[1])
        end = self.poll()
        assert end
        return end, self.take()


def upon(name: str, then: str) -> tuple[str, ...]:
    """A program that says `ready`, and what it does when this signal has come, be it at once."""
    wait = f"import os, signal, sys; one = {{signal.{name}}}; signal.pthread_sigmask(signal.SIG_BLOCK, one)"
    return *PYTHON, f"{wait}; print('ready', flush=True); signal.sigwait(one); {then}"


@contextmanager
def running(*command: str, cwd: str = "/", size: tuple[int, int] = (80, 24), **env: str) -> Iterator[Watched]:
    """A program; whatever is left of it in the end is killed."""
    child = Watched(command, {**ENV, **env}, cwd, size)
    child.start()
    try:
        yield child
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, 9)
        child.close()
