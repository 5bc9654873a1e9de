"""The application: theme, palette, and the ways in and out. What is on the screen is in `screens/`."""

import gc
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING

from textual import events
from textual.app import SystemCommand
from textual.screen import Screen
from textual.widget import AwaitMount
from textual.widgets import Input
from textual.widgets._toast import ToastHolder

from connscope.collecting import collect_seldom
from connscope.descriptors import allow_many
from connscope.preferences import DEFAULTS, Preferences
from connscope.serving import ServerSession
from connscope.session import Session
from connscope.tui import ahead
from connscope.tui.any_terminal import AnyTerminal
from connscope.tui.at_once import AtOnce
from connscope.tui.command import Command
from connscope.tui.commands import FROM_A_PAGE, WHEREVER, commands_for, keymap_for
from connscope.tui.ending import Ending
from connscope.tui.framed import let_go_of_painters
from connscope.tui.in_order import Typed
from connscope.tui.leaving import Leaving
from connscope.tui.screens.main import Main, main_over, seen_over

if TYPE_CHECKING:
    from connscope.programs import ProgramSession
    from connscope.running.command import Options, Program


SOMEBODY = (events.InputEvent, events.AppFocus, events.Resize)
"""What shows that there is a person."""


class Connscope(AtOnce, AnyTerminal, Leaving):
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
        super().__init__(ending)
        self.suit(preferences.theme, ascii=preferences.ascii)
        self.session = session
        self.view = seen_over(session, clock, wall, preferences.times)
        self.commands = commands_for(session, preferences.keys)
        self.set_keymap(keymap_for(preferences.keys))
        self.main = main_over(self.view, self.commands)

    def get_default_screen(self) -> Main:
        """The first and lowest of all: with Textual's own below it, that would be styled and laid out as well."""
        return self.main

    def on_ready(self) -> None:
        """All that stays is there, and the first frame too: from now on there may be cycles to be found."""
        if self.ending is not None:
            collect_seldom()
            self.set_timer(ahead.IDLE_SECONDS, ahead.load)

    def clear_notifications(self) -> None:
        """As Textual does it; and what held those of earlier goes too, which it would leave on the screen for good."""
        super().clear_notifications()
        let_go_of_painters()
        for holder in self.screen.query(ToastHolder):
            if not holder.children:
                holder.remove()

    async def lead(self, event: Typed) -> None:
        """What is typed ahead waits for the screen that it is meant for: it cannot do anything before."""
        if not self.main.is_mounted:
            await AwaitMount(self.main, [self.main])
        await super().lead(event)

    async def on_event(self, event: events.Event) -> None:
        """Whoever does anything, or comes back to this window, is shown how old things are by now."""
        await super().on_event(event)
        if isinstance(event, SOMEBODY):
            self.main.attend()

    def foresee(self, key: str) -> None:
        """A server at full load is held by the key, not by what comes of it: for that a busy screen takes its time."""
        holding = any(command.action == "hold" and key in command.keys.split(",") for command in self.commands)
        here = self.screen_stack[-1:] == [self.main] and not isinstance(self.focused, Input)
        if holding and here and not self.session.is_between:
            self.session.stepping.hold_before_asked()

    def get_system_commands(self, screen: Screen[object]) -> Iterator[SystemCommand]:
        """What the palette offers over that screen: our commands, each with its key, as far as they act from there."""
        page = self.main.page
        if page is not None and screen is page:
            for command in page.offered:
                yield offer(command, self.runner(page.run_offered, command.action))
        names = FROM_A_PAGE if screen is page else WHEREVER
        for command in self.commands:
            if screen is self.main or command.name in names:
                yield offer(command, self.runner(self.main.run_action, command.action))

    def runner(self, run: Callable[[str], Awaitable[object]], action: str) -> Callable[[], None]:
        """Run it when the palette has closed."""

        def later() -> None:
            self.call_later(run, action)

        return later


def offer(command: Command, run: Callable[[], None]) -> SystemCommand:
    """As the palette has it."""
    return SystemCommand(command.label + (f"  ({command.key})" if command.key else ""), command.help, run)


def run(host: str, port: int, policy: str, small_pipes: bool, preferences: Preferences = DEFAULTS) -> int:
    """Open the screen over a server of ours; answers the exit code. Raises OSError when the address cannot be had."""
    allow_many()  # whom the server accepts is held open by this process
    return open_over(ServerSession(host, port, policy, small_pipes), preferences)


def run_program(program: "Program", options: "Options", preferences: Preferences = DEFAULTS) -> int:
    """Open the screen over somebody's program, and end that with it; answers the screen's own exit code, as a rule 0.

    How the program itself ended is told on the screen. Raises OSError, with a sentence, when it cannot be started.
    """
    from connscope.programs import ProgramSession  # nobody else needs all this
    from connscope.running.surroundings import remove, run_directory
    from connscope.running.watch import Watch
    from connscope.sources.program import ProgramSource

    run_dir = run_directory()
    try:
        source = ProgramSource(program, options, run_dir)
        return open_over(ProgramSession(source, Watch(program) if options.watch else None), preferences)
    finally:
        remove(run_dir)


def open_over(session: "ServerSession | ProgramSession", preferences: Preferences) -> int:
    """Begin, show it until somebody leaves, and end. The program's own exit code is told on the screen alone."""
    ending = Ending()
    session.start()
    try:
        try:
            Connscope(session, ending, preferences=preferences).run()
        finally:
            gc.freeze()  # all of it ends with the process: to take thousands of connections apart first takes a second
            session.stop()
    except Exception as error:
        ending.crash(error)
    return ending.over()
