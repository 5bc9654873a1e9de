"""Processors and their time: who runs where, and what a process has used. Elsewhere than on Linux, anywhere."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

ASKS_EVERY = 0.005
STILL_NS = 500_000
"""A process that uses no more than this in that time does nothing worth waiting for."""


def available() -> list[int]:
    """The processors that we may use."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


@contextmanager
def on(core: int | None) -> Iterator[None]:
    """What is started meanwhile runs on this one."""
    before = available()
    if core is None or not before:
        yield
        return
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def cpu_ns(pid: int) -> int:
    """CPU time of all threads of a process; 0 where that cannot be known. The clock is clock_getcpuclockid's."""
    with suppress(OSError):
        return time.clock_gettime_ns(~pid << 3 | 2)
    return 0


def until_still(pid: int, patience: float) -> bool:
    """Wait until a process does nothing any more; whether it came to that in so many seconds."""
    over = time.monotonic() + patience
    while time.monotonic() < over:
        before = cpu_ns(pid)
        time.sleep(ASKS_EVERY)
        if cpu_ns(pid) - before < STILL_NS:
            return True
    return False
