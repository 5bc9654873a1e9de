"""What the first keys will need, loaded while nobody waits for anything: no start waits for it, and no key.

It must not know what the keys do with it.
"""

import threading
from importlib import import_module

IDLE_SECONDS = 1.0
"""So long after the first frame: whoever has typed ahead has been served by then."""

NEEDED = (
    "connscope.clients.plans",
    "connscope.sources.clients",
    "connscope.tui.wishing",
    "connscope.tui.screens.launcher",
)
"""By the first client, and by the form for many."""


def load() -> None:
    """Have it there; nobody waits for the thread that does it."""
    threading.Thread(target=load_all, name="connscope ahead", daemon=True).start()


def load_all() -> None:
    """One after the other."""
    for name in NEEDED:
        import_module(name)
