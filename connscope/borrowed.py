"""A socket of another process, borrowed for a moment: a duplicate of its descriptor, as the system lends it.

While the duplicate is held, the other's `close` ends nothing: no end is sent to the peer, and its address stays taken.
Who borrows gives back at once, and whoever only wants to know something asks `sockdiag`, which holds nothing. Linux
from 5.6 on, and only where one process may look into the other; elsewhere nothing is lent, and `why_not` says why.
"""

import ctypes
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import EBADF, EMFILE, ENOSYS, EPERM, ESRCH
from functools import cache
from pathlib import Path
from socket import socket

PIDFD_GETFD = 438
"""The number of the system call, on every machine that Python runs on."""
PTRACE_SCOPE = Path("/proc/sys/kernel/yama/ptrace_scope")
ANY_DESCENDANT = "1"
"""What it says where a process may look into those that it started, and those into which theirs did."""

REASONS = {
    ENOSYS: "this kernel is older than Linux 5.6",
    ESRCH: "its process is over",
    EMFILE: "no descriptor is left here",
}


class Borrower:
    """Borrows from one process, and from no other that may inherit its number."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.why_not = ""
        """Why the system lends nothing; empty as long as it did whenever it was asked."""
        self.pidfd = -1
        if sys.platform != "linux":
            self.why_not = "only Linux lends a socket of another process"
            return
        try:
            self.pidfd = os.pidfd_open(pid)
        except OSError as error:
            self.why_not = reason(error.errno or 0, pid)

    @contextmanager
    def borrow(self, fd: int) -> Iterator[socket | None]:
        """Its socket behind this descriptor, until the block ends; None if that is none, or nothing is lent."""
        lent = self.duplicate(fd)
        try:
            sock = socket(fileno=lent) if lent >= 0 else None
        except OSError:  # a file
            os.close(lent)
            sock = None
        try:
            yield sock
        finally:
            if sock is not None:
                sock.close()

    def duplicate(self, fd: int) -> int:
        """A descriptor of our own for the same; −1 where there is none."""
        if self.pidfd < 0:
            return -1
        lent, errno = getfd()(self.pidfd, fd)
        self.why_not = "" if lent >= 0 or errno == EBADF else reason(errno, self.pid)
        return lent

    def close(self) -> None:
        """Borrow nothing more."""
        if self.pidfd >= 0:
            os.close(self.pidfd)
        self.pidfd = -1


@cache
def getfd() -> Callable[[int, int], tuple[int, int]]:
    """Asks the system for a duplicate, keeping Python's lock: it is done within a microsecond."""
    libc = ctypes.PyDLL(None, use_errno=True)

    def duplicate(pidfd: int, fd: int) -> tuple[int, int]:
        lent = libc.syscall(PIDFD_GETFD, pidfd, fd, 0)
        return lent, ctypes.get_errno() if lent < 0 else 0

    return duplicate


def reason(errno: int, pid: int) -> str:
    """Why nothing is lent, as the end of a sentence."""
    return refusal(pid) if errno == EPERM else REASONS.get(errno, os.strerror(errno))


def refusal(pid: int) -> str:
    """Who does not allow it."""
    try:
        if os.stat(f"/proc/{pid}").st_uid != os.geteuid():
            return "it belongs to another user"
    except OSError:
        return REASONS[ESRCH]
    try:
        scope = PTRACE_SCOPE.read_text("ascii").strip()
    except OSError:
        scope = "0"
    if scope > ANY_DESCENDANT:
        return f"this system lets no process use another's sockets (kernel.yama.ptrace_scope is {scope})"
    if scope == ANY_DESCENDANT:
        return "this system lets it be done to what was started from here alone (kernel.yama.ptrace_scope is 1)"
    return "this system does not allow it, as within many containers"
