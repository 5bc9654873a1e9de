"""Scripts that wait with epoll objects, poll objects and `select.select()`, for a program that is watched and for one
that is not: what they answer must be the same."""

import os
import select
import selectors
import socket
import subprocess
import sys
import threading
from contextlib import closing, contextmanager
from select import epoll, poll
from select import select as chosen

from tests.probe.numbered import Numbered, Plain, Refusing
from tests.probe.signalled import interrupted, raising

IN, OUT = select.POLLIN, select.POLLOUT


@contextmanager
def pair():
    """Both ends, of which something can be read from the first."""
    near, far = socket.socketpair()
    with near, far:
        far.send(b"x")
        yield near, far


def with_epoll(script):
    """Run it with an epoll object and a pair; descriptors in its answer become words."""

    def run(*_):
        with pair() as (near, far), closing(epoll()) as waits:
            return named(script(waits, near, far), near, far)

    return run


def with_poll(script):
    """The same with a poll object."""

    def run(*_):
        with pair() as (near, far):
            return named(script(poll(), near, far), near, far)

    return run


def with_select(script):
    """The same without an object."""

    def run(*_):
        with pair() as (near, far):
            return named(script(near, far), near, far)

    return run


def named(answer, near, far):
    """The answer without what differs from run to run."""
    names = {near: "near", far: "far", near.fileno(): "fd of near", far.fileno(): "fd of far"}
    if isinstance(answer, list | tuple):
        return type(answer)(named(each, near, far) for each in answer)
    return names.get(answer, answer) if isinstance(answer, int | socket.socket) else answer


def several(*steps):
    """What each step answers, or raises."""

    def run(*things):
        answers = []
        for step in steps:
            try:
                answers.append(step(*things))
            except Exception as error:
                answers.append((type(error), error.args if isinstance(error, OSError) else ""))
        return answers

    return run


def nested(waits, near, _):
    with closing(epoll()) as outer, selectors.DefaultSelector() as selector:
        waits.register(near, IN)
        outer.register(waits, IN)
        selector.register(outer, selectors.EVENT_READ)
        return [mask for _, mask in selector.select(1)], [mask for _, mask in outer.poll(1)], waits.poll(1)


def adopted(waits, near, _):
    waits.register(near, IN)
    other = epoll.fromfd(os.dup(waits.fileno()))
    with other:
        return other.poll(1), other.closed


def many(*_):
    """Objects that come and go."""
    with pair() as (near, _):
        found = []
        for _ in range(50):
            with closing(epoll()) as first:
                first.register(near, IN)
                found.append(len(first.poll(0)))
            second = poll()
            second.register(near)
            found.append(len(second.poll(0)))
        return found


def in_threads(*_):
    """Each with its own."""
    answers = []

    def run():
        with pair() as (near, far):
            answers.append([len(each) for each in chosen([near], [near, far], [], 1)])

    threads = [threading.Thread(target=run) for _ in range(5)]
    for each in threads:
        each.start()
        each.join()
    return answers


def spoken_with(*_):
    with subprocess.Popen([sys.executable, "-ISc", "print(input())"], stdin=-1, stdout=-1) as child:
        return child.communicate(b"hello\n", timeout=50), child.returncode


def kept_by_a_class(*_):
    class Waits:
        wait = select.select
        new = select.poll

    return Waits().wait([], [], [], 0), type(Waits().new()).__name__


def with_a_tuple(*_):
    """As asyncio registers what is not a transport's."""
    with pair() as (near, far), selectors.DefaultSelector() as selector:
        selector.register(far, 1, (None, None))
        answers = [far.sendmsg([b"one"]), selector.select(1) and far.recv(1)]
        selector.modify(far, 1, (near, "two"))
        far.shutdown(1)
        return [*answers, far.close(), selector.unregister(far).data[1]]


def shrinking(_, far):
    """A list that loses its last thing whenever one in it is asked for its descriptor."""
    things = []

    class Thing:
        def fileno(self):
            del things[-1]
            return far.fileno()

    things += [Thing() for _ in range(10)]
    first = things[:5]
    return [chosen([], things, [], 0) == ([], first, []), len(things)]


def by_itself(near, far):
    """Things that have `fileno` themselves, and not by their class, beside one that has it by that."""
    mine, other = Plain(), Plain()
    mine.fileno, other.fileno = near.fileno, far.fileno
    answer = chosen([mine, near], {other, far}, [], 0)
    return [each is mine or each for each in answer[0]], len(answer[1]), {type(each) for each in answer[1]}


def counted(near, _):
    mine = Numbered(near.fileno())
    answer = chosen([mine], [mine], [mine], 0)
    return [each == [mine] for each in answer], mine.asked


SCRIPTS = {
    "epoll": with_epoll(
        several(
            lambda e, near, _: e.register(near, IN),
            lambda e, *_: e.poll(1),
            lambda e, *_: e.poll(timeout=1, maxevents=5),
            lambda e, near, _: e.register(near, IN),
            lambda e, near, _: e.modify(near.fileno(), OUT),
            lambda e, *_: e.poll(1, 1),
            lambda e, _, far: e.modify(far, OUT),
            lambda e, _, far: e.register(far, select.EPOLLOUT | select.EPOLLONESHOT),
            lambda e, *_: sorted(e.poll()),
            lambda e, *_: e.poll(0),
            lambda e, near, _: e.unregister(near),
            lambda e, near, _: e.unregister(near),
            lambda e, *_: e.poll(0.001),
            lambda e, *_: (e.closed, e.close(), e.closed, e.close()),
            lambda e, *_: e.poll(0),
            lambda e, near, _: e.register(near),
        )
    ),
    "epoll, wrongly": with_epoll(
        several(
            lambda e, *_: e.register("x"),
            lambda e, *_: e.register(-1),
            lambda e, *_: e.register(9999, IN),
            lambda e, *_: e.register(Refusing(), IN),
            lambda e, *_: e.register(Numbered("x"), IN),
            lambda e, near, _: e.register(near, "x"),
            lambda e, *_: e.register(),
            lambda e, *_: e.poll("x"),
            lambda e, *_: e.poll(1, 0),
            lambda e, *_: e.poll(1, 2, 3),
            lambda e, *_: e.unregister(True),
            lambda *_: epoll(-5),
            lambda *_: epoll(1, 2, 3),
            lambda *_: epoll.fromfd("x"),
        )
    ),
    "epoll, nested": with_epoll(nested),
    "epoll of another's descriptor": with_epoll(adopted),
    "epoll, by name": with_epoll(lambda e, near, _: (e.register(fd=near, eventmask=IN), e.poll(1))),
    "epoll, a descriptor is asked for once": with_epoll(
        lambda e, near, _: [
            (e.register(mine, IN), e.modify(mine, OUT), e.unregister(mine), mine.asked)
            for mine in [Numbered(near.fileno())]
        ]
    ),
    "epoll and a signal": with_epoll(lambda e, *_: interrupted(e.poll)),
    "epoll and a signal that raises": with_epoll(lambda e, *_: raising(e.poll)),
    "epoll in a block": lambda *_: [(each.__enter__() is each, each.__exit__(), each.closed) for each in [epoll()]],
    "poll": with_poll(
        several(
            lambda p, near, _: p.register(near),
            lambda p, near, _: p.register(near, IN),
            lambda p, *_: p.poll(),
            lambda p, _, far: p.register(far.fileno(), OUT),
            lambda p, *_: sorted(p.poll(1000)),
            lambda p, near, _: p.modify(near, OUT),
            lambda p, *_: sorted(p.poll(-1)),
            lambda p, near, _: p.unregister(near),
            lambda p, near, _: p.unregister(near),
            lambda p, near, _: p.modify(near, IN),
            lambda p, _, far: (far.close(), p.poll(0)[0][1]),
        )
    ),
    "poll, wrongly": with_poll(
        several(
            lambda p, *_: p.register("x"),
            lambda p, *_: p.register(Numbered(1.5)),
            lambda p, near, _: p.register(near, -1),
            lambda p, near, _: p.register(fd=near),
            lambda p, *_: p.poll("x"),
            lambda p, *_: p.poll(timeout=1),
            lambda p, *_: p.poll(10**30),
            lambda p, *_: type(p)(),
        )
    ),
    "poll and a signal": with_poll(lambda p, *_: interrupted(lambda seconds: p.poll(seconds * 1000))),
    "objects that come and go": many,
    "selector, a tuple is registered": with_a_tuple,
    "select": with_select(
        several(
            lambda near, far: chosen([near], [near.fileno(), far, near], [], 1),
            lambda near, far: chosen((near, near), iter([far]), {}, 1),
            lambda *_: chosen([], [], [], 0),
            lambda _, far: chosen([far], [], [far], 0.001),
            lambda near, _: (near.recv(1), chosen([near], [], [], 0)),
            lambda near, far: (far.close(), chosen([near], [], [])),
            lambda _, far: chosen([far], [], [], 0),
            lambda near, _: chosen([near], [near], [near]),
        )
    ),
    "select, wrongly": with_select(
        several(
            lambda *_: chosen(5, [], []),
            lambda *_: chosen([], []),
            lambda near, _: chosen([near], [], [], "x"),
            lambda near, _: chosen([near], [], [], -1),
            lambda near, _: chosen(rlist=[near], wlist=[], xlist=[]),
            lambda *_: chosen(["x"], [], [], 0),
            lambda *_: chosen([-1], [], [], 0),
            lambda *_: chosen([99999], [], [], 0),
            lambda *_: chosen([Refusing()], [], [], 0),
            lambda *_: chosen([Numbered("x")], [], [], 0),
            lambda *_: chosen([None], [], [], 0),
        )
    ),
    "select, a descriptor is asked for as often": with_select(counted),
    "select, a list that becomes shorter": with_select(shrinking),
    "select, a descriptor is asked of the thing itself": with_select(by_itself),
    "select and a signal": with_select(lambda _, far: interrupted(lambda seconds: chosen([far], [], [], seconds))),
    "select in threads": in_threads,
    "kept by a class": kept_by_a_class,
    "subprocess": spoken_with,
}
