"""The main screen as it is laid out and kept up to date: its panes, the beat, and which of them keys act on.

What commands do there is in `actions/`; this knows none of them.
"""

from collections.abc import Iterable
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.widgets import Input, Static

from connscope.session import Session
from connscope.text import visible
from connscope.tui.commands import PANES, Command
from connscope.tui.view import View
from connscope.tui.widgets.code import Code
from connscope.tui.widgets.connections import Connections
from connscope.tui.widgets.detail import Detail
from connscope.tui.widgets.events import Events
from connscope.tui.widgets.footer import Footer
from connscope.tui.widgets.header import Header
from connscope.tui.widgets.lines import Lines
from connscope.tui.widgets.welcome import Welcome

SMALL = (100, 32)
"""Below this many columns or rows there is room for the table and one more pane."""
TINY = (60, 20)
BEAT_SECONDS = 0.1
SOON_SECONDS = 0.02


class Panes(Screen[None]):
    """Everything at once."""

    AUTO_FOCUS = "#connections"

    def __init__(self, session: Session, view: View, commands: Iterable[Command]) -> None:
        super().__init__()
        self.session = session
        self.view = view
        self.commands = tuple(commands)
        self.header = Header(view)
        self.connections = Connections(view)
        self.detail = Detail(view)
        self.code = Code(view)
        self.events = Events(view)
        self.welcome = Welcome(view)
        self.footer = Footer(self.commands)
        self.pane = "connections"
        self.looked_at = (0, 0, 0)
        self.below = "events"
        """The pane that stands below the table where there is room for one only."""

    def compose(self) -> ComposeResult:
        """What there is."""
        yield self.header
        with Container(id="panes"):
            yield self.connections
            yield self.detail
            yield self.code
            yield self.events
        yield self.welcome
        yield Input(id="filter", placeholder="show what contains…", select_on_focus=False)
        yield Static("connscope needs a terminal of 60 columns and 20 rows: make it larger.", id="room")
        yield self.footer

    def on_mount(self) -> None:
        """Begin to look."""
        self.open_source()
        self.tick()
        self.set_interval(BEAT_SECONDS, self.tick)

    def open_source(self) -> None:
        """Show the source that runs."""
        path = self.session.source_file
        self.code.open(path, f"servers/{path.name}")

    # Looking.

    def tick(self) -> None:
        """Take in the news and draw what has changed."""
        self.view.advance(self.session.tick())
        self.look_closer()
        self.set_class(not any(c.role == "accepted" for c in self.view.connections), "-empty")
        for pane in (self.connections, self.detail, self.code, self.events):
            pane.show()
        self.header.update()
        if self.has_class("-empty"):
            self.welcome.show()
        self.footer.show(self.pane)

    def look_closer(self) -> None:
        """Have the chosen connection's outb read when it has changed; the others' lengths are enough."""
        conn = self.view.ledger.connections.get(self.view.chosen)
        if conn is None or conn.over or conn.outb <= 0:
            return
        moment = (conn.id, conn.bytes_in, conn.bytes_out)
        if moment != self.looked_at:
            self.looked_at = moment
            self.session.look(conn.id)

    def tell(self, sentence: str, severity: SeverityLevel = "information") -> None:
        """Say that something was done, in place of what was said before."""
        self.app.clear_notifications()
        self.notify(visible(sentence, 120), severity=severity, timeout=2.5, markup=False)

    def soon(self) -> None:
        """Look again before the next beat: somebody waits for what a key did."""
        self.set_timer(SOON_SECONDS, self.tick)

    # Room and focus.

    def on_resize(self, event: events.Resize) -> None:
        """More room shows more panes."""
        width, height = event.size
        self.set_class(width < SMALL[0] or height < SMALL[1], "-small")
        self.set_class(width < TINY[0] or height < TINY[1], "-tiny")
        self.make_room()

    def make_room(self) -> None:
        """Where only one pane fits below the table, show the one that was asked for last."""
        if self.pane != "connections":
            self.below = self.pane
        for pane in PANES[1:]:
            self.set_class(self.below == pane, f"-{pane}")

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Keys act on the pane that has the focus."""
        if event.widget.id in PANES:
            self.pane = event.widget.id
            self.make_room()
            self.footer.show(self.pane)

    def go_to(self, pane: str) -> None:
        """Give the focus to a pane, if there is something to see in it."""
        if self.has_class("-empty") and pane != "connections":
            self.tell("There is nothing to see there yet: l launches a client.")
            return
        self.pane = pane
        self.make_room()
        self.current.focus()

    def on_connections_chosen(self, message: Connections.Chosen) -> None:
        """The other panes follow the cursor."""
        self.view.chosen = message.conn
        self.detail.show()
        self.code.show()

    @property
    def current(self) -> Any:
        """The pane that keys act on."""
        return self.query_one(f"#{self.pane}", Lines)
