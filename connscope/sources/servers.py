"""The built-in servers as sources: each policy by its name."""

import socket
from collections.abc import Callable
from contextlib import ExitStack, suppress
from types import ModuleType
from typing import Any

from connscope.probe.core import Probe
from connscope.servers import echo, tutorial
from connscope.sources.thread import IDS, ThreadSource
from connscope.sources.thrifty import Thrift

SMALL_PIPE = 4096

POLICIES: dict[str, ModuleType] = {"echo": echo, "tutorial": tutorial}


def serve(
    policy: str, host: str, port: int, *, small_pipes: bool = False, thrift: Thrift | None = None
) -> ThreadSource:
    """Listen there and serve in a thread; with thrift not each call is told.

    Raises OSError when the address cannot be had, with nothing left behind.
    """
    source = ThreadSource(policy, Probe(ids=IDS, capacity=thrift.keeps) if thrift is not None else None)
    if thrift is not None:
        source.be_thrifty(thrift)
    with ExitStack() as undo:
        undo.callback(source.selector.close)
        lsock = POLICIES[policy].listen(host, port, new_socket=source.new_socket, small_pipes=small_pipes)
        undo.callback(lsock.close)
        source.lsock = lsock
        START[policy](source, lsock, "{}:{}".format(*lsock.getsockname()))
        undo.pop_all()
    return source


def narrow(source: ThreadSource) -> None:
    """Small kernel buffers for all that this server accepts from now on: what is set on a listener is inherited."""
    for pipe in (socket.SO_SNDBUF, socket.SO_RCVBUF):
        with suppress(OSError):  # the server has ended
            socket.socket.setsockopt(source.lsock, socket.SOL_SOCKET, pipe, SMALL_PIPE)


def start_echo(source: ThreadSource, lsock: socket.socket, address: str) -> None:
    """The good one ends when it is told to."""
    server = echo.EchoServer(lsock, sel=source.selector, clock=source.keeper.clock, log=source.probe.log)
    source.run(server.serve, address, server.stop)


def start_tutorial(source: ThreadSource, lsock: socket.socket, address: str) -> None:
    """The famous one knows no end but the keyboard."""
    source.run(lambda: tutorial.serve(lsock, sel=source.selector, log=source.probe.log), address)


START: dict[str, Callable[[ThreadSource, Any, str], None]] = {"echo": start_echo, "tutorial": start_tutorial}
