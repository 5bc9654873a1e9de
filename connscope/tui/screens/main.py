"""The main screen: the panes, and all that commands do there."""

from connscope.tui.actions.copying import Copying
from connscope.tui.actions.filtering import Filtering
from connscope.tui.actions.launching import Launching
from connscope.tui.actions.moving import Moving
from connscope.tui.actions.serving import Serving
from connscope.tui.commands import COMMANDS
from connscope.tui.screens.help import Help


class Main(Moving, Filtering, Serving, Launching, Copying):
    """Everything at once, and every key."""

    BINDINGS = [command.binding for command in COMMANDS]  # noqa: RUF012 - Textual's own name

    def action_help(self) -> None:
        """What everything means."""
        self.app.push_screen(Help(self.pane, self.commands))
