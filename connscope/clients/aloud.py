"""What is typed, said by a connection by hand that runs alone. It must not know how it is connected."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from .speech import NoRoom

if TYPE_CHECKING:
    from .byhand import ByHand

MOST_READ = 65536


def read_aloud(client: ByHand, room: threading.Event) -> None:
    """Have the first connection say what comes on stdin, a line of a terminal each, and half-close at its end.

    `room` is set whenever some of it has gone out.
    """
    while data := os.read(0, MOST_READ):
        room.set()
        while room.wait():
            room.clear()
            try:
                client.say(1, data)
                break
            except NoRoom:
                pass  # until some of it has gone out
            except ValueError:  # it is over
                return
    client.half_close(1)
