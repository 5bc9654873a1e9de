"""Who waits for somebody else lets him go first: to ask without a pause takes the interpreter from him."""

import os


def moment() -> None:
    """Before one asks again."""
    os.sched_yield()
