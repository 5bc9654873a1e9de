"""The servers that are measured, each in a process of its own: `python -m tests.bench.peers NAME` prints its port.

It needs nothing that is installed, so that it can run where uvloop is.
"""

import asyncio
import contextlib
import gc
import os
import selectors
import sys
import threading
import time
from collections.abc import Callable

from connscope.collecting import YOUNG
from connscope.descriptors import allow_many
from connscope.probe.accelerated import PYTHON_ONLY
from connscope.probe.attach import probed_selector, probed_socket
from connscope.probe.core import Probe
from connscope.servers import echo, tutorial

BACKLOG = 4096


def bare() -> None:
    lsock = echo.listen("127.0.0.1", 0)
    print(lsock.getsockname()[1], flush=True)
    echo.EchoServer(lsock, log=silent).serve()


def probed() -> None:
    gc.set_threshold(YOUNG)
    probe = Probe()
    lsock = echo.listen("127.0.0.1", 0, new_socket=probed_socket(probe))
    threading.Thread(target=drain, args=(probe,), daemon=True).start()
    print(lsock.getsockname()[1], flush=True)
    echo.EchoServer(lsock, sel=probed_selector(probe)(), log=silent).serve()


def probed_in_python() -> None:
    os.environ[PYTHON_ONLY] = "1"
    probed()


def drain(probe: Probe) -> None:
    """Take the records away ten times a second, as a screen would, and throw them away, as it does not."""
    while True:
        for _ in range(len(probe.channel)):
            probe.channel.popleft()
        time.sleep(0.1)


def the_tutorial() -> None:
    lsock = tutorial.listen("127.0.0.1", 0)
    print(lsock.getsockname()[1], flush=True)
    tutorial.serve(lsock, sel=selectors.DefaultSelector(), log=silent)


def the_tutorial_printing() -> None:
    """As it is, but for where it prints: a terminal would cost it more."""
    lsock = tutorial.listen("127.0.0.1", 0)
    print(lsock.getsockname()[1], flush=True)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    tutorial.serve(lsock, sel=selectors.DefaultSelector(), log=print)


async def serve_streams() -> None:
    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()

    await serve_forever(await asyncio.start_server(one, "127.0.0.1", 0, backlog=BACKLOG))


class Echo(asyncio.Protocol):
    """The fastest that asyncio has, which does not read what it cannot send."""

    transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]  # uvloop's is of no class of asyncio's

    def data_received(self, data: bytes) -> None:
        self.transport.write(data)

    def pause_writing(self) -> None:
        self.transport.pause_reading()

    def resume_writing(self) -> None:
        self.transport.resume_reading()


async def serve_protocol() -> None:
    loop = asyncio.get_running_loop()
    await serve_forever(await loop.create_server(Echo, "127.0.0.1", 0, backlog=BACKLOG))


async def serve_forever(server: asyncio.AbstractServer) -> None:
    print(server.sockets[0].getsockname()[1], flush=True)  # type: ignore[attr-defined]
    await server.serve_forever()


def on_uvloop(serve: Callable[[], object]) -> None:
    """Run by the loop that libuv makes; ImportError where it is not installed."""
    import uvloop

    uvloop.install()
    asyncio.run(serve())  # type: ignore[arg-type]


def silent(*_: object) -> None:
    """What the servers print, not printed."""


PEERS: dict[str, Callable[[], None]] = {
    "echo, bare": bare,
    "echo, probed": probed,
    "echo, probed in Python": probed_in_python,
    "tutorial": the_tutorial,
    "tutorial, printing": the_tutorial_printing,
    "asyncio streams": lambda: asyncio.run(serve_streams()),
    "asyncio Protocol": lambda: asyncio.run(serve_protocol()),
    "uvloop streams": lambda: on_uvloop(serve_streams),
    "uvloop Protocol": lambda: on_uvloop(serve_protocol),
}

if __name__ == "__main__":
    allow_many()
    PEERS[sys.argv[1]]()
