"""A socket's options as the kernel has them, to be read and changed. It answers those that are to be set."""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from connscope.byhand.conversation import Conversation
from connscope.clients.options import OPTIONS
from connscope.launches.form import BYTES, whole
from connscope.tui.screens.modal import FIELD_KEYS, Menu
from connscope.tui.widgets.entry import Entry
from connscope.tui.widgets.one_of import OneOf
from connscope.tui.widgets.row import Control, Row

SWITCH = ("off", "on")

NOTES = {
    "NODELAY": "on: small sends go at once",
    "SNDBUF": "bytes; Linux doubles them",
    "RCVBUF": "bytes; Linux doubles them",
    "LINGER": "seconds, 0: a reset; empty: off",
}

BUFFER = whole(OPTIONS["SNDBUF"].lowest, OPTIONS["SNDBUF"].highest, BYTES)
LINGER = whole(0, OPTIONS["LINGER"].highest)


class SocketOptions(Menu[dict[str, int] | None]):
    """A row for each."""

    DEFAULT_CSS = "SocketOptions > Vertical { background: $background; }"

    BINDINGS = [  # noqa: RUF012 - Textual's own name
        Binding("escape", "dismiss", show=False),
        Binding("enter", "set", show=False),
        *FIELD_KEYS,
    ]

    def __init__(self, conversation: Conversation) -> None:
        super().__init__()
        self.conversation = conversation
        self.were = self.known
        self.rows = {name: Row(name.lower(), control(name, text), NOTES[name]) for name, text in self.were.items()}

    @property
    def known(self) -> dict[str, str]:
        """What the kernel has said last; what it has not said yet is empty."""
        options = self.conversation.options
        return {name: shown(name, options[name]) if name in options else "" for name in OPTIONS}

    def compose(self) -> ComposeResult:
        """One below the other."""
        with Vertical() as box:
            box.border_title = "Socket options"
            box.border_subtitle = Content("tab move · enter set · esc back")
            yield from self.rows.values()

    def on_mount(self) -> None:
        """The kernel is asked, and answers soon."""
        from connscope.tui.screens import panes

        self.set_interval(panes.BEAT_SECONDS, self.fill_in)

    def fill_in(self) -> None:
        """What it answers, where nobody has changed anything yet."""
        were, self.were = self.were, self.known
        for name, row in self.rows.items():
            if row.control.value == were[name] != self.were[name]:
                write(row.control, self.were[name])

    @on(Input.Submitted)
    def action_set(self) -> None:
        """Answer those that were changed, or say what is wrong with one."""
        for name, row in self.rows.items():
            row.say(NOTES[name])
        read = {name: self.wanted(name) for name, row in self.rows.items() if row.control.value != self.were[name]}
        wanted = {name: value for name, value in read.items() if value is not None}
        if wanted == read:
            self.dismiss(wanted)
        else:
            self.rows[next(name for name in read if name not in wanted)].control.focus()

    def wanted(self, name: str) -> int | None:
        """What that option is to be; None, and that is said beside it, if it makes no sense."""
        row = self.rows[name]
        try:
            return read(name, row.control.value)
        except ValueError as error:
            row.say(str(error), wrong=True)
            return None


def control(name: str, text: str) -> Control:
    """What it is changed with."""
    return OneOf(SWITCH, text, id="nodelay") if name == "NODELAY" else Entry(text, 12)


def write(control: Control, text: str) -> None:
    """In place of what is there; what is typed next is written over it, as it would have been before."""
    control.value = text
    if isinstance(control, Entry) and control.has_focus:
        control.select_all()


def shown(name: str, value: int) -> str:
    """An option's value as a person writes it."""
    if name == "NODELAY":
        return SWITCH[value > 0]
    return str(value) if value >= 0 else ""


def read(name: str, text: str) -> int:
    """The value that the text names. Raises ValueError with what is wrong and what to do."""
    if name == "NODELAY":
        return SWITCH.index(text)
    if name == "LINGER":
        return LINGER(text) if text.strip() else -1
    return int(BUFFER(text))
