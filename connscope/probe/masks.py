"""The kernel's mask of a registered descriptor: what the program asked for, without reading where that was stopped.

What the program sees of it, `get_map()` and `key.events`, stays what it said. Only selectors that keep an object of
the kernel's (epoll, poll, devpoll) have a mask that can differ from it.
"""

from __future__ import annotations

from errno import ENOTSUP
from selectors import EVENT_READ, EVENT_WRITE

from .foreign import number
from .typed import Any


def can_differ(selector: Any) -> bool:
    """Whether the kernel can be asked for less than the program asked for."""
    return hasattr(getattr(selector, "_selector", None), "modify")


def merge(selector: Any, key: Any, *, paused: bool) -> None:
    """Have the kernel watch for what the program wants, without reading if that is stopped. Raises OSError.

    That a connection is gone (POLLHUP, POLLERR) it tells all the same: it cannot be asked not to.
    """
    if not can_differ(selector):
        raise OSError(ENOTSUP, "this selector has no mask of its own")
    events = number(key.events)
    mask = selector._EVENT_READ if events & EVENT_READ and not paused else 0
    mask |= selector._EVENT_WRITE if events & EVENT_WRITE else 0
    selector._selector.modify(key.fd, mask)
