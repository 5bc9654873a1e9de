"""Somebody's own program for tests of the screen: its facts are told by hand, as its source would report them."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from itertools import count, takewhile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from connscope import events as ev
from connscope.events import UNKNOWN, ConnId, Fact
from connscope.preferences import Preferences
from connscope.programs import ProgramSession
from connscope.running.console import Console
from connscope.tui.app import Connscope
from connscope.wishes import ConnectionWish, LaunchClients, Wish
from tests.tui.seen import settled
from tests.tui.staged import SERVED, Stage, behaviours
from tests.tui.story import SECOND, START

NAME, PID, CHILD_PID = "app.py", 4711, 4712
SCRIPT = SERVED / NAME
FILE = str(SCRIPT)
FIRST = PID << 30
LOOP, LISTENER = FIRST + 1, FIRST + 2
LINES = {"accept": 10, "register": 12, "recv": 16, "send": 18, "close": 21, "socket": 25, "bind": 26, "listen": 27}
LINES |= {"select": 30, "connect": 25}
CODE = "import socket\nsocket.socket()"
"""What a program without a file is."""
LATER = 4_000_000_000.0
"""When every such program begins, by the clock on the wall: after its source was saved."""
MAIN = 1
"""Its first thread."""


class Guest:
    """A program that begins at `START`, and does what a test says. Each call takes a microsecond."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.at = START
        self.ids = count(FIRST + 3)
        self.ports = count(50_912, 2)
        self.loops = 0
        self.tell(ev.Started, NAME, "", PID, 0, f"python {NAME}")

    def tell(self, kind: type[Fact], *fields: object) -> None:
        """Any fact, now."""
        self.facts.append(kind(self.at, *fields))
        self.at += 1_000

    def call(
        self, kind: type[Fact], conn: ConnId, name: str, *fields: object, thread: int = MAIN, file: str = FILE
    ) -> None:
        """One of its calls, at its place in the source."""
        self.tell(kind, conn, thread, (file, LINES.get(name, 1)), *fields)

    def later(self, seconds: float) -> None:
        """Nothing happens for so long."""
        self.at += round(seconds * SECOND)

    def listens(self, address: str = "127.0.0.1:8000", conn: ConnId = LISTENER, family: str = "inet") -> ConnId:
        """It listens, and sleeps in `select()`."""
        self.call(ev.Opened, conn, "socket", 5, family)
        self.call(ev.Bound, conn, "bind", address)
        self.call(ev.Listening, conn, "listen", address, 128)
        self.call(ev.Registered, conn, "register", 1, LOOP, UNKNOWN, "")
        return conn

    def sleeps(self) -> None:
        """Nothing is ready."""
        self.tell(ev.Asleep, LOOP, UNKNOWN, self.loops, 0)

    def wakes(self, *ready: tuple[ConnId, int]) -> None:
        """`select()` has answered."""
        self.loops += 1
        self.tell(ev.Woke, LOOP, MAIN, (FILE, LINES["select"]), UNKNOWN, 300_000, self.loops, 0, list(ready))

    def comes(self, listener: ConnId = LISTENER) -> ConnId:
        """A client is let in."""
        conn = next(self.ids)
        self.wakes((listener, 1))
        self.call(ev.Accepted, conn, "accept", conn - FIRST + 4, f"127.0.0.1:{next(self.ports)}", listener)
        self.call(ev.Registered, conn, "register", 1, LOOP, UNKNOWN, "")
        return conn

    def connects(self, address: str = "10.0.0.7:5432", conn: ConnId = 0) -> ConnId:
        """It connects somewhere itself."""
        conn = conn or next(self.ids)
        self.call(ev.Opened, conn, "socket", conn % 100 + 4, "inet")
        self.call(ev.Connecting, conn, "connect", f"10.0.0.1:{next(self.ports)}", address, "")
        self.call(ev.Connected, conn, "connect")
        return conn

    def echoes(self, conn: ConnId, data: bytes, thread: int = MAIN) -> None:
        """In and out again."""
        self.call(ev.Received, conn, "recv", "recv", 1000, len(data), UNKNOWN, data, thread=thread)
        self.call(ev.Sent, conn, "send", "send", len(data), len(data), UNKNOWN, data, thread=thread)

    def holds(self, call: str, conn: ConnId = 0, *, thread: int = MAIN, program: str = NAME, file: str = FILE) -> None:
        """One of its threads stands still before a call."""
        loop = LOOP if call in ("select", "register") else 0
        place = (file, LINES.get(call, 1))
        self.tell(ev.Held, program, thread, place, call, False, conn, loop, UNKNOWN, UNKNOWN, b"", 0)

    def ends(self, code: int = 0, signal: str = "") -> None:
        """The process is over."""
        self.tell(ev.Ended, NAME, "", code, signal)


class Held:
    """What runs such a program: it hands out each fact when its time has come, and notes what it is asked."""

    def __init__(self, guest: Guest, path: Path | None) -> None:
        self.name = NAME
        self.guest = guest
        self.program: Any = SimpleNamespace(
            name=NAME, command=f"python {NAME}", path=path, form="" if path else "-c", target=CODE
        )
        self.console = Console()
        self.child: Any = None
        self.processes: dict[str, Any] = {NAME: SimpleNamespace(threads=1, pid=0, running=False, row=lambda _: None)}
        self.running = True
        self.asked: list[str] = []
        self.refuses = ""
        self.handed_out = 0
        self.now = START

    def drain(self) -> list[Fact]:
        """What has happened by now."""
        facts = list(takewhile(lambda fact: fact.at <= self.now, self.guest.facts[self.handed_out :]))
        self.handed_out += len(facts)
        return facts

    def start(self) -> None:
        """It runs."""
        self.asked.append("start")

    def end_run(self) -> list[Fact]:
        """It ends, and tells so."""
        self.asked.append("end")
        return [] if self.ended else [ev.Ended(self.now, NAME, "", UNKNOWN, "SIGTERM")]

    def restart(self) -> list[Fact]:
        """It begins anew, or cannot."""
        self.asked.append("restart")
        if self.refuses:
            raise OSError(2, self.refuses)
        return [ev.Started(self.now, NAME, "", PID + 10, 0, f"python {NAME}")]

    @property
    def ended(self) -> bool:
        """As it was told."""
        return any(isinstance(fact, ev.Ended) for fact in self.guest.facts)

    def stop(self) -> None:
        """It is over."""
        self.asked.append("stop")

    def do(self, wish: Wish) -> None:
        """Nobody hears it."""
        self.asked.append(type(wish).__name__ + (f" {wish.conn - FIRST}" if isinstance(wish, ConnectionWish) else ""))

    def look(self, conn: ConnId) -> None:
        """Nobody looks."""

    def type_in(self, data: bytes) -> int:
        """It takes all."""
        return len(data)

    def interrupt(self) -> None:
        """It does not mind."""

    def end_input(self) -> None:
        """Nor here."""

    def resize(self, columns: int, rows: int) -> None:
        """Nor does it look."""


class StagedProgram(ProgramSession):
    """What a screen needs of the session; no client is ever launched."""

    observed: Held

    def __init__(self, guest: Guest, path: Path | None = SCRIPT) -> None:
        self.was_saved = ""
        super().__init__(Held(guest, path))
        self.source = self.observed
        self.asked = self.observed.asked

    def saved(self, _: int) -> str:
        """As a test has it."""
        saved, self.was_saved = self.was_saved, ""
        return saved

    def clock(self) -> int:
        """The moment, in nanoseconds."""
        return self.observed.now

    def watch(self, visible: Iterable[ConnId], chosen: ConnId) -> None:
        """No kernel knows of it."""

    def launch(self, *wishes: LaunchClients) -> None:
        """No client comes."""
        self.asked += [f"launch {wish.host}:{wish.port} {behaviours(wish)} echo={wish.echo}" for wish in wishes]


class GuestStage(Stage):
    """A test's hands on it."""

    def __init__(self, app: Connscope, staged: StagedProgram, pilot: Any) -> None:
        self.app, self.pilot, self.program = app, pilot, staged
        self.staged: Any = staged
        self.story: Any = staged.observed.guest
        self.main, self.connections, self.events = app.main, app.main.connections, app.main.events


@asynccontextmanager
async def guest_on_stage(
    guest: Guest, size: tuple[int, int] = (120, 40), *, path: Path | None = SCRIPT, toasts: bool = True
) -> AsyncIterator[GuestStage]:
    """The app over such a program, once all has been told that there is."""
    staged = StagedProgram(guest, path)
    app = Connscope(staged, clock=staged.clock, wall=lambda: LATER, preferences=Preferences())
    async with app.run_test(size=size, notifications=toasts) as pilot:
        it = GuestStage(app, staged, pilot)
        it.play()
        await settled(pilot)
        yield it
