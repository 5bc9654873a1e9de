"""The two built-in servers as far ends, with somebody who watches their loops."""

import selectors
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from connscope.servers import echo, tutorial
from tests.clients.far_end import PATIENCE, Address
from tests.servers.serving import serving


class Observed(selectors.DefaultSelector):
    """Counts trips, and notes how much a connection was owed at most, and whether one is not read any more."""

    def __init__(self) -> None:
        super().__init__()
        self.trips = self.most_owed = self.clients = 0
        self.read_no_more = self.interrupted = self.ended = False

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.trips += 1
        keys = [key for key in self.get_map().values() if hasattr(key.data, "outb")]
        self.clients = len(keys)
        self.most_owed = max([self.most_owed, *(len(key.data.outb) for key in keys)])
        self.read_no_more = any(key.events == selectors.EVENT_WRITE for key in keys)
        while not self.interrupted:  # the tutorial's server has no other end
            if ready := super().select(0.02 if timeout is None else timeout):
                return ready
        raise KeyboardInterrupt

    def close(self) -> None:
        super().close()
        self.ended = True

    def interrupt(self) -> None:
        self.interrupted = True

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something about the server."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, "that never came"
            time.sleep(0)


Serving = tuple[Address, Observed]


@contextmanager
def good(*, small_pipes: bool = False) -> Iterator[Serving]:
    """`echo`."""
    lsock = echo.listen("127.0.0.1", 0, small_pipes=small_pipes)
    address, sel = lsock.getsockname(), Observed()
    server = echo.EchoServer(lsock, sel=sel, log=lambda *_: None)
    with serving(server.serve, server.stop):
        yield address, sel


@contextmanager
def famous(*, small_pipes: bool = False, dies_of: type[BaseException] | None = None) -> Iterator[Serving]:
    """`tutorial`."""
    lsock = tutorial.listen("127.0.0.1", 0, small_pipes=small_pipes)
    address, sel = lsock.getsockname(), Observed()
    with serving(lambda: tutorial.serve(lsock, sel=sel, log=lambda *_: None), sel.interrupt, dies_of=dies_of):
        yield address, sel
