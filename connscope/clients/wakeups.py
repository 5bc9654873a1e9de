"""What wakes a loop that sleeps in `select()`, besides its sockets: time, and what other threads ask of it.

Small tools for the clients' loops. They must not know what is due or what is asked.
"""

import heapq
import selectors
import signal
import socket
from collections import deque
from collections.abc import Callable
from contextlib import suppress

SPARE_ENTRIES = 64
LONGEST_SLEEP = 86_400.0  # the system's own clock of a sleep ends after 24 days


class Timetable:
    """When which connection is to be looked at: a heap, so that no loop looks at those with nothing to do."""

    def __init__(self) -> None:
        self._entries: list[tuple[float, int]] = []
        self._times: dict[int, float] = {}
        """What holds; an entry that says otherwise does not."""

    def put(self, connid: int, when: float) -> None:
        """Have `connid` come up once at `when`, and not at the time that was said before; infinity is never."""
        if self._times.get(connid) == when:
            return
        self.remove(connid)
        if when < float("inf"):
            self._times[connid] = when
            heapq.heappush(self._entries, (when, connid))

    def remove(self, connid: int) -> None:
        """Have it not come up."""
        self._times.pop(connid, None)
        if len(self._entries) > 2 * len(self._times) + SPARE_ENTRIES:
            self._entries = [(when, connid) for connid, when in self._times.items()]
            heapq.heapify(self._entries)

    def patience(self, now: float) -> float | None:
        """How long `select()` may sleep, in seconds."""
        while self._entries and not self._holds(*self._entries[0]):
            heapq.heappop(self._entries)
        return min(max(0.0, self._entries[0][0] - now), LONGEST_SLEEP) if self._entries else None

    def due(self, now: float) -> list[int]:
        """Take out all whose time has come, the earliest first."""
        connids = []
        while self._entries and self._entries[0][0] <= now:
            when, connid = heapq.heappop(self._entries)
            if self._holds(when, connid):
                del self._times[connid]
                connids.append(connid)
        return connids

    def _holds(self, when: float, connid: int) -> bool:
        return self._times.get(connid) == when


class Letterbox:
    """What other threads and signal handlers ask of a loop, and the byte that wakes it to see to that."""

    def __init__(self, sel: selectors.BaseSelector) -> None:
        self._letters: deque[Callable[[], None]] = deque()
        self._wakeup, self._waker = socket.socketpair()
        self._wakeup.setblocking(False)
        self._waker.setblocking(False)
        self._hears = False
        sel.register(self._wakeup, selectors.EVENT_READ, data=None)

    def hear_signals(self) -> None:
        """Have every signal wake the loop; in the main thread only."""
        # Its handler runs when Python goes on, and that may be just about to go to sleep.
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        self._hears = True

    def post(self, letter: Callable[[], None]) -> None:
        """Have the loop call `letter`, from any thread; after `close` nobody will."""
        self._letters.append(letter)
        with suppress(OSError):  # full: the loop is awake already; closed: it has ended
            self._waker.send(b"!")

    def drain(self) -> None:
        """Take the bytes of the wakeup, so that `select()` can sleep again."""
        self._wakeup.recv(4096)

    def deliver(self) -> None:
        """Call what was asked, in order."""
        while self._letters:
            self._letters.popleft()()

    def close(self) -> None:
        """Close both ends."""
        if self._hears:
            signal.set_wakeup_fd(-1)
        self._wakeup.close()
        self._waker.close()
