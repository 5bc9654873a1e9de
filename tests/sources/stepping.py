"""A source at its gate: step by step, and what each step shows."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from connscope import events as ev
from connscope.events import Fact, Held
from connscope.sources.clients import ClientSource
from connscope.sources.servers import serve
from connscope.sources.thread import ThreadSource
from connscope.wishes import GateWish, Hold, StepCall
from tests.sources.draining import Watched

BY_THE_WAY = (ev.OutbSeen, ev.Asleep)
"""Told of calls and loops, but no calls themselves."""

CALLED: dict[type[Fact], str] = {
    ev.Opened: "socket",
    ev.Bound: "bind",
    ev.Listening: "listen",
    ev.Accepted: "accept",
    ev.Connecting: "connect",
    ev.Connected: "getsockopt",
    ev.PeerFinished: "recv",
    ev.Registered: "register",
    ev.Modified: "modify",
    ev.Unregistered: "unregister",
    ev.HalfClosed: "shutdown",
    ev.Closed: "close",
    ev.BlockingSet: "setblocking",
    ev.OptionSet: "setsockopt",
    ev.Woke: "select",
    ev.LoopEnded: "close",
}
"""What was called, where the fact does not say."""


def is_call(fact: Fact) -> bool:
    """Whether it tells of one call."""
    return isinstance(fact, ev.CallFact | ev.Woke | ev.Idled | ev.LoopEnded) and not isinstance(fact, BY_THE_WAY)


class Stepped(Watched):
    """A source whose stops are waited for."""

    left = 0
    """How many facts there were when it was last let go."""

    @property
    def held(self) -> Held | None:
        """Where its thread stands still since it was last let go."""
        ends = [fact for fact in self.facts[self.left :] if isinstance(fact, Held | ev.Released)]
        return ends[-1] if ends and isinstance(ends[-1], Held) else None

    def stop(self, meanwhile: Callable[[], object] = lambda: None) -> Held:
        """Where it stands, once it does."""
        self.until(lambda: self.held or meanwhile())
        assert self.held
        assert self.program.held is self.held
        return self.held

    def let_go(self, wish: GateWish) -> None:
        """By this wish it goes on from where it stands."""
        assert self.held
        self.left = len(self.facts)
        self.source.do(wish)

    def step(self, wish: GateWish | None = None, meanwhile: Callable[[], object] = lambda: None) -> Held:
        """Go on to the next stop."""
        self.let_go(wish or StepCall())
        return self.stop(meanwhile)

    def made(self) -> list[Fact]:
        """The calls that were made since it was last let go."""
        return [fact for fact in self.facts[self.left :] if is_call(fact)]


@contextmanager
def held_when_woken(source: ThreadSource) -> Iterator[Stepped]:
    """A source that is asleep, and is to be held as soon as somebody wakes it."""
    it = Stepped(source)
    try:
        it.until(it.is_asleep)
        source.do(Hold())
        yield it
    finally:
        source.stop()


def stepping(policy: str) -> AbstractContextManager[Stepped]:
    """One of the built-in servers."""
    return held_when_woken(serve(policy, "127.0.0.1", 0))


def stepping_clients() -> AbstractContextManager[Stepped]:
    """Our own clients, of which there are none yet."""
    return held_when_woken(ClientSource())
