"""What a command is: its name, its keys, where it holds, and which of all the footer offers.

It knows no single command: they are listed in `commands.py` and `byhand_keys.py`.
"""

from collections.abc import Callable, Iterable

from msgspec import Struct
from msgspec.structs import replace
from textual.binding import Binding

from connscope.tui.keys import as_written

RUNS, STANDS, BACK, BACK_RUNS, ENDED = "runs", "stands", "back", "back, and runs", "ended"
"""What the footer is to help with: a program that runs, one that is held; a moment in the past while it does either;
one that is over."""

PANES = ("connections", "detail", "code", "events", "clients")
"""The panes that there always are,"""
TERMINAL = "terminal"
"""and the one of a program that has a terminal."""
ALL_PANES = (*PANES, TERMINAL)
ROWS = ("connections", "events", "clients")
"""Those whose lines stand for something that can be opened and filtered,"""
TABLES = ("connections", "clients")
"""those that can be put in order and marked,"""
THEIRS = ("connections", "detail", "clients")
"""those in which one connection is meant,"""
SERVERS = ("connections", "detail")
"""and those in which it is meant as the server has it."""


class Command(Struct, frozen=True):
    """One thing that a key or the palette can do."""

    name: str
    """By which a keymap gives it other keys; it never changes."""
    keys: str
    """As Textual names them, separated by commas; none where only menus and the palette give it."""
    action: str
    label: str
    """A word or two, for the footer."""
    help: str
    """A sentence, for palette, help and README."""
    where: tuple[str, ...] = ALL_PANES
    """The panes in which it holds."""
    footer: int = 0
    """Its place in the footer, the smallest first; 0: it is not there."""
    stands: int = 0
    """The same while the program is held or goes on slowly,"""
    back: int = 0
    """and while the past is shown."""
    then: str = ""
    """Its label then, if it is another."""
    needs: str = ""
    """What must be true of the sitting, a name in `Session`; else the command is nowhere."""
    theirs: str = ""
    """The sentence where the program is somebody's own, if it is another."""

    @property
    def key(self) -> str:
        """The keys as people read them."""
        return as_written(self.keys)

    @property
    def binding(self) -> Binding:
        """The same for Textual."""
        # A keymap finds it by its name, but only if it is bound: to what no key is called.
        return Binding(self.keys or f"<{self.name}>", self.action, self.label, show=False, id=self.name)


PLACES: dict[str, Callable[[Command], int]] = {
    RUNS: lambda command: command.footer,
    STANDS: lambda command: command.stands,
    BACK: lambda command: command.back,
    BACK_RUNS: lambda command: command.back,
}


def footer_for(pane: str, commands: Iterable[Command], when: str = RUNS) -> list[Command]:
    """What the footer offers in a pane, in order and by the names that hold then."""
    place = PLACES[when]
    offered = sorted((command for command in commands if place(command) and pane in command.where), key=place)
    return offered if when in (RUNS, BACK_RUNS) else [replace(each, label=each.then or each.label) for each in offered]
