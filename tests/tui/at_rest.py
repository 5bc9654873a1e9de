"""When an app has come to rest: each message is dealt with, and each that came of it.

Textual's pilot asks every widget to call back, twice for each key: a third of all messages in a test of the screen, and
what comes of the others may still be under way. Here it is seen by who waits for a message.
"""

import asyncio
from typing import Any

from textual.message_pump import MessagePump
from textual.pilot import Pilot

ASKED = Pilot._wait_for_screen
TURNS = 100
"""So often everybody may go on until one of them is believed to wait for something else than a message."""


def is_at_rest(pump: MessagePump) -> bool:
    """Whether it waits for a message, and none is there."""
    queue = pump._message_queue
    return not queue.values and bool(queue.ready_event._waiters)  # type: ignore[attr-defined]


async def at_rest(pilot: Pilot[Any], timeout: float = 30.0) -> bool:
    """Wait until all of the app is at rest; one that never is, as after a crash, is asked in Textual's way."""
    for _ in range(TURNS):
        await asyncio.sleep(0)
        app = pilot.app
        if is_at_rest(app) and all(is_at_rest(node) for node in app._registry if node._task is not None):
            return True
    return await ASKED(pilot, timeout)
