"""The pane of launched clients and nothing else, over a story: what a test of it has in hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.app import App, ComposeResult
from textual.pilot import Pilot

from connscope.tui.themes import DARK
from connscope.tui.view import View
from connscope.tui.widgets.clients import Clients
from tests.tui.seen import shown
from tests.tui.staged import Staged
from tests.tui.story import Story


class Alone(App[None]):
    """An app with one pane; what it is told it keeps in `told`."""

    def __init__(self, story: Story) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.theme = DARK.name
        self.staged = Staged(story)
        self.view = View(self.staged, self.staged.clock)
        self.pane = Clients(self.view)
        self.told: list[int] = []

    def compose(self) -> ComposeResult:
        yield self.pane

    def on_mount(self) -> None:
        self.now()

    def now(self, seconds: float = 0.0) -> None:
        """Show all that has been told, and that so much time has passed since."""
        self.staged.source.story.later(seconds)
        self.staged.source.now = self.staged.source.story.at
        self.view.advance(self.staged.tick(None))
        self.pane.show()

    def on_clients_chosen(self, message: Clients.Chosen) -> None:
        self.told.append(message.client)


class Seat:
    """Somebody in front of it."""

    def __init__(self, app: Alone, pilot: Pilot[None]) -> None:
        self.app, self.pilot, self.pane, self.now = app, pilot, app.pane, app.now
        self.story = app.staged.source.story

    def lines(self) -> list[str]:
        return shown(self.app)

    def row(self, number: int) -> str:
        return " ".join("".join(text for text, _ in self.pane.parts(number, 75)).split())

    def chosen(self) -> tuple[int, int]:
        """The client under the cursor by its own word, and by the row's."""
        return self.pane.chosen, self.pane.rows[self.pane.cursor]

    async def told(self) -> list[int]:
        await self.pilot.pause(0)
        return self.app.told


@asynccontextmanager
async def alone(story: Story, size: tuple[int, int] = (80, 16)) -> AsyncIterator[Seat]:
    app = Alone(story)
    async with app.run_test(size=size) as pilot:
        await pilot.pause(0)
        yield Seat(app, pilot)


def several(clients: int = 5) -> Story:
    """So many, all connected."""
    story = Story()
    for _ in range(clients):
        story.connects(story.launches())
    return story
