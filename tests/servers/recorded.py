"""Real sockets and selectors that also write down what a server does with them."""

import selectors
import socket
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

WATCHES = {0: "", selectors.EVENT_READ: "R", selectors.EVENT_WRITE: "W", 3: "RW"}


class Call(NamedTuple):
    """One call: its name, the descriptor it was for, and what came of it."""

    name: str
    fd: int
    outcome: object


class Recorded:
    """`new_socket` and `sel` for one server, and all their calls in order."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.sel = _selector(self.calls)
        self.new_socket = _socket(self.calls)

    def named(self, *names: str) -> list[tuple[str, object]]:
        """Name and outcome of the calls with these names."""
        return [(call.name, call.outcome) for call in self.calls if call.name in names]

    def loops(self) -> list[list[Call]]:
        """The calls between one `select` and the next."""
        loops: list[list[Call]] = []
        for is_select, calls in groupby(self.calls, lambda call: call.name == "select"):
            loops += [] if is_select else [list(calls)]
        return loops

    def most_in_a_loop(self, names: Iterable[str]) -> int:
        """The most calls with one of these names that one descriptor saw within one loop."""
        counts = [0]
        for loop in self.loops():
            fds = [call.fd for call in loop if call.name in names]
            counts += [fds.count(fd) for fd in set(fds)]
        return max(counts)


def _selector(calls: list[Call]) -> selectors.BaseSelector:
    class Selector(selectors.DefaultSelector):
        def register(self, fileobj, events, data=None):
            key = super().register(fileobj, events, data)
            calls.append(Call("register", key.fd, WATCHES[events]))
            return key

        def modify(self, fileobj, events, data=None):
            before = self.get_key(fileobj).events
            key = super().modify(fileobj, events, data)
            calls.append(Call("modify", key.fd, (WATCHES[before], WATCHES[events], len(data.outb))))
            return key

        def unregister(self, fileobj):
            key = super().unregister(fileobj)
            calls.append(Call("unregister", key.fd, None))
            return key

        def select(self, timeout=None):
            ready = super().select(timeout)
            calls.append(Call("select", -1, len(ready)))
            return ready

    return Selector()


def _socket(calls: list[Call]) -> type[socket.socket]:
    def writes_down(name):
        def method(self, *args):
            fd, outcome = self.fileno(), None
            try:
                outcome = getattr(socket.socket, name)(self, *args)
            except OSError as error:
                outcome = type(error)
                raise
            finally:
                calls.append(Call(name, fd, outcome))
            return outcome

        return method

    class Socket(socket.socket):
        recv, recv_into, send, close = map(writes_down, ["recv", "recv_into", "send", "close"])

        def accept(self):
            try:
                conn, addr = super().accept()
            except OSError as error:
                calls.append(Call("accept", self.fileno(), type(error)))
                raise
            calls.append(Call("accept", self.fileno(), addr))
            return Socket(fileno=conn.detach()), addr

    return Socket
