"""File descriptors: as many as the system lets us have, since each connection takes one at each end that is ours."""

import os
from contextlib import suppress

FALLBACKS = (65_536, 10_240)
"""Tried where the hard limit is refused: it may be infinite, and the true one (macOS) told nowhere."""

MOST_CONNECTIONS = 10_000
"""Nobody may ask for more at once, be it on a command line or in a form."""

UNLIMITED = 1_000_000
SPARE = 64
"""Kept for all that is no connection: files that are read, terminals, wakeups."""

_at_first: list[int] = []


def allow_many() -> None:
    """Raise the soft limit on open files to the hard one, where there is such a thing."""
    try:
        import resource
    except ImportError:  # Windows
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    _at_first.append(soft)  # only the first of them is asked for
    for wanted in (hard, *FALLBACKS):
        if soft == wanted or (soft > wanted and wanted != resource.RLIM_INFINITY):
            return
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            return


def allowed_at_first() -> int | None:
    """The soft limit before `allow_many`, which a program that we start is to have; None if it was never raised."""
    return _at_first[0] if _at_first else None


def allowed() -> int:
    """How many one process may have open."""
    try:
        import resource
    except ImportError:  # Windows
        return UNLIMITED
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return UNLIMITED if soft == resource.RLIM_INFINITY else min(soft, UNLIMITED)


def free() -> int:
    """How many more connections this process can hold, as far as the system tells."""
    try:
        used = len(os.listdir("/dev/fd"))
    except OSError:
        used = SPARE
    return max(0, allowed() - used - SPARE)
