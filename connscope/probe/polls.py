"""What waits without a selector: epoll and poll objects. Each is a loop of its own, and its map is written down.

One that belongs to a selector is told of by that: it is known by what it is, and passes.
"""

from __future__ import annotations

import select

from .foreign import mro_of, number
from .inplace import Changes
from .looped import Loops, quietly
from .polled import Pollers, seconds, watch_of
from .records import ANSWER, CLOSE_SELECTOR, MODIFY, REGISTER, SELECT, UNREGISTER
from .ringed import RingProbe
from .traces import one_line
from .transfers import Wrapper
from .typed import Any, Callable, Dict
from .watching import nanoseconds


def descriptor(fileobj: Any) -> Any:
    """What is to be watched as a number: `fileno()` is asked once, as it would be without us."""
    if int in mro_of(type(fileobj)):
        return number(fileobj)
    try:
        asked = fileobj.fileno
    except AttributeError:  # it will be refused
        return fileobj
    fd = asked()
    if int not in mro_of(type(fd)):
        raise TypeError("fileno() returned a non-integer")
    return number(fd)


def mapping(probe: RingProbe, loops: Loops, pollers: Pollers, plain: Any, usual: int) -> Dict[str, Wrapper]:
    """Wrap the calls that say what to watch."""
    closed, stop, find, inner = probe.gate.closed, probe.stop, pollers.find, loops.inner
    plain_register, plain_modify, plain_unregister = plain.register, plain.modify, plain.unregister

    def register(self: Any, fd: Any, eventmask: Any = usual) -> Any:
        if id(self) in inner:
            return plain_register(self, fd, eventmask)
        loop = find(self)
        if closed[REGISTER]:
            stop(REGISTER, loop, watch_of(number(eventmask)), fd)
        try:
            given = descriptor(fd)
            answer = plain_register(self, given, eventmask)
        except Exception as error:
            one_line(error)
            raise
        quietly(probe, loop.registered, fd, given, number(eventmask))
        return answer

    def modify(self: Any, fd: Any, eventmask: Any) -> Any:
        if id(self) in inner:
            return plain_modify(self, fd, eventmask)
        loop = find(self)
        if closed[MODIFY]:
            stop(MODIFY, loop, watch_of(number(eventmask)), fd)
        try:
            given = descriptor(fd)
            answer = plain_modify(self, given, eventmask)
        except Exception as error:
            one_line(error)
            raise
        quietly(probe, loop.modified, fd, given, number(eventmask))
        return answer

    def unregister(self: Any, fd: Any) -> Any:
        if id(self) in inner:
            return plain_unregister(self, fd)
        loop = find(self)
        if closed[UNREGISTER]:
            stop(UNREGISTER, loop, 0, fd)
        try:
            given = descriptor(fd)
            answer = plain_unregister(self, given)
        except Exception as error:
            one_line(error)
            raise
        quietly(probe, loop.unwatch, given)
        return answer

    return {"register": register, "modify": modify, "unregister": unregister}


def waiting(probe: RingProbe, pollers: Pollers, plain: Callable[..., Any], unit: int) -> Wrapper:
    """What both kinds of `poll` do for an object that is nobody else's."""
    closed, stop, find = probe.gate.closed, probe.stop, pollers.find

    def wait(self: Any, timeout: Any, *rest: Any) -> Any:
        loop, lasting = find(self), seconds(timeout, unit)
        if closed[SELECT]:
            stop(SELECT, loop, nanoseconds(lasting))
        started = loop.sleeps(lasting)
        try:
            answer = plain(self, timeout, *rest)
        except BaseException:
            loop.wakes()
            raise
        quietly(probe, loop.told, answer, started)
        if closed[ANSWER]:
            stop(ANSWER, loop, loop.timeout)
        return answer

    return wait


def polling(probe: RingProbe, loops: Loops, pollers: Pollers, plain: Any) -> Dict[str, Wrapper]:
    """Wrap `poll` of poll objects, which counts in milliseconds."""
    inner, plain_poll = loops.inner, plain.poll
    wait = waiting(probe, pollers, plain_poll, 1000)

    def poll(self: Any, timeout: Any = None) -> Any:
        if id(self) in inner:
            return plain_poll(self, timeout)
        try:
            return wait(self, timeout)
        except BaseException as error:
            one_line(error)
            raise

    return {"poll": poll}


def epolling(probe: RingProbe, loops: Loops, pollers: Pollers) -> Dict[str, Any]:
    """Wrap `poll` of epoll objects, which counts in seconds, and how they come and go."""
    closed, stop, inner = probe.gate.closed, probe.stop, loops.inner
    plain_poll, plain_close, plain_fromfd = select.epoll.poll, select.epoll.close, select.epoll.fromfd
    wait = waiting(probe, pollers, plain_poll, 1)

    def poll(self: Any, timeout: Any = None, maxevents: Any = -1) -> Any:
        if id(self) in inner:
            return plain_poll(self, timeout, maxevents)
        try:
            return wait(self, timeout, maxevents)
        except BaseException as error:
            one_line(error)
            raise

    def __init__(self: Any, *_: Any, **__: Any) -> None:  # noqa: N807 - it is that
        if type(self) is select.epoll:
            quietly(probe, pollers.another, self)

    def fromfd(_: Any, fd: Any, /) -> Any:
        answer = plain_fromfd(fd)
        quietly(probe, pollers.end, id(answer))
        return answer

    def close(self: Any) -> None:
        loop = pollers.by_id.get(id(self))
        if loop is not None and closed[CLOSE_SELECTOR]:
            stop(CLOSE_SELECTOR, loop)
        plain_close(self)
        if loop is not None:
            quietly(probe, pollers.end, id(self))

    return {"poll": poll, "__init__": __init__, "fromfd": classmethod(fromfd), "close": close}


def take_no_names(wrapper: Any) -> None:
    """Its arguments can no longer be given by their names."""
    code = wrapper.__code__
    wrapper.__code__ = code.replace(co_posonlyargcount=code.co_argcount)


def watch_polls(probe: RingProbe, loops: Loops, changes: Changes) -> None:
    """Set wrappers on both types, if this system has them."""
    pollers = Pollers(probe)
    kind: Any
    if hasattr(select, "poll"):
        kind, usual = type(select.poll()), select.POLLIN | select.POLLPRI | select.POLLOUT
        calls = {**mapping(probe, loops, pollers, kind, usual), **polling(probe, loops, pollers, kind)}
        for each in calls.values():
            take_no_names(each)
        changes.put(kind, calls)
    if hasattr(select, "epoll"):
        kind, usual = select.epoll, select.EPOLLIN | select.EPOLLPRI | select.EPOLLOUT
        changes.put(kind, {**mapping(probe, loops, pollers, kind, usual), **epolling(probe, loops, pollers)})
