"""Where a connection by hand is to go: one line, filled in beforehand. It answers a place, or nothing."""

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from connscope.launches.form import LONGEST_HOST, PIPES, host, whole
from connscope.tui.screens.modal import FIELD_KEYS, Menu
from connscope.tui.widgets.entry import Entry
from connscope.tui.widgets.one_of import OneOf
from connscope.tui.widgets.row import Row

port = whole(1, 65_535)

NOTE = "host:port · any server will do"


@dataclass(frozen=True)
class Where:
    """A place, and how small the kernel's buffers are to be."""

    host: str
    port: int
    small_pipes: bool

    @property
    def address(self) -> str:
        """As a person writes it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def read_where(text: str, small_pipes: bool) -> Where:
    """The place that the text names. Raises ValueError with what is wrong and what to do."""
    name, colon, number = text.strip().rpartition(":")
    if not colon:
        raise ValueError("No port: give host:port, such as 127.0.0.1:65432.")
    if name.startswith("[") and name.endswith("]"):
        name = name[1:-1]
    try:
        return Where(host(name), port(number), small_pipes)
    except ValueError as error:
        which = "host" if name.strip() == "" or name.strip().isdigit() or len(name) > LONGEST_HOST else "port"
        raise ValueError(f"{which}: {error}") from None


class WhereTo(Menu[Where | None]):
    """The line, and the choice of buffers."""

    DEFAULT_CSS = """
    WhereTo {
        & > Vertical { background: $background; }
        & #hint { height: 1; margin-top: 1; color: $dim; }
    }
    """

    AUTO_FOCUS = "Entry"

    BINDINGS = [  # noqa: RUF012 - Textual's own name
        Binding("escape", "dismiss", show=False),
        Binding("enter", "connect", show=False),
        *FIELD_KEYS,
    ]

    def __init__(self, usual: Where) -> None:
        super().__init__()
        self.address = Entry(usual.address, LONGEST_HOST + 8)
        self.pipes = OneOf(PIPES, PIPES[0 if usual.small_pipes else 1], id="pipes")
        self.row = Row("to", self.address, NOTE, wide=True, steady=True)

    def compose(self) -> ComposeResult:
        """One below the other."""
        with Vertical() as box:
            box.border_title = "A connection by hand"
            box.border_subtitle = Content("enter connect · esc back")
            yield self.row
            yield Row("buffers", self.pipes, "of the kernel; small: 12 K")
            yield Static("You say the bytes, and see what comes of each call.", id="hint")

    @on(Input.Changed)
    def mend(self) -> None:
        """What is wrong with it is said when enter is pressed; while it is mended, no more."""
        self.row.say(NOTE)

    @on(Input.Submitted)
    def action_connect(self) -> None:
        """Answer the place, or say what is wrong with it."""
        try:
            self.dismiss(read_where(self.address.value, self.pipes.value == PIPES[0]))
        except ValueError as error:
            self.row.say(str(error), wrong=True)
            self.address.focus()
