"""A beat that rests while nothing happens: then it comes when it is told to, or what is observed goes on and says so.

To look ten times a second whether there is news costs more than all else that an idle screen does; and a process that
sleeps has all of its memory to fetch again each time that it wakes. It must not know what is drawn, nor when there is
nothing to be drawn.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from textual.message_pump import MessagePump

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
        self.has_rested = False
        """Whether there was no beat for a while, until somebody says that he has heard of that."""
        self.loop = asyncio.get_running_loop()
        self.often = screen.set_interval(seconds, beat)
        self.alarm: asyncio.TimerHandle | None = None

    def rest(self, seconds: float) -> None:
        """Beat no more, but once in so many seconds, until `go_on`."""
        if not self.is_woken:
            self.rests = self.has_rested = True
            self.often.pause()
            self.set_alarm(seconds)

    def set_alarm(self, seconds: float | None) -> None:
        """One beat then, and none that was to come before; None: none at all."""
        if self.alarm is not None:
            self.alarm.cancel()
        self.alarm = self.loop.call_later(seconds, self.look) if seconds is not None else None

    def look(self) -> None:
        """A beat now, though it rests."""
        self.screen.call_later(self.beat_once)

    def beat_once(self) -> None:
        """If it does not go on already."""
        if self.rests:
            self.beat()

    def go_on(self) -> None:
        """Beat as ever, and now if it has rested."""
        self.rests = self.is_woken = False
        self.set_alarm(None)
        self.often.resume()

    def wake(self) -> None:
        """Go on in a moment. From any thread."""
        self.have_done(self.woken)

    def have_done(self, what: Callable[[], object]) -> None:
        """Do it in the screen's own thread. Whoever asks does not wait; when the application is over, nobody does."""
        with suppress(RuntimeError):  # there is no loop any more
            self.loop.call_soon_threadsafe(self.screen.call_later, what)

    def woken(self) -> None:
        """Something happens; what that is, is about to be written down."""
        if self.rests and not self.is_woken:
            self.is_woken = True
            self.screen.set_timer(WAKING_SECONDS, self.go_on)
