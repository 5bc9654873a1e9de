"""Every command: what it is called, which key gives it, where it holds, and what help says of it.

Key bindings, keymap, footer, palette, in-app help and the README's table are made from this one list; a command that
is not in it is nowhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from textual.binding import Binding

PANES = ("connections", "detail", "code", "events")
ROWS = ("connections", "events")
"""The panes whose lines stand for something that can be opened, filtered and copied."""


@dataclass(frozen=True)
class Command:
    """One thing that a key or the palette can do."""

    name: str
    """By which a keymap gives it other keys; it never changes."""
    keys: str
    """As Textual names them, separated by commas."""
    action: str
    label: str
    """A word or two, for the footer."""
    help: str
    """A sentence, for palette, help and README."""
    where: tuple[str, ...] = PANES
    """The panes in which it holds."""
    footer: int = 0
    """Its place in the footer, the smallest first; 0: it is not there."""

    @property
    def key(self) -> str:
        """The keys as people read them."""
        return " ".join(SHOWN.get(key, key) for key in self.keys.split(","))

    @property
    def binding(self) -> Binding:
        """The same for Textual."""
        return Binding(self.keys, self.action, self.label, show=False, id=self.name)


SHOWN = {
    "slash": "/",
    "question_mark": "?",
    "down": "↓",
    "up": "↑",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "home": "Home",
    "end": "End",
    "escape": "esc",
    "full_stop": ".",
    "comma": ",",
    "plus": "+",
    "minus": "-",
}
"""Keys that people write otherwise than Textual does."""

COMMANDS = (
    Command(
        "launch-one",
        "l",
        "launch_one",
        "client",
        "Launch one client that stays and sends a message a second.",
        footer=1,
    ),
    Command(
        "swap-policy",
        "p",
        "swap_policy",
        "policy",
        "Serve by the other policy: echo, the good one, or tutorial, faults included.",
        footer=3,
    ),
    Command(
        "restart",
        "r",
        "restart",
        "restart",
        "Start the server again, at the same address: after it died, or anew.",
        footer=9,
    ),
    Command(
        "clear-closed",
        "X",
        "clear_closed",
        "clear closed",
        "Take the rows of closed connections away.",
        ("connections",),
        footer=8,
    ),
    Command(
        "filter", "slash", "filter", "filter", "Show only rows, or events, in which a text occurs.", ROWS, footer=4
    ),
    Command(
        "sort",
        "o",
        "sort",
        "sort",
        "Sort by the next column; a click on a title sorts by it.",
        ("connections",),
        footer=5,
    ),
    Command("follow", "f", "follow", "follow", "Go to the newest event and stay there.", ("events",), footer=5),
    Command("copy", "y", "copy", "copy", "Copy the line under the cursor as plain text.", footer=7),
    Command("down", "j,down", "move(1)", "down", "Move down."),
    Command("up", "k,up", "move(-1)", "up", "Move up."),
    Command("page-down", "pagedown", "page(1)", "page down", "Move a page down."),
    Command("page-up", "pageup", "page(-1)", "page up", "Move a page up."),
    Command("first", "g,home", "first", "first", "Go to the first line."),
    Command("last", "G,end", "last", "last", "Go to the last line."),
    Command(
        "open", "enter", "open", "open", "Open the connection under the cursor, or that of the event.", ROWS, footer=6
    ),
    Command("back", "escape", "back", "back", "Drop the filter; then go back to the connections."),
    Command("next-pane", "tab", "next_pane", "next pane", "Go to the next pane.", footer=7),
    Command("previous-pane", "shift+tab", "previous_pane", "previous pane", "Go to the previous pane."),
    Command("pane-connections", "1", "pane('connections')", "connections", "Go to the connections."),
    Command("pane-detail", "2", "pane('detail')", "detail", "Go to the chosen connection's detail."),
    Command("pane-code", "3", "pane('code')", "code", "Go to the source that runs."),
    Command("pane-events", "4", "pane('events')", "events", "Go to the events."),
    Command(
        "help",
        "question_mark,f1",
        "help",
        "help",
        "Say what is on the screen and what every key does.",
        footer=10,
    ),
    Command("palette", "ctrl+p", "app.command_palette", "palette", "Find any command by its name."),
    Command("quit", "q,ctrl+q", "app.quit", "quit", "End the server and the clients, and leave.", footer=11),
)


def remapped(keys: Mapping[str, str]) -> tuple[Command, ...]:
    """The commands with other keys for those that are named."""
    return tuple(replace(command, keys=keys.get(command.name, command.keys)) for command in COMMANDS)


def footer_for(pane: str, commands: Iterable[Command]) -> list[Command]:
    """What the footer offers in a pane, in order."""
    return sorted((c for c in commands if c.footer and pane in c.where), key=lambda command: command.footer)
