"""The main screen: header, connections, detail, code, events, footer; and what each command does there."""

from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.widgets import Input, Static

from connscope.events import CallFact
from connscope.session import Session
from connscope.text import visible
from connscope.tui.commands import COMMANDS, PANES
from connscope.tui.screens.help import Help
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


class Main(Screen[None]):
    """Everything at once."""

    BINDINGS = [command.binding for command in COMMANDS]  # noqa: RUF012 - Textual's own name
    AUTO_FOCUS = "#connections"

    def __init__(self, session: Session, view: View) -> None:
        super().__init__()
        self.session = session
        self.view = view
        self.header = Header(view)
        self.connections = Connections(view)
        self.detail = Detail(view)
        self.code = Code(view)
        self.events = Events(view)
        self.welcome = Welcome(view)
        self.footer = Footer()
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

    def on_connections_chosen(self, message: Connections.Chosen) -> None:
        """The other panes follow the cursor."""
        self.view.chosen = message.conn
        self.detail.show()
        self.code.show()

    @property
    def current(self) -> Any:
        """The pane that keys act on."""
        return self.query_one(f"#{self.pane}", Lines)

    # Commands: one method each, named as in `commands.py`.

    def action_launch_one(self) -> None:
        """A client that stays."""
        if self.view.program is not None and not self.view.program.running:
            self.tell("Nobody listens: r restarts the server.", "warning")
            return
        self.session.launch()
        self.soon()

    def action_swap_policy(self) -> None:
        """The other server."""
        self.serve_anew(self.session.swap, "from now on")

    def action_restart(self) -> None:
        """The same server again."""
        self.serve_anew(self.session.restart, "anew")

    def serve_anew(self, begin: Any, how: str) -> None:
        """End the server, begin it again, and say what became of the connections."""
        try:
            ended = begin()
        except OSError as error:
            self.tell(f"{self.session.address}: {error.strerror or error}", "error")
            return
        connections = {0: "No connection was open", 1: "1 connection ended"}.get(ended, f"{ended} connections ended")
        self.tell(f"{self.session.policy} serves {how}. {connections} with the old server.")
        self.open_source()
        self.tick()

    def action_clear_closed(self) -> None:
        """Take closed rows away."""
        gone = sum(conn.over for conn in self.view.connections)
        self.view.ledger.forget_closed()
        self.tell({0: "No row is closed.", 1: "1 closed row cleared."}.get(gone, f"{gone} closed rows cleared."))
        self.tick()

    def action_sort(self) -> None:
        """By the next column."""
        self.connections.sort_next()

    def action_follow(self) -> None:
        """The newest event."""
        self.events.follow()

    def action_copy(self) -> None:
        """What is under the cursor."""
        text = self.current.copied()
        self.app.copy_to_clipboard(text)
        self.tell(f"Copied: {text}")

    def action_move(self, steps: int) -> None:
        """Up or down."""
        self.connections.key_at = self.view.now
        self.current.choose(self.current.place + steps)

    def action_page(self, pages: int) -> None:
        """Up or down by what is in view."""
        self.action_move(pages * self.current.page)

    def action_first(self) -> None:
        """The first line."""
        self.action_move(-self.current.count())

    def action_last(self) -> None:
        """The last line."""
        self.action_move(self.current.count())

    def action_open(self) -> None:
        """The connection under the cursor, or that of the event."""
        if self.pane == "events" and self.events.cursor >= 0:
            fact = self.view.journal[self.events.numbers[self.events.cursor]]
            if isinstance(fact, CallFact) and fact.conn in self.connections.members:
                self.connections.choose(self.connections.rows.index(fact.conn))
        self.action_pane("detail")

    def action_back(self) -> None:
        """Without the filter; then to the connections."""
        if self.has_class("-filtering") or self.filtered().filter:
            self.query_one("#filter", Input).value = ""
            self.apply_filter("")
            self.end_filter()
        else:
            self.action_pane("connections")

    def action_pane(self, pane: str) -> None:
        """Go there."""
        if self.has_class("-empty") and pane != "connections":
            self.tell("There is nothing to see there yet: l launches a client.")
            return
        self.pane = pane
        self.make_room()
        self.current.focus()

    def action_next_pane(self, step: int = 1) -> None:
        """The next one."""
        self.action_pane(PANES[(PANES.index(self.pane) + step) % len(PANES)])

    def action_previous_pane(self) -> None:
        """The one before."""
        self.action_next_pane(-1)

    def action_help(self) -> None:
        """What everything means."""
        self.app.push_screen(Help(self.pane))

    # The filter.

    def filtered(self) -> Connections | Events:
        """The pane that a filter acts on."""
        return self.events if self.pane == "events" else self.connections

    def action_filter(self) -> None:
        """Ask for the text."""
        self.add_class("-filtering")
        wanted = self.query_one("#filter", Input)
        wanted.value = self.filtered().filter
        wanted.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter while it is typed."""
        if self.has_class("-filtering"):
            self.apply_filter(event.value)

    def on_input_submitted(self) -> None:
        """Back to the rows that are left."""
        self.end_filter()

    def apply_filter(self, wanted: str) -> None:
        """Show only what matches."""
        self.filtered().refilter(wanted)

    def end_filter(self) -> None:
        """Put the input away."""
        self.remove_class("-filtering")
        self.current.focus()
