"""The main screen: the panes, and all that commands do there, over whatever it is that is observed."""

from collections.abc import Callable, Iterable

from connscope.session import Session
from connscope.tui.actions.breaking import Breaking
from connscope.tui.actions.by_hand import Handling
from connscope.tui.actions.clearing import Clearing
from connscope.tui.actions.comparing import Comparing
from connscope.tui.actions.copying import Copying
from connscope.tui.actions.filtering import Filtering
from connscope.tui.actions.looking import Looking
from connscope.tui.actions.poking import Poking
from connscope.tui.actions.predicting import Predicting
from connscope.tui.actions.reviewing import Reviewing
from connscope.tui.actions.travelling import Travelling
from connscope.tui.command import Command
from connscope.tui.commands import COMMANDS
from connscope.tui.screens.panes import Panes
from connscope.tui.view import View

ACTIONS = frozenset(command.action.partition("(")[0] for command in COMMANDS)


class Main(Looking, Clearing, Copying, Predicting, Travelling, Breaking, Poking, Reviewing, Handling, Filtering, Panes):
    """Everything at once, and every key that any program has."""

    BINDINGS = [command.binding for command in COMMANDS]  # noqa: RUF012 - Textual's own name

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:  # noqa: ARG002
        """A key holds in its panes only, as help says, and where it is of no use nowhere."""
        if action not in ACTIONS:
            return True
        places = [command.where for command in self.commands if command.action.partition("(")[0] == action]
        return any(self.pane in where for where in places)

    def action_help(self) -> None:
        """What everything means."""
        from connscope.tui.screens.help import Help, intro, sections  # nobody waits for it at the start

        ours = self.session.is_ours
        self.app.push_screen(Help(intro(self.pane, ours=ours), sections(self.pane, self.commands, ours=ours)))


class ServerMain(Comparing, Main):
    """That of a server of ours."""


def seen_over(session: Session, clock: Callable[[], int], wall: Callable[[], float], times: str) -> View:
    """What is on show of that sitting."""
    return kinds_for(session)[0](session, clock, wall, times)


def main_over(view: View, commands: Iterable[Command]) -> Main:
    """The screen that draws it."""
    return kinds_for(view.session)[1](view.session, view, commands)


def kinds_for(session: Session) -> tuple[type[View], type[Main]]:
    """What is made of that sitting, and what draws that. Who watches our server does not wait for a program's."""
    if session.is_ours:
        return View, ServerMain
    from connscope.tui.program_view import ProgramView
    from connscope.tui.screens.program_main import ProgramMain

    return ProgramView, ProgramMain
