"""The application: theme, palette, and the ways in and out. What is on the screen is in `screens/`."""

import asyncio
import signal
import time
from collections.abc import Callable, Iterator
from types import FrameType

from textual.app import App, SystemCommand
from textual.screen import Screen

from connscope.session import Session
from connscope.tui.commands import COMMANDS
from connscope.tui.look import DARK
from connscope.tui.screens.main import Main
from connscope.tui.view import View

ENDINGS = ("SIGINT", "SIGTERM", "SIGHUP")


class Connscope(App[None]):
    """One session on one terminal."""

    TITLE = "connscope"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self, session: Session, clock: Callable[[], int] = time.monotonic_ns, wall: Callable[[], float] = time.time
    ) -> None:
        super().__init__()
        self.session = session
        self.view = View(session, clock, wall)
        self.main = Main(session, self.view)

    def on_mount(self) -> None:
        """Put the screen up."""
        self.register_theme(DARK)
        self.theme = DARK.name
        self.push_screen(self.main)
        self.heed_signals()

    def get_system_commands(self, _screen: Screen[object]) -> Iterator[SystemCommand]:
        """What the palette offers: our commands, each with its key."""
        for command in COMMANDS:
            yield SystemCommand(f"{command.label}  ({command.key})", command.help, self.runner(command.action))

    def runner(self, action: str) -> Callable[[], None]:
        """Run an action of the main screen when the palette has closed."""

        def later() -> None:
            self.call_later(self.main.run_action, action)

        return later

    def heed_signals(self) -> None:
        """Leave in good order when told to from outside: the terminal is restored before the process ends."""
        loop = asyncio.get_running_loop()

        def leave(number: int, _frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(lambda: self.exit(return_code=128 + number))

        for name in ENDINGS:
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), leave)


def run(host: str, port: int, policy: str, small_pipes: bool) -> int:
    """Open the screen over a server of ours; answers the exit code. Raises OSError when the address cannot be had."""
    session = Session(host, port, policy, small_pipes)
    session.start()
    app = Connscope(session)
    try:
        app.run()
    finally:
        session.stop()
    return app.return_code or 0
