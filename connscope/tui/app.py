"""The application: theme, palette, and the ways in and out. What is on the screen is in `screens/`."""

import time
from collections.abc import Callable, Iterator
from typing import Any

from textual.app import App, SystemCommand
from textual.screen import Screen

from connscope.preferences import DEFAULTS, Preferences
from connscope.session import Session
from connscope.tui.commands import remapped
from connscope.tui.ending import Ending
from connscope.tui.look import DARK
from connscope.tui.screens.main import Main
from connscope.tui.view import View


class Connscope(App[None]):
    """One session on one terminal."""

    TITLE = "connscope"
    CSS_PATH = "app.tcss"

    def __init__(
        self,
        session: Session,
        ending: Ending | None = None,
        clock: Callable[[], int] = time.monotonic_ns,
        wall: Callable[[], float] = time.time,
        preferences: Preferences = DEFAULTS,
    ) -> None:
        super().__init__()
        # Not later: from Python 3.12 on our stylesheet, which names the theme's colours, is read before `on_mount`.
        self.register_theme(DARK)
        self.theme = DARK.name
        self.session = session
        self.view = View(session, clock, wall)
        self.commands = remapped(preferences.keys)
        self.set_keymap(preferences.keys)
        self.main = Main(session, self.view, self.commands)
        self.ending = ending

    def on_mount(self) -> None:
        """Put the screen up."""
        self.push_screen(self.main)
        if self.ending is not None:
            self.ending.heed_signals(lambda code: self.exit(return_code=code))

    def get_system_commands(self, _screen: Screen[object]) -> Iterator[SystemCommand]:
        """What the palette offers: our commands, each with its key."""
        for command in self.commands:
            yield SystemCommand(f"{command.label}  ({command.key})", command.help, self.runner(command.action))

    def runner(self, action: str) -> Callable[[], None]:
        """Run an action of the main screen when the palette has closed."""

        def later() -> None:
            self.call_later(self.main.run_action, action)

        return later

    def exit(self, *args: Any, **options: Any) -> None:
        """Leave; from now on the time is counted."""
        if self.ending is not None:
            self.ending.deadline.set(options.get("return_code", 0))
        super().exit(*args, **options)


def run(host: str, port: int, policy: str, small_pipes: bool, preferences: Preferences = DEFAULTS) -> int:
    """Open the screen over a server of ours; answers the exit code. Raises OSError when the address cannot be had."""
    session = Session(host, port, policy, small_pipes)
    session.start()
    ending = Ending()
    app = Connscope(session, ending, preferences=preferences)
    try:
        app.run()
    finally:
        session.stop()
        ending.deadline.lift()
    return app.return_code or 0
