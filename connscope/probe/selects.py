"""`select.select()`: each thread that calls it is a loop, which watches what it was called with last.

Only what has changed since the last call is written. Whatever the descriptors came as is asked for its number once, as
it would be without us, and what the program gets back is what it has given.
"""

from __future__ import annotations

import select as system
from selectors import EVENT_READ, EVENT_WRITE
from sys import _current_frames
from threading import get_ident

from .inplace import Changes
from .looped import quietly
from .polled import PollLoop, seconds
from .polls import descriptor
from .records import ANSWER, MODIFY, REGISTER, SELECT
from .ringed import RingProbe
from .traces import one_line
from .transfers import Wrapper
from .typed import Any, Dict, List, Tuple
from .watching import nanoseconds

Asked = Tuple[List[Any], List[Any], List[Any]]


def numbered(given: Any) -> Tuple[List[Any], List[Any]]:
    """What is watched for one thing, which may be any iterable, and each as a number.

    A list may become shorter while its things are asked, as it may without us: what is gone by then is not asked.
    """
    try:
        each = iter(given)
    except TypeError:
        raise TypeError("arguments 1-3 must be sequences") from None
    things: List[Any] = []
    numbers: List[Any] = []
    for thing in each if type(given) in (list, tuple) else list(each):
        things.append(thing)
        numbers.append(descriptor(thing))
    return things, numbers


def are_descriptors(asked: Asked) -> bool:
    """Whether all of them may be such; if not, it will be refused."""
    return all(type(fd) is int and fd >= 0 for fds in asked for fd in fds)


class Selects:
    """The loops of all threads that call it."""

    def __init__(self, probe: RingProbe) -> None:
        self.probe = probe
        self.by_thread: Dict[int, PollLoop] = {}

    def find(self) -> PollLoop:
        """That of this thread."""
        ident = get_ident()
        loop = self.by_thread.get(ident)
        if loop is None:
            self.let_go()
            loop = self.by_thread[ident] = PollLoop(self.probe, "select")
        return loop

    def let_go(self) -> None:
        """Those of threads end that are over."""
        alive = _current_frames()
        for ident in [ident for ident in self.by_thread if ident not in alive]:
            loop = self.by_thread.pop(ident, None)
            if loop is not None:  # else another thread was faster
                loop.end()

    def differ(self, loop: PollLoop, given: Asked, asked: Asked) -> None:
        """Write down what is watched now that was not, and the other way round."""
        wanted: Dict[int, int] = {}
        objects: Dict[int, Any] = {}
        for fds, fileobjs, watch in zip(asked, given, (EVENT_READ, EVENT_WRITE, EVENT_READ)):
            for fd, fileobj in zip(fds, fileobjs):
                wanted[fd] = wanted.get(fd, 0) | watch
                objects[fd] = fileobj
        before = loop.masks
        for fd in [fd for fd in before if fd not in wanted]:
            loop.unwatch(fd)
        for fd, watch in wanted.items():
            known = fd in before and loop.is_same(fd)
            if not known or before[fd] != watch:
                loop.watch(MODIFY if known else REGISTER, objects[fd], fd, watch)

    def answered(self, loop: PollLoop, answer: Asked, started: int) -> None:
        """Write down what it said."""
        ready: Dict[int, int] = {}
        for fds, watch in zip(answer, (EVENT_READ, EVENT_WRITE, EVENT_READ)):
            for fd in fds:
                ready[fd] = ready.get(fd, 0) | watch
        loop.answered([], started, [loop.watched.get(fd, 0) | watch for fd, watch in ready.items()])


def back(given: List[Any], asked: List[Any], answer: List[int]) -> List[Any]:
    """Of what was given, that which is in the answer."""
    ready = set(answer)
    return [each for each, fd in zip(given, asked) if fd in ready] if ready else []


def selecting(probe: RingProbe, selects: Selects, plain: Any) -> Dict[str, Wrapper]:
    """Wrap it."""
    closed, stop = probe.gate.closed, probe.stop

    def wait(given: Asked, asked: Asked, timeout: Any) -> Any:
        loop, lasting = selects.find(), seconds(timeout, 1)
        quietly(probe, selects.differ, loop, given, asked)
        if closed[SELECT]:
            stop(SELECT, loop, nanoseconds(lasting))
        started = loop.sleeps(lasting)
        try:
            answer = plain(*asked, timeout)
        except BaseException:
            loop.wakes()
            raise
        quietly(probe, selects.answered, loop, answer, started)
        if closed[ANSWER]:
            stop(ANSWER, loop, loop.timeout)
        return tuple(map(back, given, asked, answer))

    def select(rlist: Any, wlist: Any, xlist: Any, timeout: Any = None, /) -> Any:
        try:
            given, asked = zip(numbered(rlist), numbered(wlist), numbered(xlist))  # type: Any, Any
            only_sleeps = not any(asked) and get_ident() not in selects.by_thread
            return plain(*given, timeout) if only_sleeps or not are_descriptors(asked) else wait(given, asked, timeout)
        except BaseException as error:
            one_line(error)
            raise

    return {"select": select}


def watch_select(probe: RingProbe, changes: Changes) -> None:
    """Set a wrapper in the module. Selectors have taken theirs before."""
    changes.stand_in(system, selecting(probe, Selects(probe), system.select))
