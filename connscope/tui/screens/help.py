"""Help: what the pane is, every key there, what the marks and words mean. Made from the same tables as the screen."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical

from connscope.clients.behaviours import BEHAVIOURS
from connscope.launches import explained
from connscope.tui.client_cells import CLIENT_STATES
from connscope.tui.command import Command
from connscope.tui.look import STATES, Part
from connscope.tui.screens.modal import Modal
from connscope.tui.typing_keys import NEEDED
from connscope.tui.widgets.lines import Lines
from connscope.wording.life import LIFE

STATE_MEANINGS = {
    "listening": "the socket that new connections come through",
    "connecting": "asked for, not yet answered (EINPROGRESS)",
    "active": "bytes moved within the last two seconds",
    "idle": "open, and quiet",
    "send full": "the kernel takes no more: the peer does not read",
    "peer done": "the peer will send no more (an empty read); it may still read",
    "paused": "its reading was stopped by hand (x): select() does not tell the program of what comes",
    "reset": "gone without a goodbye; the error says how",
    "closed": "closed in good order",
    "lost": "closed while outb still held bytes: they were never sent",
    "opened": "made, and nothing more",
}

CLIENT_MEANINGS = {
    "frozen": "does not read: what comes for it waits in the kernel, then in the server's outb",
    "all back": "every byte that it said came back as it was sent",
    "as meant": "ended as it is to end (reset, limit, bytes unread), or by hand (x): no fault of the server",
    "failed": "not all came back; the error says why",
    "stopped": "told to end before all was back",
}
"""Besides what any connection is at."""

MEANINGS = {
    "watch": "what the program asked the selector to be told of: R to read, W to write; ◫: reading stopped by hand",
    "ready": "what select() answered last",
    "outb": "bytes that wait in the program to be sent; a bar up to the high-water mark, or by powers of two (▸)",
    "injected": "bytes that somebody put in by hand towards a client: they are not among those sent",
    "kernel": "bytes that the server's kernel holds for the client: sent, and not yet acknowledged",
    "in, echoed": "bytes received, bytes sent back: exact, whatever was left out elsewhere",
    "recv / msg": "bytes that a client of ours got back, of those that it says in all; …: it goes on and on",
    "rate": "bytes moved in each of the last eight seconds",
    "last call": "the last socket call and its answer; EAGAIN: not now, and the program did not wait",
    "for": "time since that call",
    "cpu": "of the server's thread alone",
    "loops/s": "trips from one select() to the next; all idle: they called nothing",
    "left out": "calls that were only counted, as of a busy server: events are a sample, numbers are right within 1 s",
}

STATIONS = {
    "client wrote": "bytes that the client's program has given to its kernel: what they all become is below",
    "client's kernel": "first: on the way to the server and not yet come; last: come back, and not yet read",
    "server's kernel": "first: come, and not yet received by the server; then: sent by it, and not yet come",
    "outb": "received by the server and not yet sent, be it in outb or in hand between two calls",
    "client read": "bytes that the client's program has got back",
    "the bars": "a kernel's by its buffer, which has bookkeeping in it too; outb's by its mark, or powers of two",
    "full": "takes no more: a send was cut short, the peer has no room, or the program has stopped reading",
    "beside them": "the last half minute, or as much of it as there is room for, a second in each cell",
    "n/a": "cannot be known: the other end is elsewhere, or the kernel does not say",
    "in flight, ~": "the numbers are not of one moment: a difference is on its way between two of them",
    "lost": "thrown away by a close or a reset: nobody will ever read them",
    "▸ · ▲": "in the one line: on to the next place · to one that is full",
    "TCP_INFO": "what TCP knows: time there and back, segments on the way, the peer's room, what was sent again",
}
"""The seven, from one end to the other, and what is said of them."""

HELD_MEANINGS = {
    "❚❚ held": "the program stands still, before a call or after one; its connections and their peers do not notice",
    "❚❚ waiting": "it sleeps in select() and cannot be stopped there: it is held as soon as that returns",
    "▶ · ▷": "the call that is about to be made · that has just been made",
    "◉ · ◎": "a breakpoint on that line · one that is switched off",
    "just did": "the last call, and what came of it; in the source what each line came to in this loop",
    "about to": "the call that comes next, what goes into it, and what it is good for",
    "key.data": "what the program keeps with that connection, as it was when it was held",
    "◂ view": "it is not the present that is shown, but so long ago; the program's own state stands before that",
    "predict": "P: before a step you say what the call will return; the step shows it, and a tally is kept",
}
"""What there is to be seen when time stands still."""

TO_SEE_IT = "p until the policy is tutorial, then space, l, and s again and again"

PANE_WORDS = {
    "connections": "Connections: a row for each client of the server, and one for the listening socket.",
    "detail": "Detail: where the chosen connection's bytes are, its numbers, its last bytes, and its last calls, "
    "newest first.",
    "code": "Code: the very source that runs: calls a second at each line; held, an arrow and what each line came to.",
    "clients": "Clients: our own, in the order in which they were launched, and what became of each.",
    "events": "Events: every call that the server made, newest last.",
    "terminal": "Terminal: what the program writes, newest last, and a line to type into. Colours are left out, and "
    "what it does is not held up: this pane shows the present, whatever moment the others show.",
}

THEIR_WORDS = {
    "connections": "Connections: a row for each socket of the program and its processes: who listens, who came (←), "
    "and whom it went to (→).",
    "events": "Events: every call that the program made on a socket or a selector, and each line that it wrote, newest "
    "last.",
}
"""What those panes are where the program is somebody's own."""

THEIR_MEANINGS = {
    "outb": "bytes that wait in the program to be sent, in its buffer of that name or in a transport; — where it has "
    "none",
    "in, out": "bytes received, bytes sent: exact, whatever was left out elsewhere",
    "cpu": "of all its threads and processes",
}
"""The same for words."""


Section = tuple[str, dict[str, str]]
"""A heading, and each word below it with what it means."""


def intro(pane: str, *, ours: bool = True) -> str:
    """What the pane is."""
    return PANE_WORDS[pane] if ours else THEIR_WORDS.get(pane, PANE_WORDS[pane])


def meanings(*, ours: bool = True) -> dict[str, str]:
    """What the words mean over a server of ours, or over somebody's own program."""
    if ours:
        return MEANINGS
    named = {"in, out" if word == "in, echoed" else word: meaning for word, meaning in MEANINGS.items()}
    return named | THEIR_MEANINGS


def sections(pane: str, commands: Sequence[Command], *, ours: bool = True) -> list[Section]:
    """First the pane that had the focus, then what is true of all."""
    here = {command.key: command.help for command in commands if command.key and pane in command.where}
    keyless = [command for command in commands if not command.key]
    by_hand = {command.label: command.help for command in keyless if command.needs != NEEDED}
    typed = {command.label: command.help for command in keyless if command.needs == NEEDED}
    states = {f"{STATES[state][0]} {state}": meaning for state, meaning in STATE_MEANINGS.items()}
    clients = {f"{CLIENT_STATES[state][0]} {state}": meaning for state, meaning in CLIENT_MEANINGS.items()}
    return [
        ("Keys here", here),
        ("To a connection: x, or the palette", by_hand),
        *([("To the program: the palette", typed)] if typed else []),
        ("What a connection is at", states),
        ("What a client of ours is at besides", clients),
        ("What the words mean", meanings(ours=ours)),
        ("Where the bytes are", STATIONS),
        ("How clients of ours can misbehave", {name: explained(name) for name in BEHAVIOURS}),
        ("When time stands still", HELD_MEANINGS),
        *(
            [("The life of one echo, call by call", {"to see it": TO_SEE_IT, **dict(it[:2] for it in LIFE)})]
            if ours
            else []
        ),
    ]


def worded(intro: str, parts: Sequence[Section], width: int) -> Iterator[list[Part]]:
    """All of it in lines so wide; what a word means hangs beside it."""
    yield from ([(line, "text")] for line in wrap(intro, width))
    for heading, rows in parts:
        yield []
        yield [(heading, "strong")]
        beside = max(map(len, rows)) + 2
        for word, meaning in rows.items():
            if beside > width // 2:  # then it stands below
                yield from ([(line, "key")] for line in wrap(word, width))
                yield from ([("  " + line, "text")] for line in wrap(meaning, width - 2))
                continue
            first, *others = wrap(meaning, width - beside)
            yield [(f"{word:<{beside}}", "key"), (first, "text")]
            yield from ([(" " * beside + other, "text")] for other in others)


class HelpText(Lines):
    """The words, as wide as there is room."""

    DEFAULT_CSS = "HelpText { border: none; padding: 0; height: 1fr; &:focus { border: none; } }"

    def __init__(self, first: str, said: Sequence[Section]) -> None:
        super().__init__(id="help-text")
        self.first, self.said = first, said
        self.lines: list[list[Part]] = []

    def on_resize(self) -> None:
        """Word it anew."""
        width = self.scrollable_content_region.width
        self.lines = list(worded(self.first, self.said, width))
        self.update()
        self.refresh()

    def count(self) -> int:
        """As many as it takes."""
        return len(self.lines)

    def parts(self, number: int, _width: int) -> list[Part]:
        """One line."""
        return self.lines[number]


class Help(Modal[None]):
    """Over everything else, until a key takes it away."""

    DEFAULT_CSS = """
    Help {
        align: center middle;
        & > Vertical {
            width: 90%;
            max-width: 100;
            height: 90%;
            border: round $accent;
            border-title-style: bold;
            padding: 0 1 0 2;
            background: $background;
        }
    }
    """

    BINDINGS = [  # noqa: RUF012 - Textual's own name
        Binding("escape,q,question_mark,f1", "dismiss", show=False),
        Binding("j,down", "scroll(1)", show=False),
        Binding("k,up", "scroll(-1)", show=False),
        Binding("pagedown,space", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("g,home", "page(-1000)", show=False),
        Binding("G,end", "page(1000)", show=False),
    ]

    def __init__(self, first: str, said: Sequence[Section]) -> None:
        super().__init__()
        self.text = HelpText(first, said)

    def compose(self) -> ComposeResult:
        """One box."""
        with Vertical() as box:
            box.border_title = "Help"
            box.border_subtitle = "j k PgDn scroll · esc back"
            yield self.text

    def action_scroll(self, lines: int) -> None:
        """Up or down."""
        self.text.scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        """Up or down by what is in view."""
        self.action_scroll(pages * self.text.page)
