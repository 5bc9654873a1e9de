"""The bottom line: the keys that help where the focus is."""

from collections.abc import Sequence

from msgspec.structs import replace
from textual import events

from connscope.tui.command import ENDED, RUNS, Command, footer_for
from connscope.tui.look import Part, place_at
from connscope.tui.widgets.bar import Bar

GAP = "  "
FIRST = 2
"""So many stand before what is offered only at times."""

AFTER_THE_END = (
    *("restart", "view-back", "view-loop-back", "view-start", "swap-policy", "filter", "clear-closed", "copy"),
    *("help", "quit"),
)
"""What still can be done once the program is over, by name and in order."""

WHILE_FILTERING = (
    Command("keep", "enter", "end_filter", "keep the filter", "Go back to the rows that are left."),
    Command("drop", "escape", "back", "drop it", "Show all rows again."),
)
WHILE_TYPING = (
    Command("enter", "enter", "app.simulate_key('enter')", "type it", "Type the line to the program."),
    Command("earlier", "up", "app.simulate_key('up')", "earlier", "Bring back what was typed before."),
    Command("type-end", "ctrl+d", "end_input", "end its input", "Type Ctrl-D to the program."),
    Command("type-interrupt", "ctrl+c", "interrupt", "interrupt", "Type Ctrl-C to the program."),
    Command("leave", "escape", "end_typing", "leave", "Go back to the pane."),
)


class Footer(Bar):
    """As many commands as there is room for; the last two always, or while time stands still the last."""

    DEFAULT_CSS = "Footer { dock: bottom; }"

    def __init__(self, commands: Sequence[Command]) -> None:
        super().__init__(id="footer")
        self.commands = commands
        self.pane = "connections"
        self.when = RUNS
        self.line: Sequence[Command] = ()
        """What helps while a line is typed; then nothing else does, for letters are text."""
        self.turned: frozenset[str] = frozenset()
        """The names of those that would turn back what they did, and are called so."""
        self.useful: frozenset[str] = frozenset()
        """The names of those that are offered only while there is something for them to show."""

    def show(
        self,
        pane: str,
        when: str = RUNS,
        *,
        line: Sequence[Command] = (),
        turned: frozenset[str] = frozenset(),
        useful: frozenset[str] = frozenset(),
    ) -> None:
        """Offer what helps in that pane then, or in a line that is typed."""
        now = pane, when, line, turned, useful
        if now != (self.pane, self.when, self.line, self.turned, self.useful):
            self.pane, self.when, self.line, self.turned, self.useful = now
            self.update()

    def offered(self, width: int) -> list[Command]:
        """The commands that fit: the last of all are kept, the others yield from the end."""
        offered = self.line or (self.after_the_end() if self.when == ENDED else self.usual())
        commands = [replace(each, label=each.then) if each.name in self.turned else each for each in offered]
        if self.when in (RUNS, ENDED) and not self.line:
            commands[FIRST:FIRST] = [each for each in self.commands if each.name in self.useful]
        kept = 2 if self.line or self.when in (RUNS, ENDED) else 1
        while len(commands) > kept and sum(self.size_of(command) for command in commands) - len(GAP) > width:
            del commands[-kept - 1]
        return commands

    def usual(self) -> list[Command]:
        """What each command says of itself."""
        return footer_for(self.pane, self.commands, self.when)

    def after_the_end(self) -> list[Command]:
        """Nothing that takes a program which runs."""
        here = {command.name: command for command in self.commands if self.pane in command.where}
        return [here[name] for name in AFTER_THE_END if name in here]

    def size_of(self, command: Command) -> int:
        """Cells that it takes."""
        return len(self.key_of(command)) + 1 + len(command.label) + len(GAP)

    def key_of(self, command: Command) -> str:
        """Its first key only: there is little room."""
        return command.key.split(" ")[0]

    def parts(self, _: int, width: int) -> list[Part]:
        """Key and label of each."""
        parts: list[Part] = []
        for command in self.offered(width):
            parts += [(self.key_of(command), "key"), (" " + command.label, "text"), (GAP, "text")]
        return parts[:-1]

    async def on_click(self, event: events.Click) -> None:
        """A click on a label is its key."""
        at = event.get_content_offset(self)
        offered = self.offered(self.scrollable_content_region.width)
        number = place_at(at.x, map(self.size_of, offered)) if at is not None else -1
        if number >= 0:
            await self.screen.run_action(offered[number].action)
