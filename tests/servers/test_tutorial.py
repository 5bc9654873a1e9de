"""The tutorial's server echoes, and has exactly the faults that it is kept for."""

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from connscope.servers import echo, tutorial
from tests.faults.peers import Address, ask, connect, pour, reset, take, take_all
from tests.servers.serving import serving


class Interruptible(selectors.DefaultSelector):
    """As a host program ends the loop of its thread: KeyboardInterrupt out of select()."""

    def __init__(self) -> None:
        super().__init__()
        self.interrupted = False

    def select(self, timeout=None):
        while True:
            if self.interrupted:
                raise KeyboardInterrupt
            if ready := super().select(0.02 if timeout is None else timeout):
                return ready

    def interrupt(self) -> None:
        self.interrupted = True


class Log:
    """What was said, a line for each call, and an event for a line that begins in a certain way."""

    def __init__(self, awaited: str = "closing") -> None:
        self.lines: list[str] = []
        self.awaited, self.said = awaited, threading.Event()

    def __call__(self, *words: object) -> None:
        self.lines.append(" ".join(map(str, words)))
        if self.lines[-1].startswith(self.awaited):
            self.said.set()


@contextmanager
def running(log: Log, *, small_pipes: bool = False, dies_of: type[BaseException] | None = None) -> Iterator[Address]:
    lsock = tutorial.listen("127.0.0.1", 0, small_pipes=small_pipes)
    address, sel = lsock.getsockname(), Interruptible()
    with serving(lambda: tutorial.serve(lsock, sel=sel, log=log), sel.interrupt, dies_of=dies_of):
        yield address


def test_it_echoes_and_says_what_it_does():
    log = Log()
    with running(log) as address, connect(address) as peer:
        name = str(peer.getsockname())
        ask(peer, b"hello")
        peer.shutdown(socket.SHUT_WR)
        assert take_all(peer) == b""
    assert log.lines == [
        f"accepted connection from {name}",
        f"echoing b'hello' to {name}",
        f"closing connection to {name}",
        "interrupted, exiting",
    ]


def test_with_one_idle_client_it_never_sleeps():
    loops: list[list[int]] = []

    class Counting(selectors.DefaultSelector):
        def select(self, timeout=None):
            if len(loops) == 1000:
                raise KeyboardInterrupt
            ready = super().select(timeout)
            loops.append([mask for _, mask in ready])
            return ready

    lsock = tutorial.listen("127.0.0.1", 0)
    with connect(lsock.getsockname()):
        tutorial.serve(lsock, sel=Counting(), log=Log())
    assert loops == [[selectors.EVENT_READ]] + [[selectors.EVENT_WRITE]] * 999


def test_one_reset_ends_it_and_every_connection_with_it():
    with running(Log(), dies_of=ConnectionResetError) as address, connect(address) as bystander:
        ask(bystander)
        peer = connect(address)
        ask(peer)
        reset(peer)
        assert take_all(bystander) == b""


def test_a_peer_that_is_done_loses_what_outb_still_holds_behind_a_clean_end():
    log, sent = Log(), b"x" * 200_000
    with running(log, small_pipes=True) as address, connect(address, small_pipes=True) as peer:
        peer.sendall(sent)
        peer.shutdown(socket.SHUT_WR)
        assert log.said.wait(5)
        assert len(take_all(peer)) < len(sent) // 2


def test_a_peer_that_is_done_while_there_is_room_to_send_ends_it():
    near, far = socket.socketpair()
    with far, selectors.DefaultSelector() as sel:
        far.shutdown(socket.SHUT_WR)
        key = sel.register(near, 3, SimpleNamespace(addr="far", inb=b"", outb=b"owed"))
        with pytest.raises(OSError, match="Bad file descriptor"):
            tutorial.service_connection(sel, key, 3, Log())


def test_outb_has_no_bound():
    log, flood = Log(), b"x" * 4 * echo.HIGH_WATER
    with running(log, small_pipes=True) as address, connect(address, small_pipes=True) as peer:
        assert pour(peer, flood, full_after=5) == len(flood)
        peer.shutdown(socket.SHUT_WR)
        assert log.said.wait(5)


def test_urgent_bytes_are_left_out():
    with running(Log()) as address, connect(address) as peer:
        peer.sendall(b"ab")
        peer.send(b"!", socket.MSG_OOB)
        peer.sendall(b"cd")
        assert take(peer, 4) == b"abcd"
