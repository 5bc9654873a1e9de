"""Waits for a pair of sockets in all the ways there are: a word before each, so that a reader knows where it is."""

import select
import selectors
import socket

IN, OUT = select.POLLIN, select.POLLOUT

near, far = socket.socketpair()
far.send(b"x")


def by_epoll() -> None:
    waits, outer = select.epoll(), select.epoll()
    waits.register(near, select.EPOLLIN | select.EPOLLONESHOT)
    outer.register(waits, IN)
    outer.poll(1)
    waits.poll(1)
    outer.close()
    waits.close()


def by_poll() -> None:
    waits = select.poll()
    waits.register(near, IN)
    waits.register(near, IN | OUT)
    waits.poll(1000)
    waits.unregister(near)


def by_select() -> None:
    select.select([near], [], [], 1)
    select.select([near], [near], [], 1)
    select.select([], [far], [], 1)


def by_selector() -> None:
    for kind in (selectors.EpollSelector, selectors.PollSelector, selectors.SelectSelector):
        with kind() as selector:
            selector.register(near, selectors.EVENT_READ)
            selector.modify(near, selectors.EVENT_WRITE)
            selector.select(1)


for way in (by_epoll, by_poll, by_select, by_selector):
    way()
