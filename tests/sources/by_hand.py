"""Connections by hand in a session, and an echo server that we did not write: what their tests share."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from connscope.byhand.chunks import RECV
from connscope.byhand.conversation import OPEN, Conversation
from connscope.serving import ServerSession
from tests.clients.far_end import Address
from tests.moment import moment

PATIENCE_SECONDS = 10


def begun(policy: str) -> Iterator[ServerSession]:
    session = ServerSession("127.0.0.1", 0, policy=policy)
    session.start()
    yield session
    session.stop()


def until(session: ServerSession, condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it does not come about"
        moment()
        session.tick()


def opened(session: ServerSession, address: Address | None = None, **options: bool) -> Conversation:
    """One that is connected."""
    host, port = address or (session.host, session.port)
    it = session.conversations[session.open_by_hand(host, port, **options)]
    until(session, lambda: it.state == OPEN)
    return it


def came(it: Conversation) -> bytes:
    return b"".join(chunk.data for chunk in it.chunks if chunk.kind == RECV)


def kinds(it: Conversation) -> list[tuple[str, int, int, int]]:
    return [(chunk.kind, chunk.number, chunk.start, chunk.size) for chunk in it.chunks]


@contextmanager
def asyncio_echo() -> Iterator[Address]:
    """An echo server that we did not write."""
    loop, ready = asyncio.new_event_loop(), threading.Event()
    ports: list[int] = []

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1000):
            writer.write(data)
            await writer.drain()
        writer.close()
        await writer.wait_closed()

    async def serve() -> None:
        server = await asyncio.start_server(echo, "127.0.0.1", 0)
        ports.append(server.sockets[0].getsockname()[1])
        ready.set()
        async with server:
            await stopped.wait()

    stopped = asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    try:
        assert ready.wait(PATIENCE_SECONDS)
        yield "127.0.0.1", ports[0]
    finally:
        loop.call_soon_threadsafe(stopped.set)
        thread.join(PATIENCE_SECONDS)
        loop.close()
