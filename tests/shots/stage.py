"""Where the scenes of the pictures are played: the real app over a real server, and whoever a scene brings to it."""

import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from connscope.serving import ServerSession
from connscope.tui.app import Connscope

PATIENCE_SECONDS = 20
PORT = 65432


class Stage:
    """One app with its server, and the clients that a scene has brought."""

    def __init__(self, pilot: Pilot[None], session: ServerSession) -> None:
        self.pilot = pilot
        self.session = session
        self.sockets: list[socket.socket] = []

    def connect(self, *, small: bool = False) -> socket.socket:
        """A client that is not one of ours."""
        sock = socket.socket()
        if small:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.connect((self.session.host, self.session.port))
        self.sockets.append(sock)
        return sock

    def stuff(self, sock: socket.socket) -> None:
        """Send and never read, until nothing more goes in."""
        sock.settimeout(0.3)
        try:
            while True:
                sock.sendall(b"Message 1 from a client that never reads. " * 100)
        except TimeoutError:
            sock.setblocking(False)

    async def until(self, what: str, condition: Callable[[], bool]) -> None:
        """Go on when it is so."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            if time.monotonic() > deadline:
                raise SystemExit(f"waited in vain for {what}")
            await self.pilot.pause(0.05)

    async def loops(self, seconds: float) -> None:
        """Let the clients go on for so long."""
        over = time.monotonic() + seconds
        await self.until("time to pass", lambda: time.monotonic() >= over)

    async def press(self, *keys: str) -> None:
        """Keys, one after the other."""
        await self.pilot.press(*keys)

    async def steps_to(self, call: str, *, after: bool = False) -> None:
        """Step until the server is held there, once at least."""
        stepping, held = self.session.stepping, None
        while held is None or (held.call, held.after) != (call, after):
            before = stepping.held
            await self.press("s")
            await self.until("the next call", lambda: stepping.held not in (None, before))  # noqa: B023 - until then
            held = stepping.held


@asynccontextmanager
async def stage(size: tuple[int, int], policy: str, *, small_pipes: bool) -> AsyncIterator[Stage]:
    """The app on a terminal of that size."""
    session = ServerSession("127.0.0.1", PORT, policy, small_pipes)
    session.start()
    app = Connscope(session)
    async with app.run_test(size=size) as pilot:
        it = Stage(pilot, session)
        await it.until("the loop to sleep", lambda: bool(session.ledger.loops))
        yield it
        for sock in it.sockets:
            sock.close()
    session.stop()
