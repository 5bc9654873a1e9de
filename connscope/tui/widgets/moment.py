"""The moment in words: what was just done, what is about to be done, and what the program keeps for that connection."""

from typing import NamedTuple

from connscope.connections import Connection
from connscope.events import NOWHERE, UNKNOWN, Accepted, DataSeen, Fact, Woke
from connscope.stepping import PACED
from connscope.text import cells, fit, hex_rows, visible
from connscope.tui.look import Part
from connscope.tui.standing import Standing
from connscope.tui.view import View
from connscope.tui.widgets.lines import Lines
from connscope.units import amount
from connscope.wording import LETTERS
from connscope.wording.moments import good_for, made, written

LABEL = 10
SHOWN = 10
"""Bytes of outb as hex and text in little room,"""
SHOWN_WIDE = 24
"""and where there is more."""
WIDE = 110


class Verdict(NamedTuple):
    """How a prediction came out."""

    is_right: bool
    said: str
    """What came of the call, in a sentence."""
    tally: str


NOTHING_READY = ("go on", "nobody was ready")
STOPS_SOON = "it is held as soon as it comes there"

NAMES = {"listening": "the listening socket", "pair": "its own wakeup", "other": "a file that is no socket"}


class Moment(Lines, can_focus=False):
    """A few lines at the bottom. Where there are more of them, all attributes of `key.data` are there."""

    DEFAULT_CSS = """
    Moment {
        dock: bottom;
        height: 3;
        margin-bottom: 1;
        border: none;
        padding: 0 1;
        scrollbar-gutter: auto;
    }
    """

    def __init__(self, view: View) -> None:
        super().__init__(id="moment")
        self.view = view
        self.standing = Standing()
        self.verdict: Verdict | None = None
        """What is to be said of a prediction in place of what was just done."""

    def show(self, standing: Standing) -> None:
        """Draw the moment."""
        self.standing = standing
        self.update()

    def count(self) -> int:
        """As many as it is high."""
        return int(self.size.height)

    def parts(self, number: int, width: int) -> list[Part]:
        """One line."""
        if number < 3:
            return (self.did, self.about_to, self.outb)[number](width)
        attributes = self.attributes()
        return attributes[number - 3] if number - 3 < len(attributes) else []

    def line(self, label: str, call: str, note: str, width: int, role: str = "text") -> list[Part]:
        """A label, a call, and as much of a few words as there is room for."""
        note = visible(note, max(0, width - LABEL - cells(call) - 3)) if note else ""
        return [(fit(label, LABEL), "dim"), (call, role), (f"   {note}" if note else "", "dim")]

    def did(self, width: int) -> list[Part]:
        """What was just done; of a call that was predicted, whether that was right."""
        if self.verdict is not None and self.view.is_live:
            glyph, role = ("✓ ", "good") if self.verdict.is_right else ("✗ ", "warn")
            said = [(glyph, role), (self.verdict.said, role), (f"   {self.verdict.tally}", "dim")]
            return [(fit("just did", LABEL), "dim"), *said]
        fact = self.standing.did
        if fact is None:
            return self.line("just did", "nothing", "no call is known from before", width)
        call, came = made(fact)
        call = f"{call} → {came}" if came else call
        return self.line("just did", call, self.answer(fact) if isinstance(fact, Woke) else self.whose(fact), width)

    def answer(self, fact: Woke) -> str:
        """The first few that are ready."""
        return "  ".join(f"{self.who(conn)} {LETTERS[mask & 3]}" for conn, mask in fact.ready[:3])

    def whose(self, fact: Fact) -> str:
        """On which connection a call was."""
        return self.who(fact.listener if isinstance(fact, Accepted) else getattr(fact, "conn", 0))

    def about_to(self, width: int) -> list[Part]:
        """What is about to be done; of the past, what came then."""
        held = self.standing.held
        if held is None:
            return self.under_way(width) if self.view.is_live else self.came_then(width)
        if held.after and held.call == "select":
            loop = self.view.ledger.loops.get(self.view.loop)
            some = loop is not None and loop.ready
            call, note = ("serve those that are ready", "one after the other, in this order") if some else NOTHING_READY
            return self.line("about to", call, note, width)
        if held.after:
            note = f"{self.who(held.conn)} · the program has not seen it yet"
            return self.line("held", f"after {held.call}()", note, width)
        note = " · ".join(
            filter(None, (self.on(held.conn), good_for(held, self.view.ledger.connections.get(held.conn))))
        )
        return self.line("about to", written(held), note, width, "mark")

    def came_then(self, width: int) -> list[Part]:
        """The call that followed in the past."""
        fact = self.standing.next
        if fact is None:
            return self.line("next was", "nothing", "nothing has been called since", width)
        call, came = made(fact)
        return self.line("next was", f"{call} → {came}" if came else call, self.on(getattr(fact, "conn", 0)), width)

    def under_way(self, width: int) -> list[Part]:
        """It is not held just now."""
        goes_on = self.view.stepping.mode == PACED
        if self.standing.sleeps_at != NOWHERE:
            then = "and goes on by itself" if goes_on else "and is held as soon as that returns"
            return self.line("about to", "wake", f"it sleeps in select(), {then}", width)
        return self.line("about to", "go on" if goes_on else "stop", "" if goes_on else STOPS_SOON, width)

    def outb(self, width: int) -> list[Part]:
        """What the program owes that connection, as far as it is known."""
        conn = self.conn
        if conn is None or conn.outb <= 0 or conn.over:
            return self.line("outb", *no_outb(conn), width)
        whose = f"   {amount(conn.outb)} · {self.named(conn)}"
        start = conn.outb_start if conn.outb_seen_at == (conn.bytes_in, conn.bytes_out) else b""
        if not start:
            return self.line("outb", amount(conn.outb), f"{self.named(conn)} · its bytes were not recorded", width)
        shown = SHOWN_WIDE if width >= WIDE else SHOWN
        digits, more = hex_rows(start[:shown], shown)[0][1], " …" if conn.outb > shown else ""
        text = visible(start, max(0, width - LABEL - cells(digits + more) - 3 - cells(whose)))
        return [(fit("outb", LABEL), "dim"), (digits + more, "text"), (f"   {text}", "accent"), (whose, "dim")]

    def attributes(self) -> list[list[Part]]:
        """What the program keeps with the connection, by its own names."""
        conn = self.conn
        seen = [each for name, each in conn.data.items() if name != "outb"] if conn is not None else []
        return [
            [(fit("key.data", LABEL) if not n else " " * LABEL, "dim"), *attribute(each)] for n, each in enumerate(seen)
        ]

    @property
    def conn(self) -> Connection | None:
        """The connection of the call, or of the one just made; else the chosen one."""
        connections = self.view.ledger.connections
        conn = connections.get(self.standing.conn) or connections.get(getattr(self.standing.did, "conn", 0))
        return conn or connections.get(self.view.chosen)

    def who(self, conn_id: int) -> str:
        """A connection in a word."""
        conn = self.view.ledger.connections.get(conn_id)
        return self.named(conn) if conn is not None else ""

    def on(self, conn_id: int) -> str:
        """On which connection."""
        who = self.who(conn_id)
        return f"on {who}" if who else ""

    def named(self, conn: Connection) -> str:
        """Ours by its name, others by their address."""
        return NAMES.get(conn.role) or self.view.called(conn)


def no_outb(conn: Connection | None) -> tuple[str, str]:
    """What to say where nothing is owed, or nothing is known of it."""
    if conn is None or conn.role == "listening":
        return "—", ""
    if conn.over:
        return "gone", "the connection is over"
    return ("empty", "nothing is owed") if conn.outb == 0 else ("—", "the program keeps none for it so far")


def attribute(seen: DataSeen) -> list[Part]:
    """One of them: a buffer by its length and beginning, anything else as Python writes it."""
    if seen.size == UNKNOWN:
        return [(f"{seen.name} ", "text"), (visible(seen.text, 60), "dim")]
    start = f"   {visible(seen.head, 40)}" if seen.head else ""
    return [(f"{seen.name} ", "text"), (amount(seen.size), "text"), (start, "accent")]
