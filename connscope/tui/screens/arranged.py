"""The main screen as it is laid out: its panes, which of them are seen, and which of them keys act on.

What is drawn in them, and when, is in `panes.py`; this knows no time.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static

from connscope.origins import leaks
from connscope.session import Session
from connscope.text import visible
from connscope.tui.command import BACK, BACK_RUNS, ENDED, PANES, RUNS, STANDS, TERMINAL, Command
from connscope.tui.framed import let_go_of_painters
from connscope.tui.room import ARRANGEMENTS, NONE, SPEAKS, SPOKE, THERE, TINY, Room, Wish, room_for
from connscope.tui.view import View
from connscope.tui.whereabouts import Whereabouts
from connscope.tui.widgets.clients import Clients
from connscope.tui.widgets.code import Code
from connscope.tui.widgets.connections import Connections
from connscope.tui.widgets.detail import Detail
from connscope.tui.widgets.events import Events
from connscope.tui.widgets.footer import WHILE_FILTERING, WHILE_TYPING, Footer
from connscope.tui.widgets.header import Header
from connscope.tui.widgets.lines import Lines
from connscope.tui.widgets.moment import Moment
from connscope.tui.widgets.strip import Strip
from connscope.tui.widgets.way import Way
from connscope.tui.widgets.welcome import Welcome

if TYPE_CHECKING:
    from connscope.tui.widgets.terminal import Terminal
    from connscope.tui.widgets.terminal_box import TerminalBox


class Arranged(Screen[None]):
    """Everything at once."""

    AUTO_FOCUS = "#connections"

    HEADER: ClassVar[type[Header]] = Header
    WELCOME: ClassVar[type[Welcome]] = Welcome

    def __init__(self, session: Session, view: View, commands: Iterable[Command]) -> None:
        super().__init__(classes="-alone")
        self.session = session
        self.view = view
        self.commands = tuple(commands)
        self.header = self.HEADER(view)
        self.strip = Strip(view)
        self.moment = Moment(view)
        self.connections = Connections(view)
        whereabouts = Whereabouts(view)
        self.detail = Detail(view, whereabouts)
        self.way = Way(view, whereabouts)
        self.code = Code(view)
        self.clients = Clients(view)
        self.events = Events(view)
        self.terminal_box = terminal_box(view) if session.console is not None else None
        self.welcome = self.WELCOME(view)
        self.footer = Footer(self.commands)
        self.wish = Wish()
        # As it is while nobody is there: no pane is laid out at the start only to be hidden.
        self.room = Room("alone", ("connections",))
        for pane in self.boxes.values():
            pane.display = pane is self.connections
        self.set_class(TERMINAL in self.boxes, "-program")

    def compose(self) -> ComposeResult:
        """What there is."""
        yield self.header
        yield self.strip
        with Container(id="panes"):
            yield from self.boxes.values()
        yield self.welcome
        yield Input(id="filter", placeholder="show what contains…", select_on_focus=False)
        yield Static("connscope needs a terminal of 60 columns and 20 rows: make it larger.", id="room")
        yield self.moment
        yield self.way
        yield self.footer

    def tell(self, sentence: str, severity: SeverityLevel = "information", seconds: float = 2.5) -> None:
        """Say that something was done, in place of what was said before."""
        self.app.clear_notifications()
        self.notify(visible(sentence, 160), severity=severity, timeout=seconds, markup=False)

    # Room and focus.

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """At the start all has just been given its styles; looked for anew they would only keep a frame waiting.

        Later it means that what was over this screen has been closed.
        """
        event.refresh_styles = self.stack_updates > 0
        let_go_of_painters()

    def on_resize(self, event: events.Resize) -> None:
        """More room shows more panes."""
        width, height = event.size
        self.set_class(width < TINY[0] or height < TINY[1], "-tiny")
        self.make_room()

    def make_room(self) -> None:
        """Show the panes for which there is room."""
        empty, stands = self.empty, self.view.stands
        room = room_for(self.size, self.wish, empty, stands, self.terminal_s_part)
        welcome = empty and (room.arrangement == "early" or room.panes == ("connections",))
        if room == self.room and (welcome, stands) == (self.welcome.display, self.has_class("-stands")):
            return
        self.room, self.welcome.display = room, welcome
        # At once: the styles of all that is on the screen are looked for anew at each change.
        classes = {"-stands": stands, "-way": room.way, "-closely": "detail" in room.panes}
        classes |= {f"-{each}": each == room.arrangement for each in ARRANGEMENTS}
        self.set_classes((self.classes - classes.keys()) | {name for name, holds in classes.items() if holds})
        for pane, box in self.boxes.items():
            box.display = pane in room.panes
        if self.pane not in room.panes:
            self.go_to("connections")

    @property
    def empty(self) -> bool:
        """Whether nobody has come and nobody was launched, and time passes as usual."""
        return not self.view.stands and not self.view.ledger.clients and not self.view.ledger.served

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Keys act on the pane that has the focus; told late, it may be another one's by now."""
        if event.widget.id in self.boxes and event.widget is self.focused:
            self.look_at(event.widget.id)
        self.show_footer()

    def look_at(self, pane: str) -> None:
        """Have the keys act on that pane, and see it."""
        self.wish = self.wish.looking_at(pane, stands=self.view.stands)
        self.make_room()

    def show_footer(self) -> None:
        """The keys that help now."""
        held = self.view.stepping.stands
        when = STANDS if held else ENDED if self.view.dead else RUNS
        if not self.view.is_live:
            when = BACK if held else BACK_RUNS
        typing = self.terminal_box is not None and self.focused is self.terminal_box.line
        line = WHILE_FILTERING if self.has_class("-filtering") else WHILE_TYPING if typing else ()
        self.footer.show(self.pane, when, line=line, useful=self.useful)

    @property
    def useful(self) -> frozenset[str]:
        """The names of commands that have something to show which is not always there."""
        ledger = self.view.ledger
        found = {"origins": leaks(ledger, self.view.now), "stalls": ledger.stall_count > 0}
        return frozenset(name for name, shows in found.items() if shows)

    def go_to(self, pane: str) -> None:
        """Give the focus to a pane, if there is something to see in it."""
        if pane not in self.places:
            self.tell("There is nothing to see there yet: l launches a client, L many.")
            return
        self.look_at(pane)
        self.set_focus(self.current)

    @property
    def boxes(self) -> dict[str, Widget]:
        """What takes a pane's room, in the order in which they stand on the screen."""
        terminal = {TERMINAL: self.terminal_box} if self.terminal_box is not None else {}
        return {
            "connections": self.connections,
            "detail": self.detail,
            **terminal,
            "code": self.code,
            "clients": self.clients,
            "events": self.events,
        }

    @property
    def terminal(self) -> "Terminal | None":
        """The pane of what the program writes, if it has a terminal."""
        return self.terminal_box.terminal if self.terminal_box is not None else None

    @property
    def terminal_s_part(self) -> str:
        """What there is to be seen on it."""
        console = self.session.console
        if console is None or self.terminal_box is None:
            return NONE
        written = console.first or console.lines or console.partial
        if not written or self.view.roll.ids:
            return THERE
        return SPEAKS if self.view.session_alive else SPOKE

    @property
    def places(self) -> tuple[str, ...]:
        """The panes in which there is something to be seen, in the order of their numbers."""
        return ("connections",) if self.empty else PANES

    @property
    def pane(self) -> str:
        """The one that has the keys."""
        return self.wish.pane

    @property
    def rows_pane(self) -> Connections | Clients:
        """The table that keys about rows act on."""
        return self.clients if self.pane == "clients" else self.connections

    @property
    def current(self) -> Any:
        """The pane that keys act on."""
        return self.query_one(f"#{self.pane}", Lines)


def terminal_box(view: View) -> "TerminalBox":
    """The pane of a program's terminal. Of one that has none nobody waits for it, nor for what it is made of."""
    from connscope.tui.widgets.terminal_box import TerminalBox

    return TerminalBox(view)
