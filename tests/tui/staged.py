"""A session for tests: told facts, as if a server had just made them, at a time that goes on only when it is told to.

Ledger, journal, pump and screen are the real ones. No socket is opened here, and no thread started.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from itertools import takewhile
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from connscope.byhand.conversation import Conversation
from connscope.byhand.otherside import OtherSide
from connscope.events import ConnId, Fact
from connscope.preferences import Preferences
from connscope.serving import ServerSession
from connscope.tui.app import Connscope
from connscope.wishes import ClientWish, ConnectionWish, GateWish, LaunchClients, Wish
from tests.tui.seen import settled, shown, until
from tests.tui.story import LOOP, PORT, SECOND, START, Story

SERVED = Path(__file__).parent / "served"
WALL_SECONDS = 1_767_362_531.0
"""Friday, 2 January 2026, 14:02:11 UTC: when every story begins."""


class Prepared:
    """A source that hands out each fact when its time has come."""

    name = "prepared"

    def __init__(self, story: Story) -> None:
        self.story = story
        self.handed_out = 0
        self.now = START

    def drain(self) -> list[Fact]:
        """What has happened by now."""
        waiting = self.story.facts[self.handed_out :]
        facts = list(takewhile(lambda fact: fact.at <= self.now, waiting))
        self.handed_out += len(facts)
        return facts

    def stop(self) -> None:
        """There is nothing to end."""


class Staged(ServerSession):
    """What a screen needs of a session. What it is asked to do it notes in `asked`."""

    def __init__(self, story: Story, high_water: int = 256 * 1024) -> None:
        super().__init__("127.0.0.1", PORT, story.policy)
        self.source = Prepared(story)
        self.pump.sources.append(self.source)
        self.mark = high_water
        self.asked: list[str] = []
        self.watched: tuple[list[ConnId], ConnId] = ([], 0)

    def clock(self) -> int:
        """The moment, in nanoseconds."""
        return self.source.now

    def launch(self, *wishes: LaunchClients) -> None:
        """No client comes."""
        self.asked += [f"launch {wish.num_conns} {behaviours(wish)}" for wish in wishes]

    def do(self, wish: Wish) -> None:
        """Nobody hears it."""
        whom = f" {wish.client}" if isinstance(wish, ClientWish) else ""
        whom = f" {wish.conn}" if isinstance(wish, ConnectionWish) else whom
        self.asked.append(type(wish).__name__ + whom)

    def at_the_gate(self, wish: GateWish) -> None:
        """Nobody is held."""
        self.asked.append(type(wish).__name__)

    @property
    def conversations(self) -> Mapping[int, Conversation]:
        """As the story has them; most have none."""
        return getattr(self.source.story, "conversations", {})

    def open_by_hand(self, host: str, port: int, *, small_pipes: bool = False) -> int:
        """Nobody is there but whom the story tells of."""
        self.asked.append(f"by hand {host}:{port}" + " narrow" * small_pipes)
        return max(self.conversations, default=0)

    def other_side(self, client: int) -> OtherSide | None:
        """The server's end of one of them."""
        return self.source.story.other_side(client) if self.conversations else None  # type: ignore[attr-defined]

    @property
    def has_clients(self) -> bool:
        """As the story has it."""
        return bool(self.ledger.clients)

    def watch(self, visible: Iterable[ConnId], chosen: ConnId) -> None:
        """Whom the screen shows: the story has told what their kernels hold."""
        self.watched = (list(visible), chosen)

    def begin_anew(self, told: Callable[[], object] = lambda: None) -> None:  # noqa: ARG002 - nothing comes later
        """Nothing ends, and at most the name changes."""
        self.asked.append("restart" if self.wanted == self.name else "swap")
        self.name = self.wanted

    @property
    def loop(self) -> ConnId:
        """Every story has one."""
        return LOOP

    def high_water_of(self, name: str) -> int:
        """As the story wants it."""
        return self.mark if name == "echo" else 0

    def path_of(self, file: str) -> Path:
        """One that does not change when the servers do."""
        return SERVED / Path(file).name


class Stage:
    """What a test has in hand: the app, its session, and somebody at the keyboard."""

    def __init__(self, app: Connscope, staged: Staged, pilot: Pilot[None]) -> None:
        self.app, self.staged, self.pilot = app, staged, pilot
        self.story = staged.source.story
        self.main, self.connections, self.events = app.main, app.main.connections, app.main.events

    def go_on(self, seconds: float) -> None:
        """Let time pass, and show what has come of it."""
        self.staged.source.now += round(seconds * 1e9)
        self.main.tick()

    def play(self) -> None:
        """Have the story happen second by second, and show its end; one that ends held was asked to hold."""
        while (left := self.story.at - self.staged.source.now) > 0:
            self.staged.source.now += min(SECOND, left)
            self.app.view.advance(self.staged.tick(None))
        self.main.tick()
        if self.staged.stepping.held is not None:
            self.staged.stepping.hold()
            self.staged.asked.clear()
            self.main.tick()

    async def press(self, *keys: str) -> None:
        """Keys, one after the other: each is dealt with before the next."""
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause(0)

    async def until(self, condition: Callable[[], object], what: str = "it") -> None:
        """Go on when it is so."""
        await until(self.pilot, condition, what)

    async def until_shown(self, words: str) -> None:
        """Go on when a line says so."""
        await self.until(lambda: any(words in line for line in self.lines()), words)

    def lines(self) -> list[str]:
        """The visible text of the whole screen."""
        return shown(self.app)


@asynccontextmanager
async def on_stage(
    story: Story, size: tuple[int, int] = (80, 24), *, toasts: bool = False, **preferences: Any
) -> AsyncIterator[Stage]:
    """The app over a story, on a terminal of that size, once all has been told that there is."""
    staged = Staged(story)
    app = Connscope(staged, clock=staged.clock, wall=lambda: WALL_SECONDS, preferences=Preferences(**preferences))
    async with app.run_test(size=size, notifications=toasts) as pilot:
        it = Stage(app, staged, pilot)
        it.play()
        await settled(pilot)
        yield it


def behaviours(wish: LaunchClients) -> str:
    """All of them by their names."""
    return " + ".join(name for name, _ in wish.behaviours) or "well-behaved"
