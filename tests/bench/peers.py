"""The servers that are measured, each in a process of its own: `python -m tests.bench.peers NAME` prints its port."""

import asyncio
import contextlib
import selectors
import sys
import threading
import time

from connscope.descriptors import allow_many
from connscope.probe.attach import probed_selector, probed_socket
from connscope.probe.core import Probe
from connscope.servers import echo, tutorial


def bare() -> None:
    lsock = echo.listen("127.0.0.1", 0)
    print(lsock.getsockname()[1], flush=True)
    echo.EchoServer(lsock, log=silent).serve()


def probed() -> None:
    probe = Probe()
    lsock = echo.listen("127.0.0.1", 0, new_socket=probed_socket(probe))
    threading.Thread(target=drain, args=(probe,), daemon=True).start()
    print(lsock.getsockname()[1], flush=True)
    echo.EchoServer(lsock, sel=probed_selector(probe)(), log=silent).serve()


def drain(probe: Probe) -> None:
    """Take the records away ten times a second, as a screen would."""
    while True:
        for _ in range(len(probe.channel)):
            probe.channel.popleft()
        time.sleep(0.1)


def the_tutorial() -> None:
    lsock = tutorial.listen("127.0.0.1", 0)
    print(lsock.getsockname()[1], flush=True)
    tutorial.serve(lsock, sel=selectors.DefaultSelector(), log=silent)


def streams() -> None:
    asyncio.run(serve_streams())


async def serve_streams() -> None:
    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(one, "127.0.0.1", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def silent(*_: object) -> None:
    """What the servers print, not printed."""


PEERS = {"echo, bare": bare, "echo, probed": probed, "tutorial": the_tutorial, "asyncio streams": streams}

if __name__ == "__main__":
    allow_many()
    PEERS[sys.argv[1]]()
