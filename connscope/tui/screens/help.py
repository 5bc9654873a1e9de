"""Help: what the columns and marks mean, then every key. Made from the same tables as the screen itself."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from connscope.tui.commands import Command
from connscope.tui.look import STATES
from connscope.tui.screens.modal import Modal

STATE_MEANINGS = {
    "listening": "the socket that new connections come through",
    "connecting": "asked for, not yet answered (EINPROGRESS)",
    "active": "bytes moved within the last two seconds",
    "idle": "open, and quiet",
    "send full": "the kernel takes no more: the peer does not read",
    "peer done": "the peer will send no more (an empty read); it may still read",
    "reset": "gone without a goodbye; the error says how",
    "closed": "closed in good order",
    "lost": "closed while outb still held bytes: they were never sent",
    "opened": "made, and nothing more",
}

MEANINGS = {
    "watch": "what the program asked the selector to be told of: R to read, W to write",
    "ready": "what select() answered last",
    "outb": "bytes that wait in the program to be sent; a bar up to the high-water mark, or by powers of two (▸)",
    "in, echoed": "bytes received, bytes sent back: exact, whatever was left out elsewhere",
    "rate": "bytes moved in each of the last eight seconds",
    "last call": "the last socket call and its answer; EAGAIN: not now, and the program did not wait",
    "for": "time since that call",
    "cpu": "of the server's thread alone",
    "loops/s": "trips from one select() to the next; all idle: they called nothing",
    "left out": "facts that came faster than they could be shown; the numbers are made right within a second",
}

PANE_WORDS = {
    "connections": "Connections: a row for each client of the server, and one for the listening socket.",
    "detail": "Detail: the chosen connection's numbers, its last bytes, and its last calls, newest first.",
    "code": "Code: the very source that runs, with the calls a second at each line.",
    "clients": "Clients: our own, in the order in which they were launched, and what became of each.",
    "events": "Events: every call that the server made, newest last.",
}


def lines(rows: dict[str, str], width: int) -> Content:
    """A word and what it means, line by line."""
    return Content("\n").join(
        Content.assemble((f"{word:<{width}}", "bold $accent"), text) for word, text in rows.items()
    )


class Help(Modal[None]):
    """Over everything else, until a key takes it away."""

    DEFAULT_CSS = """
    Help {
        align: center middle;
        & > VerticalScroll {
            width: 90%;
            max-width: 100;
            height: 90%;
            border: round $accent;
            border-title-style: bold;
            padding: 0 2;
            background: $background;
            scrollbar-size-vertical: 1;
        }
    }
    """

    BINDINGS = [  # noqa: RUF012 - Textual's own name
        Binding("escape,q,question_mark,f1", "dismiss", "back", show=False),
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
    ]

    def __init__(self, pane: str, commands: Sequence[Command]) -> None:
        super().__init__()
        self.pane = pane
        self.commands = commands

    def compose(self) -> ComposeResult:
        """First the pane that had the focus, then what is true of all."""
        with VerticalScroll() as scroll:
            scroll.border_title = "Help"
            scroll.border_subtitle = "j k scroll · esc back"
            yield Static(self.words())

    def words(self) -> Content:
        """The whole text."""
        here = {command.key: command.help for command in self.commands if self.pane in command.where}
        states = {f"{STATES[state][0]} {state}": meaning for state, meaning in STATE_MEANINGS.items()}
        parts = (PANE_WORDS[self.pane], heading("Keys here"), lines(here, 12), heading("What a connection is at"))
        rest = (lines(states, 14), heading("What the words mean"), lines(MEANINGS, 14))
        return Content("\n").join(part if isinstance(part, Content) else Content(part) for part in (*parts, *rest))

    def action_scroll(self, lines: int) -> None:
        """Up or down."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


def heading(words: str) -> Content:
    """Above a part."""
    return Content.assemble("\n", (words, "bold"))
