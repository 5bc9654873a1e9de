"""A connection by hand: what was said and what came, call by call, and a line to say more.

The connection stays when the page goes. What becomes of what is wished here is told by the conversation and by facts.
"""

from collections.abc import Callable

from textual import events
from textual.app import ComposeResult

from connscope.session import Session
from connscope.tui.byhand_keys import HOW, KEYS, OVER, SAY, STREAM
from connscope.tui.command import Command
from connscope.tui.desk import Desk
from connscope.tui.screens.modal import Modal
from connscope.tui.view import View
from connscope.tui.widgets.call_bytes import CallBytes
from connscope.tui.widgets.footer import Footer
from connscope.tui.widgets.hand_bar import HandBar
from connscope.tui.widgets.outcome import Outcome
from connscope.tui.widgets.say_form import SayForm
from connscope.tui.widgets.stream import Stream

NARROW, LOW, HIGH = 80, 23, 36
"""Below so many columns the fields are smaller; below so many rows no bytes are shown, from so many on more."""

ANOTHER = -1
"""The answer of somebody who wants to open another."""


class HandPage(Modal[int | None]):
    """Its parts, and where the keys go. Answers the journal's number of the event to go to, `ANOTHER`, or None."""

    DEFAULT_CSS = """
    HandPage {
        background: $background;
        &.-low CallBytes { display: none; }
        &.-narrow SayForm .-first { width: auto; padding: 0 1 0 0; }
        &.-narrow SayForm #kind { width: 16; }
        &.-narrow SayForm #piece, &.-narrow SayForm #every { width: 5; }
        &.-narrow SayForm #times { width: 9; padding: 0 0 0 1; }
        &.-narrow SayForm #within { width: 6; }
        &.-narrow SayForm #expect { width: 32; }
        &.-high CallBytes { height: 8; }
    }
    """

    BINDINGS = [command.binding for command in KEYS]  # noqa: RUF012 - Textual's own name
    AUTO_FOCUS = "#text"

    def __init__(self, session: Session, view: View, desk: Desk, soon: Callable[[], None], event: int) -> None:
        super().__init__()
        self.session, self.view, self.desk, self.soon = session, view, desk, soon
        self.it, self.exchange = desk.conversation, desk.exchange
        self.bar = HandBar(view, self.it)
        self.stream = Stream(view, self.it, self.exchange)
        self.bytes = CallBytes()
        self.form = SayForm(desk.values)
        self.outcome = Outcome()
        self.footer = Footer(KEYS)
        self.event = event
        """The event from which somebody comes; -1 if from none."""

    def compose(self) -> ComposeResult:
        """From the top to the bottom."""
        yield self.bar
        yield self.stream
        yield self.bytes
        yield self.form
        yield self.outcome
        yield self.footer

    def on_mount(self) -> None:
        """What there is room for."""
        self.make_room(self.app.size.width, self.app.size.height)

    def on_resize(self, event: events.Resize) -> None:
        """More room, or less."""
        self.make_room(*event.size)

    def make_room(self, width: int, height: int) -> None:
        """What there is room for."""
        self.set_class(width < NARROW, "-narrow")
        self.set_class(height < LOW, "-low")
        self.set_class(height >= HIGH, "-high")

    def leave(self, wanted: int | None) -> None:
        """Go, and leave everything as it is; the connection stays."""
        self.desk.values = self.form.values
        self.dismiss(wanted)

    def tell(self, sentence: str, role: str = "dim") -> None:
        """Say that, until there is something else to say."""
        self.desk.outcome = (sentence, role)
        self.outcome.say(sentence, role)

    # Where the keys go.

    @property
    def place(self) -> str:
        """Which of the three it is."""
        if self.focused is self.stream:
            return STREAM
        return SAY if self.focused in (self.form.line, None) else HOW

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:  # noqa: ARG002
        """A key holds in its place only, as help says."""
        places = [command.where for command in KEYS if command.action.partition("(")[0] == action]
        return not places or any(self.place in where for where in places)

    @property
    def offered(self) -> list[Command]:
        """What the palette offers here: what can be done with the calls and to the connection, wherever the keys go."""
        place = OVER[STREAM] if self.it.over else STREAM
        return [command for command in KEYS if command.footer and place in command.where]

    async def run_offered(self, action: str) -> None:
        """Go to the stream, and do it there."""
        self.set_focus(self.stream)
        await self.run_action(action)

    def on_descendant_focus(self) -> None:
        """The keys that help there."""
        self.show_footer()

    def show_footer(self) -> None:
        """When it is over, less can be done; what is frozen can be thawed."""
        turned = frozenset({"hand-freeze"} if self.it.frozen else ())
        self.footer.show(OVER[self.place] if self.it.over else self.place, turned=turned)
