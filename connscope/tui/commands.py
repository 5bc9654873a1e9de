"""Every command: what it is called, which key gives it, where it holds, and what help says of it.

Key bindings, footer, palette, in-app help and the README's table are made from this one list; a command that is not
in it is nowhere.
"""

from dataclasses import dataclass

from textual.binding import Binding

PANES = ("connections", "detail", "code", "events")


@dataclass(frozen=True)
class Command:
    """One thing that a key or the palette can do."""

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
    shown: str = ""
    """How the keys are written; as they are named, if empty."""

    @property
    def key(self) -> str:
        """The keys as people read them."""
        return self.shown or self.keys.replace(",", " ")

    @property
    def binding(self) -> Binding:
        """The same for Textual."""
        return Binding(self.keys, self.action, self.label, show=False)


COMMANDS = (
    Command("l", "launch_one", "client", "Launch one client that stays and sends a message a second.", footer=1),
    Command(
        "p",
        "swap_policy",
        "policy",
        "Serve by the other policy: echo, the good one, or tutorial, faults included.",
        footer=3,
    ),
    Command(
        "r", "restart", "restart", "Start the server again, at the same address: after it died, or anew.", footer=9
    ),
    Command(
        "X",
        "clear_closed",
        "clear closed",
        "Take the rows of closed connections away.",
        ("connections",),
        footer=8,
        shown="X",
    ),
    Command(
        "slash",
        "filter",
        "filter",
        "Show only rows, or events, in which a text occurs.",
        ("connections", "events"),
        footer=4,
        shown="/",
    ),
    Command(
        "o", "sort", "sort", "Sort by the next column; a click on a title sorts by it.", ("connections",), footer=5
    ),
    Command("f", "follow", "follow", "Go to the newest event and stay there.", ("events",), footer=5),
    Command("y", "copy", "copy", "Copy the line under the cursor as plain text.", footer=7),
    Command("j,down", "move(1)", "down", "Move down.", shown="j ↓"),
    Command("k,up", "move(-1)", "up", "Move up.", shown="k ↑"),
    Command("pagedown", "page(1)", "page down", "Move a page down.", shown="PgDn"),
    Command("pageup", "page(-1)", "page up", "Move a page up.", shown="PgUp"),
    Command("g,home", "first", "first", "Go to the first line.", shown="g Home"),
    Command("G,end", "last", "last", "Go to the last line.", shown="G End"),
    Command(
        "enter",
        "open",
        "open",
        "Open the connection under the cursor, or that of the event.",
        ("connections", "events"),
        footer=6,
    ),
    Command("escape", "back", "back", "Drop the filter; then go back to the connections.", shown="esc"),
    Command("tab", "next_pane", "next pane", "Go to the next pane.", footer=7),
    Command("shift+tab", "previous_pane", "previous pane", "Go to the previous pane.", shown="shift+tab"),
    Command("1", "pane('connections')", "connections", "Go to the connections."),
    Command("2", "pane('detail')", "detail", "Go to the chosen connection's detail."),
    Command("3", "pane('code')", "code", "Go to the source that runs."),
    Command("4", "pane('events')", "events", "Go to the events."),
    Command(
        "question_mark,f1",
        "help",
        "help",
        "Say what is on the screen and what every key does.",
        footer=10,
        shown="? f1",
    ),
    Command("ctrl+p", "app.command_palette", "palette", "Find any command by its name.", shown="ctrl+p"),
    Command("q,ctrl+q", "app.quit", "quit", "End the server and the clients, and leave.", footer=11, shown="q ctrl+q"),
)


def footer_for(pane: str) -> list[Command]:
    """What the footer offers in a pane, in order."""
    return sorted((c for c in COMMANDS if c.footer and pane in c.where), key=lambda command: command.footer)
