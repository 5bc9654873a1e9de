"""A sitting over somebody's program with a terminal, for tests: what is typed is kept, what it writes a test says."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual import events
from textual.widget import Widget

from connscope import events as ev
from connscope.preferences import Preferences
from connscope.running.console import Console
from connscope.session import Session
from connscope.tui.app import Connscope
from connscope.tui.widgets.terminal import Terminal
from connscope.tui.widgets.typing_line import TypingLine
from tests.tui.seen import settled
from tests.tui.staged import WALL_SECONDS, Stage, Staged
from tests.tui.story import START, Story

PROGRAM = "app.py"
PID = 4711


class Silent(Story):
    """A program that runs, and has touched no socket."""

    def __init__(self) -> None:
        super().__init__(PROGRAM)

    def begin(self) -> None:
        self.tell(ev.Started, PROGRAM, "", PID, 1, f"python {PROGRAM}")

    def ends(self, code: int = 0, signal: str = "") -> None:
        self.tell(ev.Ended, PROGRAM, "", code, signal)


class Serving(Silent):
    """The same, once it listens."""

    def begin(self) -> None:
        super().begin()
        Story.begin(self)
        self.facts[1:2] = []


class OnTerminal(Staged):
    """Notes what is typed, in order, as bytes or as the key's name."""

    is_ours = can_stop_reading = False
    observed_in, latest_in, high_water_of = Session.observed_in, Session.latest_in, Session.high_water_of

    def __init__(self, story: Story) -> None:
        super().__init__(story)
        self.written = Console()
        self.typed: list[bytes | str] = []
        self.sizes: list[tuple[int, int]] = []
        self.room = 1 << 20
        self.echoing = True

    @property
    def console(self) -> Console:
        return self.written

    @property
    def is_echoing(self) -> bool:
        return self.echoing

    @property
    def source_name(self) -> str:
        return "servers/echo.py"

    def type_in(self, data: bytes) -> int:
        self.typed.append(data[: self.room])
        return len(data[: self.room])

    def interrupt(self) -> None:
        self.typed.append("Ctrl-C")

    def end_input(self) -> None:
        self.typed.append("Ctrl-D")

    def resize_terminal(self, columns: int, rows: int) -> None:
        self.sizes.append((columns, rows))


class Seat(Stage):
    """Somebody in front of it."""

    staged: OnTerminal

    @property
    def pane(self) -> Terminal:
        assert self.main.terminal is not None
        return self.main.terminal

    @property
    def line(self) -> TypingLine:
        return self.main.query_one(TypingLine)

    @property
    def focus(self) -> Widget | None:
        return self.app.focused

    def writes(self, text: str | bytes) -> None:
        """The program writes, and the screen's beat comes."""
        self.staged.written.feed(text.encode() if isinstance(text, str) else text)
        self.main.beat()

    async def paste(self, text: str) -> None:
        """As the terminal's clipboard does it."""
        self.app.post_message(events.Paste(text))
        await self.pilot.pause(0)

    def rows(self) -> list[str]:
        """What can be read in the pane now, without its frame."""
        region = self.pane.scrollable_content_region
        lines = self.lines()[region.y : region.bottom]
        return [line[region.x : region.right].rstrip(" ▁") for line in lines]


@asynccontextmanager
async def typed_to(
    story: Story | None = None, size: tuple[int, int] = (80, 24), *, toasts: bool = False
) -> AsyncIterator[Seat]:
    """The app over such a program."""
    staged = OnTerminal(story or Silent())
    staged.source.now = START
    app = Connscope(staged, clock=staged.clock, wall=lambda: WALL_SECONDS, preferences=Preferences())
    async with app.run_test(size=size, notifications=toasts) as pilot:
        it = Seat(app, staged, pilot)
        it.play()
        it.main.tick()
        await settled(pilot)
        yield it
