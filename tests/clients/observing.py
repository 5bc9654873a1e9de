"""An observer between a client and a server: it passes on all that it hears, and notes what, when, and how it ended.

And a server that we did not write, so that nothing holds only against our own.
"""

import asyncio
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any

from connscope.clients.multiconn import Outcome
from tests.clients.far_end import PATIENCE, Address
from tests.clients.servers import good
from tests.clients.trying import run

DATA_SEGMENTS_IN = 152
"""Where the kernel's TCP_INFO counts segments with data in them: what `recv` puts together, this tells apart."""


@dataclass
class Recording:
    """What was heard of one client."""

    began_at: float = field(default_factory=time.monotonic)
    heard: list[tuple[float, bytes]] = field(default_factory=list)
    told: int = 0
    """Bytes that it was sent."""
    told_at: float = 0.0
    """When it was sent the last of them."""
    segments: int = 0
    closed_at: float = 0.0
    """When it said that it sends no more."""
    was_reset: bool = False
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def said(self) -> bytes:
        return b"".join(data for _, data in self.heard)

    def byte_at(self, place: int) -> float:
        """When it was heard of this byte, counted from 0."""
        for at, data in self.heard:
            if place < len(data):
                return at
            place -= len(data)
        raise AssertionError("that was never said")

    def wait(self) -> "Recording":
        """Until both sides are done."""
        assert self.over.wait(PATIENCE)
        return self


class Observer:
    """Listens where the client goes, and goes where the server listens."""

    def __init__(self, server: Address, stack: ExitStack) -> None:
        self.server = server
        self.lsock = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=512))
        self.lsock.setsockopt(socket.SOL_SOCKET, socket.SO_OOBINLINE, 1)
        self.address: Address = self.lsock.getsockname()
        self.recordings: dict[str, Recording] = {}
        self.threads: list[threading.Thread] = []
        self.began: SimpleQueue[Recording] = SimpleQueue()
        self.thread(self.accept)
        stack.callback(self.end)

    def thread(self, work: Callable[..., object], *what: Any) -> None:
        self.threads.append(threading.Thread(target=work, args=what))
        self.threads[-1].start()

    def accept(self) -> None:
        with suppress(OSError):  # nobody listens any more
            while True:
                conn, address = self.lsock.accept()
                self.thread(self.record, conn, "{}:{}".format(*address))

    def record(self, conn: socket.socket, name: str) -> None:
        recording = self.recordings[name] = Recording()
        self.began.put(recording)
        with conn, socket.create_connection(self.server, PATIENCE) as upstream:
            conn.settimeout(PATIENCE)
            back = threading.Thread(target=self.tell, args=(upstream, conn, recording))
            back.start()
            try:
                while data := conn.recv(65536):
                    recording.heard.append((time.monotonic(), data))
                    upstream.sendall(data)
                recording.closed_at = time.monotonic()
            except ConnectionError:
                recording.was_reset = True
            info = conn.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
            (recording.segments,) = struct.unpack_from("=I", info, DATA_SEGMENTS_IN)
            with suppress(OSError):
                upstream.shutdown(socket.SHUT_WR)
            back.join(PATIENCE)
        recording.over.set()

    def tell(self, upstream: socket.socket, conn: socket.socket, recording: Recording) -> None:
        try:
            while data := upstream.recv(65536):
                conn.sendall(data)
                recording.told, recording.told_at = recording.told + len(data), time.monotonic()
            conn.shutdown(socket.SHUT_WR)
        except OSError:
            recording.was_reset |= not recording.closed_at
            with suppress(OSError):
                upstream.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        with suppress(OSError):
            self.lsock.shutdown(socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join(PATIENCE)
            assert not thread.is_alive()


@contextmanager
def streams() -> Iterator[Address]:
    """An echo server of asyncio's streams, as its documentation has it."""
    where: SimpleQueue[tuple[Address, Callable[[], object]]] = SimpleQueue()

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    async def serve() -> None:
        loop, over = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(echo, "127.0.0.1", 0, backlog=512)
        where.put((server.sockets[0].getsockname(), lambda: loop.call_soon_threadsafe(over.set)))
        await over.wait()
        server.close()
        await asyncio.wait(
            asyncio.all_tasks() - {asyncio.current_task()} or {asyncio.create_task(server.wait_closed())}
        )

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    address, stop = where.get(timeout=PATIENCE)
    try:
        yield address
    finally:
        stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


@contextmanager
def observing(server: str) -> Iterator[Observer]:
    """One between the client and a server, ours or asyncio's."""
    with ExitStack() as stack:
        address = stack.enter_context(streams()) if server == "asyncio" else stack.enter_context(good())[0]
        yield Observer(address, stack)


def observe(server: str, *behaviours: Any, **options: Any) -> tuple[float, Outcome, Recording]:
    """When one connection was begun, what it says came of it, and what was heard of it."""
    with observing(server) as observer:
        started = time.monotonic()
        (outcome,) = run(observer.address, behaviours=behaviours, **options)
        return started, outcome, observer.began.get(timeout=PATIENCE).wait()
