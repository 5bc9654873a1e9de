"""What rows and events hold in memory, as Python accounts for it (tracemalloc): for `frames`.

What the system and the probe hold of a real connection is not in it.
"""

import gc
import tracemalloc
from contextlib import AsyncExitStack

from tests.bench.rows import Served, opened

ROWS = (1_000, 10_000)
EVENTS = 200_000


async def held() -> dict[str, float]:
    """Bytes of each row, with the facts that told of it; and of each event in a full log, with what refers to it."""
    found = {}
    for kind, ours in (("strangers", False), ("our own clients", True)):
        few, many = [await of_rows(rows, ours) for rows in ROWS]
        found[f"a row, {kind}"] = (many - few) / (ROWS[1] - ROWS[0])
    found["an event, of 200,000"] = await of_events()
    return found


async def of_rows(rows: int, ours: bool) -> int:
    """Bytes of an app with so many."""
    gc.collect()
    tracemalloc.start()
    async with AsyncExitStack() as stack:
        it = await opened(stack, Served(rows, ours=ours))
        it.story.facts = []  # the journal has them
        gc.collect()
        size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return size


async def of_events() -> float:
    """Bytes of each of them, a hundred connections having made them all."""
    async with AsyncExitStack() as stack:
        it = await opened(stack, Served(100))
        tracemalloc.start()
        while it.app.view.journal.end < EVENTS:
            it.some()
            it.later()
            it.take_in()
        it.story.facts.clear()
        gc.collect()
        size, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return size / EVENTS
