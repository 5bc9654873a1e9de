"""The main screen over a program of somebody's own: what else can be done there, and what else is to be seen."""

from connscope.tui.actions.running import Running
from connscope.tui.actions.typing import Typing
from connscope.tui.command import PANES, TERMINAL
from connscope.tui.screens.main import Main
from connscope.tui.widgets.program_header import ProgramHeader
from connscope.tui.widgets.program_welcome import ProgramWelcome


class ProgramMain(Typing, Running, Main):
    """That of a program of somebody's own."""

    HEADER = ProgramHeader
    WELCOME = ProgramWelcome

    @property
    def empty(self) -> bool:
        """Whether it has touched no socket, and time passes as usual."""
        return not self.view.stands and not self.view.ledger.clients and not self.view.roll.ids

    @property
    def places(self) -> tuple[str, ...]:
        """All of them: there is always a source to be read."""
        return (*PANES, TERMINAL) if self.terminal is not None else PANES
