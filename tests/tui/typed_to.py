"""Somebody's program with a keyboard before it, for tests: what is typed is kept, what it writes a test says."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual import events
from textual.widget import Widget

from connscope.preferences import Preferences
from connscope.tui.app import Connscope
from connscope.tui.widgets.terminal import Terminal
from connscope.tui.widgets.typing_line import TypingLine
from tests.tui.guests import SCRIPT, Guest, GuestStage, Held, StagedProgram
from tests.tui.seen import settled
from tests.tui.staged import WALL_SECONDS


class Typewriter(Held):
    """Notes what is typed, in order, as bytes or as the key's name."""

    def __init__(self, guest: Guest) -> None:
        super().__init__(guest, SCRIPT)
        self.typed: list[bytes | str] = []
        self.sizes: list[tuple[int, int]] = []
        self.room = 1 << 20

    def type_in(self, data: bytes) -> int:
        self.typed.append(data[: self.room])
        return len(data[: self.room])

    def interrupt(self) -> None:
        self.typed.append("Ctrl-C")

    def end_input(self) -> None:
        self.typed.append("Ctrl-D")

    def resize(self, columns: int, rows: int) -> None:
        self.sizes.append((columns, rows))


class OnTerminal(StagedProgram):
    """The sitting over it; whether it echoes a test says."""

    observed: Typewriter
    echoing = True

    def __init__(self, guest: Guest) -> None:
        super().__init__(guest)
        self.observed = self.source = Typewriter(guest)
        self.pump.sources[:] = [self.observed]
        self.asked = self.observed.asked

    @property
    def is_echoing(self) -> bool:
        return self.echoing


class Seat(GuestStage):
    """Somebody in front of it."""

    program: OnTerminal

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

    @property
    def typed(self) -> list[bytes | str]:
        return self.program.observed.typed

    @property
    def sizes(self) -> list[tuple[int, int]]:
        return self.program.observed.sizes

    def writes(self, text: str | bytes) -> None:
        """The program writes, and the screen's beat comes."""
        self.program.observed.console.feed(text.encode() if isinstance(text, str) else text)
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


def serving() -> Guest:
    """One that listens, and has a client."""
    guest = Guest()
    guest.listens()
    guest.echoes(guest.comes(), b"hello")
    return guest


@asynccontextmanager
async def typed_to(
    guest: Guest | None = None, size: tuple[int, int] = (80, 24), *, toasts: bool = False
) -> AsyncIterator[Seat]:
    """The app over such a program; one that has touched no socket, if none is given."""
    program = OnTerminal(guest or Guest())
    app = Connscope(program, clock=program.clock, wall=lambda: WALL_SECONDS, preferences=Preferences())
    async with app.run_test(size=size, notifications=toasts) as pilot:
        it = Seat(app, program, pilot)
        it.play()
        await settled(pilot)
        yield it
