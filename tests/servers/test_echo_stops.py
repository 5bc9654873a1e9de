"""How `echo` ends: at once, from anywhere, and with nothing left open."""

import os
import selectors
import threading

import pytest

from connscope.servers.echo import EchoServer, listen
from tests.faults.peers import connect, take_all
from tests.servers.serving import serving


def test_it_can_be_told_to_stop_before_it_serves_and_after():
    lsock = listen("127.0.0.1", 0)
    server = EchoServer(lsock)
    server.stop()
    server.serve()
    server.stop()
    assert lsock.fileno() == -1


def test_however_often_it_is_told_to_stop_nobody_waits():
    server = EchoServer(listen("127.0.0.1", 0))
    impatient = threading.Thread(target=lambda: [server.stop() for _ in range(2000)], daemon=True)
    impatient.start()
    impatient.join(5)
    assert not impatient.is_alive()
    server.serve()


def test_it_stops_at_once_while_it_waits_for_events():
    waits = threading.Event()

    class Selector(selectors.DefaultSelector):
        def select(self, timeout=None):
            assert timeout is None
            waits.set()
            return super().select(timeout)

    server = EchoServer(listen("127.0.0.1", 0), sel=Selector())
    with serving(server.serve, server.stop) as thread:
        assert waits.wait(5)
        server.stop()
        thread.join(0.25)
        assert not thread.is_alive()


def test_it_leaves_nothing_open_behind_whatever_ends_it():
    class Interrupted(selectors.DefaultSelector):
        def select(self, timeout=None):
            if len(self.get_map()) == 3:  # the listening socket, the wakeup, a connection
                raise KeyboardInterrupt
            return super().select(timeout)

    before = os.listdir("/proc/self/fd")
    lsock = listen("127.0.0.1", 0)
    server = EchoServer(lsock, sel=Interrupted())
    with connect(lsock.getsockname()) as peer:
        with pytest.raises(KeyboardInterrupt):
            server.serve()
        assert take_all(peer) == b""
    assert os.listdir("/proc/self/fd") == before
