"""Every command: what it is called, which key gives it, where it holds, and what help says of it.

Key bindings, keymap, footer, palette, in-app help and the README's table are made from this one list; a command that
is not in it is nowhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from textual.binding import Binding

PANES = ("connections", "detail", "code", "events", "clients")
ROWS = ("connections", "events", "clients")
"""The panes whose lines stand for something that can be opened and filtered,"""
TABLES = ("connections", "clients")
"""those that can be put in order and marked,"""
THEIRS = ("connections", "detail", "clients")
"""and those in which one connection is meant."""


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
    Command("launch-one", "l", "launch_one", "client", "Launch one client that stays, a message a second.", footer=1),
    Command(
        "launch-many", "L", "launch_many", "launch", "Launch many: how many, what they say, how they read.", footer=2
    ),
    Command(
        "swap-policy",
        "p",
        "swap_policy",
        "policy",
        "Serve by the other policy: echo, or tutorial, faults included.",
        footer=3,
    ),
    Command(
        "compare", "d", "compare", "compare", "Show what echo does that tutorial does not, and what for.", footer=4
    ),
    Command(
        "restart",
        "r",
        "restart",
        "restart",
        "Start the server again, at the same address: after it died, or anew.",
        footer=13,
    ),
    Command("freeze", "z", "freeze", "freeze", "Have a client of ours stop reading, or read again.", THEIRS, footer=6),
    Command(
        "end-client",
        "x",
        "end_client",
        "end",
        "End the client under the cursor, or those marked.",
        ("clients",),
        footer=5,
    ),
    Command("end-clients", "ctrl+x", "end_clients", "end all", "End all clients of ours.", footer=12),
    Command("clear-closed", "X", "clear_closed", "clear", "Take away the rows of what is over.", TABLES, footer=11),
    Command(
        "mark",
        "m",
        "mark",
        "mark",
        "Mark the row, for keys that can act on many; again, take it away.",
        TABLES,
        footer=10,
    ),
    Command(
        "filter", "slash", "filter", "filter", "Show only rows, or events, in which a text occurs.", ROWS, footer=5
    ),
    Command("sort", "o", "sort", "sort", "Sort by the next column; a click on a title sorts by it.", TABLES, footer=7),
    Command("follow", "f", "follow", "follow", "Go to the newest event and stay there.", ("events",), footer=7),
    Command(
        "open", "enter", "open", "open", "Open the connection under the cursor, or that of the event.", ROWS, footer=8
    ),
    Command("copy", "y", "copy", "copy", "Copy: the row, its bytes, or the whole story of the connection.", footer=9),
    Command("down", "j,down", "move(1)", "down", "Move down."),
    Command("up", "k,up", "move(-1)", "up", "Move up."),
    Command("page-down", "pagedown", "page(1)", "page down", "Move a page down."),
    Command("page-up", "pageup", "page(-1)", "page up", "Move a page up."),
    Command("first", "g,home", "first", "first", "Go to the first line."),
    Command("last", "G,end", "last", "last", "Go to the last line."),
    Command("back", "escape", "back", "back", "Drop the filter; then go back to the connections."),
    Command("next-pane", "tab", "next_pane", "next pane", "Go to the next pane.", footer=9),
    Command("previous-pane", "shift+tab", "previous_pane", "previous pane", "Go to the previous pane."),
    Command("pane-connections", "1", "pane('connections')", "connections", "Go to the connections."),
    Command("pane-detail", "2", "pane('detail')", "detail", "Go to the chosen connection's detail."),
    Command("pane-code", "3", "pane('code')", "code", "Go to the source that runs."),
    Command("pane-events", "4", "pane('events')", "events", "Go to the events."),
    Command("pane-clients", "5", "pane('clients')", "clients", "Go to our own clients."),
    Command("maximise", "w", "maximise", "whole screen", "Give this pane the whole screen, or take it back."),
    Command("times", "t", "times", "times", "Show times of day, or the time since the start."),
    Command("theme", "T", "theme", "theme", "Show all in the next theme: dark, light, projector, colour-blind."),
    Command(
        "help", "question_mark,f1", "help", "help", "Say what is on the screen and what every key does.", footer=20
    ),
    Command("palette", "ctrl+p", "app.command_palette", "palette", "Find any command by its name."),
    Command(
        "suspend", "ctrl+z", "app.suspend_process", "suspend", "Give the terminal back to the shell; fg comes back."
    ),
    Command("quit", "q,ctrl+q", "app.quit", "quit", "End the server and the clients, and leave.", footer=21),
)


def remapped(keys: Mapping[str, str]) -> tuple[Command, ...]:
    """The commands with other keys for those that are named."""
    return tuple(replace(command, keys=keys.get(command.name, command.keys)) for command in COMMANDS)


def footer_for(pane: str, commands: Iterable[Command]) -> list[Command]:
    """What the footer offers in a pane, in order."""
    return sorted((c for c in commands if c.footer and pane in c.where), key=lambda command: command.footer)
