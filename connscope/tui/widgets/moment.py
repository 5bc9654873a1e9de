"""The moment in words: what was just done, what is about to be done, and what the program keeps for that connection."""

from typing import NamedTuple

from connscope.connections import Connection
from connscope.events import UNKNOWN, Accepted, DataSeen, Woke
from connscope.text import cells, fit, hex_rows, visible
from connscope.tui.look import Part
from connscope.tui.standing import Standing
from connscope.tui.view import View
from connscope.tui.widgets.lines import Lines
from connscope.units import amount
from connscope.wording import LETTERS
from connscope.wording.moments import GOOD_FOR, made, written

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


AGO = {0: "", 1: ", one loop ago"}


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

    def line(self, label: str, call: str, note: str, role: str = "text") -> list[Part]:
        """A label, a call, and a few words."""
        return [(fit(label, LABEL), "dim"), (call, role), (f"   {note}" if note else "", "dim")]

    def did(self, _: int) -> list[Part]:
        """What was just done; of a call that was predicted, whether that was right."""
        if self.verdict is not None and self.view.is_live:
            glyph, role = ("✓ ", "good") if self.verdict.is_right else ("✗ ", "warn")
            said = [(glyph, role), (self.verdict.said, role), (f"   {self.verdict.tally}", "dim")]
            return [(fit("just did", LABEL), "dim"), *said]
        fact = self.standing.did
        if fact is None:
            return self.line("just did", "nothing", "no call is known from before")
        call, came = made(fact)
        ready = (
            " ".join(f"{self.who(conn)} {LETTERS[mask & 3]}" for conn, mask in fact.ready[:3])
            if isinstance(fact, Woke)
            else ""
        )
        whose = ready or self.who(fact.listener if isinstance(fact, Accepted) else getattr(fact, "conn", 0))
        note = whose + AGO.get(self.standing.loops_ago, f", {self.standing.loops_ago} loops ago")
        return [*self.line("just did", call, ""), (f" → {came}" if came else "", "strong"), (f"   {note}", "dim")]

    def about_to(self, _: int) -> list[Part]:
        """What is about to be done; of the past, what came then."""
        held = self.standing.held
        if held is None:
            return self.came_then() if not self.view.is_live else self.under_way()
        if held.after and held.call == "select":
            return self.line("about to", "serve those that are ready", "one after the other, in this order")
        if held.after:
            return self.line("held", f"after {held.call}()", f"{self.who(held.conn)} · the program has not seen it yet")
        note = " · ".join(filter(None, (self.on(held.conn), GOOD_FOR.get(held.call, ""))))
        return self.line("about to", written(held), note, "mark")

    def came_then(self) -> list[Part]:
        """The call that followed in the past."""
        fact = self.standing.next
        if fact is None:
            return self.line("next was", "nothing", "nothing has been called since")
        call, came = made(fact)
        return self.line("next was", f"{call} → {came}" if came else call, self.on(getattr(fact, "conn", 0)))

    def under_way(self) -> list[Part]:
        """It is not held just now."""
        loop = self.view.ledger.loops.get(self.view.loop)
        if loop is not None and loop.asleep_since:
            return self.line("about to", "wake", "it sleeps in select(), and is held as soon as that returns")
        return self.line("about to", "stop", "it is held as soon as it comes there")

    def outb(self, width: int) -> list[Part]:
        """What the program owes that connection, as far as it is known."""
        conn = self.conn
        if conn is None:
            return [(fit("outb", LABEL), "dim"), ("—", "dim")]
        if conn.outb <= 0 or conn.over:
            words = "not known" if conn.outb == UNKNOWN else "gone" if conn.over else "empty"
            return [(fit("outb", LABEL), "dim"), (words, "text"), (f"   {self.named(conn)}", "dim")]
        start = conn.outb_start if conn.outb_seen_at == (conn.bytes_in, conn.bytes_out) else b""
        if not start:
            return [(fit("outb", LABEL), "dim"), (amount(conn.outb), "text"), ("   its bytes were not recorded", "dim")]
        shown = SHOWN_WIDE if width >= WIDE else SHOWN
        head = start[:shown]
        digits, more = hex_rows(head, shown)[0][1], " …" if conn.outb > len(head) else ""
        text = visible(start, max(0, width - LABEL - cells(digits) - 14))
        return [
            (fit("outb", LABEL), "dim"),
            (digits + more, "text"),
            (f"   {text}", "accent"),
            (f"   {amount(conn.outb)}", "dim"),
        ]

    def attributes(self) -> list[list[Part]]:
        """What the program keeps with the connection, by its own names."""
        conn = self.conn
        seen = [each for name, each in conn.data.items() if name != "outb"] if conn is not None else []
        return [
            [(fit("key.data", LABEL) if not n else " " * LABEL, "dim"), *attribute(each)] for n, each in enumerate(seen)
        ]

    @property
    def conn(self) -> Connection | None:
        """The connection of the call, or else the chosen one."""
        held = self.standing.held
        chosen = held.conn if held is not None and held.conn else self.view.chosen
        return self.view.ledger.connections.get(chosen)

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
        return (
            "the listening socket"
            if conn.role == "listening"
            else self.view.name(conn) or conn.address or f"fd {conn.fd}"
        )


def attribute(seen: DataSeen) -> list[Part]:
    """One of them: a buffer by its length and beginning, anything else as Python writes it."""
    if seen.size == UNKNOWN:
        return [(f"{seen.name} ", "text"), (visible(seen.text, 60), "dim")]
    start = f"   {visible(seen.head, 40)}" if seen.head else ""
    return [(f"{seen.name} ", "text"), (amount(seen.size), "text"), (start, "accent")]
