"""What is typed, said by a connection by hand that runs alone. It must not know how it is connected."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING

from .speech import NoRoom

if TYPE_CHECKING:
    from .byhand import ByHand

MOST_READ = 65536


def read_aloud(client: ByHand, room: threading.Event) -> None:
    """Have the first connection say what comes on stdin, a line of a terminal each, and half-close when no more comes.

    `room` is set whenever some of it has gone out.
    """
    while data := heard():
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


def heard() -> bytes:
    """What comes next on stdin; nothing at its end, or if there is no stdin."""
    if sys.stdin is None:  # it was closed before we began, and descriptor 0 is one of ours
        return b""
    try:
        return os.read(0, MOST_READ)
    except OSError:  # EIO: its terminal is gone
        return b""
