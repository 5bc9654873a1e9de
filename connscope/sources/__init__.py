"""Sources of facts: a program in a thread of this process, later a child process or a recording.

Whoever reads a source cannot tell which it is. A source is drained many times, and stopped.
"""

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from connscope.events import ConnId, Fact
from connscope.wishes import Wish


class Source(Protocol):
    """Where facts come from."""

    name: str

    def drain(self) -> list[Fact]:
        """All facts since the last time, oldest first. Never waits, and never raises."""

    def stop(self) -> None:
        """End, within a second; a program that cannot be ended is abandoned."""


@runtime_checkable
class Waking(Source, Protocol):
    """A source that need not be looked at for as long as nothing happens there."""

    def wake_once(self, wake: Callable[[], None]) -> bool:
        """Have this called when it goes on, in its own thread: it must not raise, and not wait. Calls no other before.

        Answers whether it sleeps by now. What is drained after that is all there is until it is called; where it does
        not sleep, or time alone makes news, nobody may rely on being called.
        """


@runtime_checkable
class Lagging(Source, Protocol):
    """A source that may have more to tell than it hands out at once."""

    @property
    def is_behind(self) -> bool:
        """Whether there was more than the last drain has taken."""


class Observed(Source, Protocol):
    """A source that runs a program: something can be wished of it."""

    def do(self, wish: Wish) -> None:
        """What is wished at the gate, or of a connection. ValueError, with a sentence, for what cannot be done."""

    def look(self, conn: ConnId) -> None:
        """Have it told (`OutbSeen`) what the program's `outb` for that connection holds."""
