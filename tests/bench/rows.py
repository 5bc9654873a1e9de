"""So many connections that are made up, and the app over them: what `frames` and `held` measure."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from itertools import cycle, islice
from typing import NamedTuple

from connscope.events import ConnId
from connscope.tui.app import Connscope
from tests.tui.staged import WALL_SECONDS, Staged
from tests.tui.story import Story

BUSY, CHURN = 100, 20
SIZE = (120, 40)
PAINTED_SECONDS = 0.04
"""Textual draws sixty times a second: by then it has."""


class Frame(NamedTuple):
    """Milliseconds of CPU."""

    tick: float
    draw: float
    paint: float

    @property
    def whole(self) -> float:
        """All of it."""
        return sum(self)


class Served:
    """So many connections of one kind, and the app over them."""

    def __init__(self, size: int, *, ours: bool = False) -> None:
        self.story = Story()
        self.ours = ours
        self.open: list[ConnId] = []
        """By the server's ends, or if they are ours by the numbers of the clients."""
        for _ in range(size):
            self.comes()
        self.turns = cycle(list(self.open))
        self.staged = Staged(self.story)
        self.app = Connscope(self.staged, clock=self.staged.clock, wall=lambda: WALL_SECONDS)

    def comes(self) -> None:
        """One more."""
        if self.ours:
            client = self.story.launches()
            self.story.connects(client)
            self.open.append(client)
        else:
            self.open.append(self.story.comes())

    def echoes(self, it: ConnId) -> None:
        """There and back."""
        if self.ours:
            conn = self.story.clients[it].conn
            self.story.client_sends(it, 64)
            self.story.echoes(conn, 64)
            self.story.client_receives(it, 64)
        else:
            self.story.echoes(it, 64)

    def goes(self, it: ConnId) -> None:
        """It is over."""
        conn = self.story.clients[it].conn if self.ours else it
        self.story.hears_the_end(conn)
        self.story.closes(conn)
        if self.ours:
            self.story.client_ends(it)

    # What happens between two frames.

    def some(self) -> None:
        """A hundred have their turn."""
        for it in islice(self.turns, min(BUSY, len(self.open))):
            self.echoes(it)

    def everybody(self) -> None:
        """All have."""
        for it in self.open:
            self.echoes(it)

    def come_and_go(self) -> None:
        """The oldest go, others come."""
        for it in self.open[:CHURN]:
            self.goes(it)
        del self.open[:CHURN]
        for _ in range(CHURN):
            self.comes()

    def nothing(self) -> None:
        """Only time passes."""

    def later(self, seconds: float = 0.1) -> None:
        """It is the next frame's time."""
        self.story.later(seconds)
        self.staged.source.now = self.story.at

    def take_in(self) -> None:
        """All that has happened."""
        with self.app._context():
            self.app.main.changed |= self.staged.tick(None)
            self.app.main.show_news()

    async def frame(self) -> Frame:
        """One of them."""
        self.later()
        with self.app._context():
            began = time.thread_time_ns()
            self.app.main.changed |= self.staged.tick(None)
            self.app.main.cycles.look_after(time.monotonic(), quiet=False)
            ticked = time.thread_time_ns()
            self.app.main.show_news()
            drawn = time.thread_time_ns()
        await asyncio.sleep(PAINTED_SECONDS)
        painted = time.thread_time_ns()
        return Frame((ticked - began) / 1e6, (drawn - ticked) / 1e6, (painted - drawn) / 1e6)


HAPPENS: dict[str, Callable[[Served], None]] = {
    "100 busy": Served.some,
    "20 go, 20 come": Served.come_and_go,
    "nothing": Served.nothing,
    "all busy": Served.everybody,
}


async def opened(stack: AsyncExitStack, it: Served) -> Served:
    """With its screen up, and all taken in."""
    it.staged.source.now = it.story.at
    await stack.enter_async_context(it.app.run_test(size=SIZE))
    while it.staged.is_behind:
        it.take_in()
    await asyncio.sleep(PAINTED_SECONDS)
    return it
