"""The loop that waits without a selector: what it watches is written as a selector's is, whatever it waits with.

Neither an epoll nor a poll object can be referred to weakly. A poll object is kept, and let go of once nobody else has
it; an epoll object cannot be, since its descriptor would stay open: that it is gone is seen when another one has its
place or its descriptor.

Its masks are those of `poll()`. A descriptor that is told of once and then no more (EPOLLONESHOT) is watched for
nothing from then on, and so it is written.
"""

from __future__ import annotations

import select
from selectors import EVENT_READ, EVENT_WRITE
from sys import getrefcount

from .foreign import number
from .looped import RingLoop
from .records import MODIFY, REGISTER
from .ringed import RingProbe
from .typed import Any, Dict, List, Optional, Set, Tuple
from .watching import met, note, unwatched


def mask_of(*names: str) -> int:
    """All of these that this system has."""
    return sum({number(getattr(select, prefix + name, 0)) for name in names for prefix in ("EPOLL", "POLL")})


READS = mask_of("IN", "PRI", "RDNORM", "RDBAND", "RDHUP")
WRITES = mask_of("OUT", "WRNORM", "WRBAND")
ONCE = mask_of("ONESHOT")


class Watch(Dict[int, int]):
    """What of ours a mask of the kernel's is; of a connection that is gone, all that was watched for."""

    def __missing__(self, events: int) -> int:
        told = (EVENT_READ if events & READS else 0) | (EVENT_WRITE if events & WRITES else 0)
        self[events] = watch = told if not events & ~(READS | WRITES) else told | EVENT_READ | EVENT_WRITE
        return watch


READY = Watch()


def watch_of(mask: int) -> int:
    """What a program watches for."""
    return (EVENT_READ if mask & READS else 0) | (EVENT_WRITE if mask & WRITES else 0)


def seconds(timeout: Any, unit: int) -> Optional[float]:
    """A timeout in a selector's manner, without end if it is negative; None for what will be refused."""
    return timeout / unit if type(timeout) in (int, float) and timeout >= 0 else None


class PollLoop(RingLoop):
    """What the probe knows of an epoll object, of a poll object, or of a thread that calls `select.select()`."""

    def __init__(self, probe: RingProbe, kind: str) -> None:
        super().__init__(probe, kind)
        self.fd = -1
        """Its own descriptor, if it has one."""
        self.masks: Dict[int, int] = {}
        """What each descriptor is watched for."""
        self.once: Set[int] = set()
        """Those that are told of once."""
        probe.loops.append(self)

    def watch(self, call: int, fileobj: Any, fd: int, watch: int) -> None:
        """A descriptor is watched for this from now on."""
        row = met(self.probe, fileobj, fd)
        self.watched[fd], self.masks[fd] = row.conn << 2, watch
        note(self.probe, call, self, row, watch, row.owes())

    def registered(self, fileobj: Any, fd: int, events: int) -> None:
        """It was registered, perhaps once more."""
        self.modified(fileobj, fd, events, MODIFY if fd in self.masks and self.is_same(fd) else REGISTER)

    def modified(self, fileobj: Any, fd: int, events: int, call: int = MODIFY) -> None:
        """Its registration changed."""
        (self.once.add if events & ONCE else self.once.discard)(fd)
        self.watch(call, fileobj, fd, watch_of(events))

    def is_same(self, fd: int) -> bool:
        """Whether the descriptor is still that of the connection which is watched."""
        row = self.probe.by_fd.get(fd)
        return row is not None and row.conn == self.watched.get(fd, 0) >> 2

    def unwatch(self, fd: int) -> None:
        """A descriptor is watched no more."""
        self.masks.pop(fd, None)
        self.once.discard(fd)
        unwatched(self.probe, self, fd)

    def ready_of(self, answer: List[Tuple[int, int]]) -> List[int]:
        """An answer as a record has it."""
        watched, masks = self.watched, self.masks
        return [watched.get(fd, 0) | READY[events] & (masks.get(fd) or 3) for fd, events in answer]

    def spent(self, answer: List[Tuple[int, int]]) -> None:
        """What was told of once is watched no more."""
        for fd in [fd for fd, _ in answer if fd in self.once]:
            row = self.probe.rows.get(self.watched.get(fd, 0) >> 2)
            if row is not None:
                note(self.probe, MODIFY, self, row, 0, row.owes())

    def told(self, answer: List[Tuple[int, int]], started: int) -> None:
        """It has an answer."""
        self.answered(answer, started, self.ready_of(answer))
        if self.once:
            self.spent(answer)


OURS_ALONE = 2
"""References that are counted to what we keep while nobody else has it."""


class Pollers:
    """The loops of all epoll and poll objects, by what they are."""

    def __init__(self, probe: RingProbe) -> None:
        self.probe = probe
        self.by_id: Dict[int, PollLoop] = {}
        self.kept: Dict[int, Any] = {}

    def find(self, poller: Any) -> PollLoop:
        """That of an object; it begins with the first call."""
        return self.by_id.get(id(poller)) or self.begin(poller)

    def begin(self, poller: Any) -> PollLoop:
        """An object is used for the first time."""
        self.let_go()
        kind = type(poller).__name__
        loop = self.by_id[id(poller)] = PollLoop(self.probe, kind)
        if kind == "epoll":
            loop.fd = -1 if poller.closed else poller.fileno()
        else:
            self.kept[id(poller)] = poller
        return loop

    def another(self, epoll: Any) -> None:
        """An epoll object has come about: whichever had its place or its descriptor is gone."""
        key, fd = id(epoll), epoll.fileno()
        for each in [each for each, loop in list(self.by_id.items()) if each == key or loop.fd == fd]:
            self.end(each)

    def let_go(self) -> None:
        """Those poll objects end that only we have."""
        for key in list(self.kept):
            try:
                is_ours = getrefcount(self.kept[key]) <= OURS_ALONE
            except KeyError:  # another thread was faster
                continue
            if is_ours:
                self.end(key)

    def end(self, key: int) -> None:
        """An object is closed, or gone. It is let go of last: only then another one can have its place."""
        loop = self.by_id.pop(key, None)
        self.kept.pop(key, None)
        if loop is not None:
            loop.end()
