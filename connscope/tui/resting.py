"""A beat that rests while nothing happens: then it comes seldom, until what is observed goes on and says so.

To look ten times a second whether there is news costs more than all else that an idle screen does. It must not know
what is drawn, nor when there is nothing to be drawn.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from textual.message_pump import MessagePump

RESTING_BEATS = 5
"""So many times seldomer it comes while it rests."""
WAKING_SECONDS = 0.005
"""Between the call and the beat: to accept a client, and to answer it, takes less."""


class Resting:
    """The beat of one screen, for as long as that is mounted."""

    def __init__(self, screen: MessagePump, seconds: float, beat: Callable[[], None]) -> None:
        self.screen = screen
        self.beat = beat
        self.rests = False
        self.is_woken = False
        """Whether it has been called, and goes on in a moment."""
        self.loop = asyncio.get_running_loop()
        self.often = screen.set_interval(seconds, beat)
        self.seldom = screen.set_interval(seconds * RESTING_BEATS, self.now_and_then)

    def now_and_then(self) -> None:
        """What goes on also then: time is told, and kernels are asked."""
        if self.rests:
            self.beat()

    def rest(self) -> None:
        """Beat seldom, until `go_on`."""
        if not self.is_woken:
            self.rests = True
            self.often.pause()

    def go_on(self) -> None:
        """Beat as ever, and now if it has rested."""
        self.rests = self.is_woken = False
        self.often.resume()

    def wake(self) -> None:
        """Go on in a moment. From any thread, which does not wait; when the application is over it does nothing."""
        with suppress(RuntimeError):  # there is no loop any more
            self.loop.call_soon_threadsafe(self.screen.call_later, self.woken)

    def woken(self) -> None:
        """Something happens; what that is, is about to be written down."""
        if self.rests and not self.is_woken:
            self.is_woken = True
            self.screen.set_timer(WAKING_SECONDS, self.go_on)
