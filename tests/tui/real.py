"""A real session on a real screen: a server and clients over loopback, and somebody at the keyboard."""

import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from struct import pack

from textual.pilot import Pilot

from connscope import events as ev
from connscope.serving import ServerSession
from connscope.tui.app import Connscope
from tests.tui.seen import shown, until


class Real:
    """An app over a session of its own."""

    def __init__(self, session: ServerSession, app: Connscope, pilot: Pilot[None]) -> None:
        self.session, self.app, self.pilot = session, app, pilot

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def until(self, condition: Callable[[], object], what: str) -> None:
        await until(self.pilot, condition, what, idly=True)

    async def until_shown(self, words: str) -> None:
        await self.until(lambda: words in self.text(), words)

    def text(self) -> str:
        return "\n".join(shown(self.app))


@asynccontextmanager
async def serving(policy: str = "echo", size: tuple[int, int] = (80, 24)) -> AsyncIterator[Real]:
    session = ServerSession("127.0.0.1", 0, policy)
    session.start()
    try:
        app = Connscope(session)
        async with app.run_test(size=size, notifications=True) as pilot:
            it = Real(session, app, pilot)
            await it.until_shown("asleep in select()")
            yield it
    finally:
        session.stop()


@contextmanager
def client(it: Real) -> Iterator[socket.socket]:
    """One that is not ours."""
    with socket.create_connection((it.session.host, it.session.port), timeout=5) as sock:
        yield sock


def reset(sock: socket.socket) -> None:
    """Close without a goodbye."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, pack("ii", 1, 0))
    sock.close()


def held(it: Real) -> ev.Held | None:
    return it.session.stepping.held


async def step(it: Real, key: str = "s") -> ev.Held:
    """One step, until the program stands still anew and that is shown."""
    before = held(it)
    await it.press(key)
    await it.until(lambda: held(it) is not None and held(it) is not before, "the next held call")
    now = held(it)
    assert now is not None
    await it.until_shown(f"held {'after' if now.after else 'before'} {now.call}()")
    return now


async def hold(it: Real, key: str = "s") -> ev.Held:
    """The running program stops; it is busy, so that there is a next call."""
    return await step(it, key)


async def step_to_select(it: Real) -> None:
    """Step until `select()` is about to be called, unless it is already."""
    while (now := held(it)) is None or now.call != "select" or now.after:
        await step(it)
