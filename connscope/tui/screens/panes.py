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
from connscope.tui.room import ARRANGEMENTS, TINY, Room, Wish, room_for
from connscope.tui.view import View
from connscope.tui.widgets.clients import Clients
from connscope.tui.widgets.code import Code
from connscope.tui.widgets.connections import Connections
from connscope.tui.widgets.detail import Detail
from connscope.tui.widgets.events import Events
from connscope.tui.widgets.footer import Footer
from connscope.tui.widgets.header import Header
from connscope.tui.widgets.lines import Lines
from connscope.tui.widgets.welcome import Welcome

BEAT_SECONDS = 0.1
SOON_SECONDS = 0.02


class Panes(Screen[None]):
    """Everything at once."""

    AUTO_FOCUS = "#connections"

    def __init__(self, session: Session, view: View, commands: Iterable[Command]) -> None:
        super().__init__(classes="-alone")
        self.session = session
        self.view = view
        self.commands = tuple(commands)
        self.header = Header(view)
        self.connections = Connections(view)
        self.detail = Detail(view)
        self.code = Code(view)
        self.clients = Clients(view)
        self.events = Events(view)
        self.welcome = Welcome(view)
        self.footer = Footer(self.commands)
        self.wish = Wish()
        # As it is while nobody is there: no pane is laid out at the start only to be hidden.
        self.room = Room("alone", ("connections",))
        for pane in (self.detail, self.code, self.clients, self.events):
            pane.display = False
        self.looked_at = (0, 0, 0)

    def compose(self) -> ComposeResult:
        """What there is."""
        yield self.header
        with Container(id="panes"):
            yield self.connections
            yield self.detail
            yield self.code
            yield self.clients
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
        self.make_room()
        for pane in (self.connections, self.detail, self.code, self.clients, self.events):
            pane.show()
        self.header.update()
        if self.welcome.display:
            self.welcome.show()
        self.footer.show(self.pane, self.has_class("-filtering"))

    def look_closer(self) -> None:
        """Have the chosen connection's outb read when it has changed; the others' lengths are enough."""
        conn = self.view.ledger.connections.get(self.view.chosen)
        if conn is None or conn.over or conn.outb <= 0:
            return
        moment = (conn.id, conn.bytes_in, conn.bytes_out)
        if moment != self.looked_at:
            self.looked_at = moment
            self.session.look(conn.id)

    def tell(self, sentence: str, severity: SeverityLevel = "information", seconds: float = 2.5) -> None:
        """Say that something was done, in place of what was said before."""
        self.app.clear_notifications()
        self.notify(visible(sentence, 160), severity=severity, timeout=seconds, markup=False)

    def soon(self) -> None:
        """Look again before the next beat: somebody waits for what a key did."""
        self.set_timer(SOON_SECONDS, self.tick)

    # Room and focus.

    def on_resize(self, event: events.Resize) -> None:
        """More room shows more panes."""
        width, height = event.size
        self.set_class(width < TINY[0] or height < TINY[1], "-tiny")
        self.make_room()

    def make_room(self) -> None:
        """Show the panes for which there is room."""
        empty = self.empty
        room = room_for(self.size, self.wish, empty)
        if room == self.room and empty == self.welcome.display:
            return
        self.room, self.welcome.display = room, empty
        for each in ARRANGEMENTS:
            self.set_class(each == room.arrangement, f"-{each}")
        for pane in PANES:
            self.query_one(f"#{pane}").display = pane in room.panes

    @property
    def empty(self) -> bool:
        """Whether nobody has come and nobody was launched."""
        return not self.view.ledger.clients and not any(conn.role == "accepted" for conn in self.view.connections)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Keys act on the pane that has the focus; told late, it may be another one's by now."""
        if event.widget.id in PANES and event.widget is self.focused:
            self.look_at(event.widget.id)
            self.footer.show(self.pane)

    def look_at(self, pane: str) -> None:
        """Have the keys act on that pane, and see it."""
        self.wish = self.wish.looking_at(pane)
        self.make_room()

    def go_to(self, pane: str) -> None:
        """Give the focus to a pane, if there is something to see in it."""
        if self.empty and pane != "connections":
            self.tell("There is nothing to see there yet: l launches a client, L many.")
            return
        self.look_at(pane)
        self.set_focus(self.current)

    @property
    def pane(self) -> str:
        """The one that has the keys."""
        return self.wish.pane

    def on_connections_chosen(self, message: Connections.Chosen) -> None:
        """The other panes follow the cursor."""
        self.view.chosen = message.conn
        self.detail.show()
        self.code.show()

    def on_clients_chosen(self, message: Clients.Chosen) -> None:
        """The table follows to the server's end; where that is not ours, the detail shows the client's own."""
        ledger = self.view.ledger
        client = ledger.clients.get(message.client)
        conn = ledger.connection_of(client) if client is not None else None
        if conn is None:
            return
        end = ledger.partner(conn) or conn
        if end.id in self.connections.members:
            self.connections.choose(self.connections.rows.index(end.id))
        else:
            self.view.chosen = end.id
            self.detail.show()

    @property
    def rows_pane(self) -> Connections | Clients:
        """The table that keys about rows act on."""
        return self.clients if self.pane == "clients" else self.connections

    @property
    def current(self) -> Any:
        """The pane that keys act on."""
        return self.query_one(f"#{self.pane}", Lines)
