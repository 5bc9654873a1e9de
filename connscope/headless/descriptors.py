"""File descriptors: as many as the system lets us have, since each connection takes one."""

from contextlib import suppress

FALLBACKS = (65_536, 10_240)
"""Tried where the hard limit is refused: it may be infinite, and the true one (macOS) told nowhere."""


def allow_many() -> None:
    """Raise the soft limit on open files to the hard one, where there is such a thing."""
    try:
        import resource
    except ImportError:  # Windows
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for wanted in (hard, *FALLBACKS):
        if soft == wanted or (soft > wanted and wanted != resource.RLIM_INFINITY):
            return
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            return
