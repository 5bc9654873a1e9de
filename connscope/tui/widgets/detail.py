"""One connection closely: its numbers, its last bytes as hex and text, and what it has done lately."""

from collections import deque
from itertools import islice

from connscope.connections import Connection
from connscope.events import UNKNOWN, CallFact, ConnId, Fact, HandFact, OutbSeen, every_fact
from connscope.text import fit, hex_rows
from connscope.tui.cells import bar, state_of
from connscope.tui.look import PAUSED, STATES, Part
from connscope.tui.view import View
from connscope.tui.widgets.lines import Lines
from connscope.units import exact
from connscope.wording import LETTERS, said
from connscope.wording.calls import ERRORS

TIMELINE = 200
AT_ONCE = 4_000
"""Facts that are looked through for earlier calls at each draw."""
LABEL = 15
LATELY: list[Part] = [("lately", "dim")]
CALLS = frozenset(every_fact(CallFact)) - {OutbSeen} | frozenset(every_fact(HandFact))
SHOWN = 32
"""Bytes of each buffer, as hex and text."""


def injected(conn: Connection) -> list[list[Part]]:
    """What somebody put in towards the peer, if anybody did."""
    number = (fit(exact(conn.injected), 13, align="right"), "text")
    return [[(fit("injected", LABEL), "dim"), number, ("  by hand", "dim")]] if conn.injected else []


class Detail(Lines):
    """The chosen connection."""

    def __init__(self, view: View) -> None:
        super().__init__(id="detail")
        self.view = view
        self.conn_id: ConnId = 0
        self.timeline: deque[CallFact | HandFact] = deque(maxlen=TIMELINE)
        self.seen = self.behind = 0
        """The facts between them have been looked through."""
        self.lines: list[list[Part]] = []

    def show(self) -> None:
        """Draw the present."""
        if self.view.chosen != self.conn_id:
            self.conn_id = self.view.chosen
            self.scroll_home(animate=False)
            self.begin()
        elif self.view.travel.end < self.seen:
            self.begin()
        self.look_on()
        self.look_back()
        conn = self.view.ledger.connections.get(self.conn_id)
        self.entitle((self.view.name(conn) or conn.address) if conn is not None else "Connection")
        self.lines = self.all_lines(conn) if conn is not None else [[("no connection is chosen", "dim")]]
        self.update()

    def begin(self) -> None:
        """Know none of its calls yet: they are looked for from here on, back and forward."""
        self.timeline.clear()
        self.seen = self.behind = min(self.view.travel.end, self.view.journal.end)

    def look_back(self) -> None:
        """Look for earlier ones, the latest first, and not for all at once: whoever steps waits for this."""
        conn, journal = self.view.ledger.connections.get(self.conn_id), self.view.journal
        if conn is None or len(self.timeline) == TIMELINE:
            return
        at_once = AT_ONCE if self.view.stands else 10 * AT_ONCE
        beginning = max(journal.number_at(conn.opened_at), self.behind - at_once)
        backwards = (journal[number] for number in range(self.behind - 1, beginning - 1, -1))
        room = TIMELINE - len(self.timeline)
        self.timeline.extendleft(islice(filter(self.is_its_call, backwards), room))  # type: ignore[arg-type]
        self.behind = min(self.behind, beginning)

    def is_its_call(self, fact: Fact) -> bool:
        """Whether it is told in the timeline."""
        return type(fact) in CALLS and fact.conn == self.conn_id  # type: ignore[attr-defined]

    def look_on(self) -> None:
        """Take in its calls, up to the moment that is shown."""
        end, journal = self.view.travel.end, self.view.journal
        fresh = (journal[number] for number in range(max(self.seen, journal.first), end))
        self.timeline += filter(self.is_its_call, fresh)  # type: ignore[arg-type]
        self.seen = end

    def all_lines(self, conn: Connection) -> list[list[Part]]:
        """Everything there is to say of it, line by line, but for its last calls, which follow."""
        if conn.role == "listening":
            return [*self.identity(conn), *self.listening(conn), [], LATELY]
        return [*self.identity(conn), *self.numbers(conn), *self.troubles(conn), [], *self.bytes(conn), LATELY]

    def identity(self, conn: Connection) -> list[list[Part]]:
        """Who it is, and what it is at."""
        state = state_of(conn, self.view.now)
        glyph, role = STATES[state]
        watch = f"   watch {LETTERS[conn.watch & 3]}   ready {LETTERS[conn.ready & 3]}" if not conn.over else ""
        return [[(f"{glyph} {state}", role), (f"   fd {conn.fd}", "text"), (watch, "dim")]]

    def listening(self, conn: Connection) -> list[list[Part]]:
        """What a listening socket has done."""
        lines = [[(fit("let in", LABEL), "dim"), (exact(conn.accepts), "text")]]
        if self.view.session.narrowed and not conn.over:
            lines.append([(fit("buffers", LABEL), "dim"), ("small: whoever comes now is soon send full", "text")])
        return lines

    def numbers(self, conn: Connection) -> list[list[Part]]:
        """Bytes and calls, in, between, and out."""
        into = f"{exact(conn.recvs)} recv"
        out = f"{exact(conn.sends)} send" + (f", {exact(conn.shorts)} short" if conn.shorts else "")
        again = f" · {exact(conn.eagains)} EAGAIN" if conn.eagains else ""
        rows = [
            [
                (fit("received", LABEL), "dim"),
                (fit(exact(conn.bytes_in), 13, align="right"), "text"),
                ("  " + into, "dim"),
            ],
            [
                (fit("sent back", LABEL), "dim"),
                (fit(exact(conn.bytes_out), 13, align="right"), "text"),
                ("  " + out + again, "dim"),
            ],
            *injected(conn),
            [(fit("owed", LABEL), "dim"), (fit(exact(conn.owed), 13, align="right"), "warn" if conn.owed else "text")],
        ]
        if conn.outb != UNKNOWN and not conn.over:
            line = bar(conn.outb, 20, self.view.high_water, self.view.peak(conn.id))
            rows.append(
                [
                    (fit("outb", LABEL), "strong"),
                    (fit(exact(conn.outb), 13, align="right"), "text"),
                    ("  ", "text"),
                    *line,
                ]
            )
        return rows

    def troubles(self, conn: Connection) -> list[list[Part]]:
        """What went wrong, in sentences."""
        sentences: list[list[Part]] = []
        if conn.lost > 0 and conn.over:
            sentences.append([(f"✕ {exact(conn.lost)} bytes in outb were never sent", "bad")])
        if conn.error:
            sentences.append([(f"✕ {conn.error}: {ERRORS.get(conn.error, 'a call failed')}", "bad")])
        if state_of(conn, self.view.now) == "send full":
            sentences.append([("▲ the kernel takes no more: the client does not read", "warn")])
            if not conn.watch & 1:
                sentences.append([("  READ is off until outb has drained", "dim")])
        if conn.paused and not conn.over:
            sentences.append([(f"{PAUSED} reading stopped by hand: select() does not tell of what comes", "warn")])
            sentences.append([("  x, then g: go on reading", "dim")])
        return sentences + [[("? " + note, "warn")] for note in conn.notes]

    def bytes(self, conn: Connection) -> list[list[Part]]:
        """What waits in outb, and the first bytes of the last receipt and of the last send."""
        waiting = conn.outb_start if conn.outb > 0 and not conn.over else b""
        lines: list[list[Part]] = []
        if waiting and conn.outb_seen_at != (conn.bytes_in, conn.bytes_out) and not self.view.is_live:
            lines.append([("what was in outb just then was not recorded; this was there before", "warn")])
        for title, head in (("in outb", waiting), ("last received", conn.head_in), ("last sent", conn.head_out)):
            if head:
                lines.append([(title, "strong" if head is waiting else "dim")])
                lines += [self.hex_line(*row) for row in hex_rows(head[:SHOWN], 8)]
        return [*lines, []] if lines else lines

    def hex_line(self, offset: str, digits: str, text: str) -> list[Part]:
        """Offset, hex, text."""
        return [(offset + "  ", "dim"), (fit(digits, 23) + "  ", "text"), (text, "accent")]

    def timeline_line(self, fact: CallFact | HandFact) -> list[Part]:
        """One call: when, which, how much, what it means."""
        call, size, note = said(fact)
        return [
            (self.view.time(fact.at) + "  ", "dim"),
            (fit(call, 10) + " ", "text"),
            (fit(size, 14) + " ", "text"),
            (note, "dim"),
        ]

    # What the pane's lines are.

    def count(self) -> int:
        """As many as there are."""
        return len(self.lines) + len(self.timeline)

    def parts(self, number: int, _width: int) -> list[Part]:
        """One of them; a call, newest first, is put into words only when it is looked at."""
        calls = number - len(self.lines)
        return self.lines[number] if calls < 0 else self.timeline_line(self.timeline[-1 - calls])
