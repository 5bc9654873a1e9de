"""Somebody's program as a child of ours, though the system does not call it one: it stays when we go.

The program's terminal is read and typed to here, and its end is heard of. Nothing waits but `start` and `stop`.
"""

import os
import select
import signal
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from socket import socket
from typing import NamedTuple

from connscope.running import holder
from connscope.running.starting import heard, start
from connscope.running.terminal import Terminal

UNKNOWN = -1
GRACE_SECONDS = 1.0
KILLED_SECONDS = 1.0
"""So long a program may take to be gone after SIGKILL; then it hangs in the system, and is left alone."""


class Exit(NamedTuple):
    """How a program ended."""

    code: int
    """−1 if a signal ended it, or nobody knows."""
    signal: str
    """Such as `SIGKILL`; empty when it came to an end by itself."""


class Child:
    """A program on a terminal of its own. Closed without being stopped, or left behind by a crash, it goes on."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], cwd: str, size: tuple[int, int]) -> None:
        """The environment is exactly this; the size is columns and rows."""
        self.command = command
        self.env = env
        self.cwd = cwd
        self.size = size
        self.pid = 0
        """Also the number of its process group, the job in the terminal's foreground."""
        self.started_at = 0
        """Monotonic nanoseconds."""
        self.terminal: Terminal
        self._link: socket
        self._exit: Exit | None = None

    def start(self) -> None:
        """Run it; raises `OSError` with a sentence as `strerror` if that cannot be."""
        self._link, self.pid, fd = start(self.command, self.env, self.cwd, self.size)
        self.started_at = time.monotonic_ns()
        self.terminal = Terminal(fd)

    @property
    def fd(self) -> int:
        """Our end of its terminal."""
        return self.terminal.fd

    def read(self) -> bytes:
        """What it wrote and nobody took yet, 64 KiB at most. After `poll` told its end, all that it wrote is here."""
        return self.terminal.read()

    def write(self, data: bytes) -> int:
        """Type; answers how many bytes were accepted."""
        return self.terminal.write(data)

    def resize(self, columns: int, rows: int) -> None:
        """Give its terminal another size, of which it hears."""
        self.terminal.resize(columns, rows)

    def interrupt(self) -> None:
        """Press Ctrl-C, or what it made of it."""
        self.terminal.interrupt()

    def end_of_input(self) -> None:
        """Press Ctrl-D, or what it made of it."""
        self.terminal.end_of_input()

    def poll(self) -> Exit | None:
        """How it ended, if it has."""
        if self._exit is None:
            with suppress(BlockingIOError):
                self._exit = self._heard()
        return self._exit

    def stop(self, seconds: float = GRACE_SECONDS) -> Exit | None:
        """Ask it to end, and end it when it does not; what it still writes can be read. None: it cannot be ended."""
        self.terminal.discard()
        for number, patience in ((signal.SIGTERM, seconds), (signal.SIGKILL, KILLED_SECONDS)):
            if self.poll() is None:
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(self.pid, number)
                self._wait(patience)
        return self.poll()

    def close(self) -> None:
        """Let go of it and its terminal."""
        self.terminal.close()
        self._link.close()

    def _heard(self) -> Exit | None:
        kind, status, _ = heard(self._link)
        if kind == holder.ENDED:
            return _exit(status)
        # Somebody killed the holder, and took the terminal away from the program with it.
        return Exit(UNKNOWN, "") if _is_gone(self.pid) else None

    def _wait(self, seconds: float) -> None:
        """Until it has ended, but no longer than so."""
        waiting = select.poll()
        waiting.register(self._link, select.POLLIN)
        waiting.poll(seconds * 1000)


def _is_gone(pid: int) -> bool:
    """Whether a process that is none of our children has ended, be it that nobody asked how."""
    try:
        end = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    waiting = select.poll()
    waiting.register(end, select.POLLIN)
    try:
        return bool(waiting.poll(0))
    finally:
        os.close(end)


def _exit(status: int) -> Exit:
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return Exit(code, "")
    try:
        return Exit(UNKNOWN, signal.Signals(-code).name)
    except ValueError:  # a real-time signal has no name
        return Exit(UNKNOWN, f"signal {-code}")
