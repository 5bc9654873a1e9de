"""One connection closely: where its bytes are, its numbers, its last bytes as hex and text, and what it did lately."""

from collections import deque
from collections.abc import Sequence

from connscope.connections import Connection
from connscope.events import OURS_FROM, CallFact, ConnId, Fact, HandFact, OutbSeen, every_fact
from connscope.stations import Stations, tcp
from connscope.text import fit
from connscope.tui.client_cells import ended_by
from connscope.tui.detail_cells import buffers, identity, listening, numbers, outcome_of, said_by_tcp, troubles, whence
from connscope.tui.half_minute import HalfMinute
from connscope.tui.look import Part, width_of
from connscope.tui.station_cells import bounds, by_second, causes, gauges
from connscope.tui.view import View
from connscope.tui.whereabouts import Found, Whereabouts
from connscope.tui.widgets.lines import Lines
from connscope.wording import said

TIMELINE = 200
AT_ONCE = 10_000
"""Facts that are looked through for earlier calls at each draw."""
CALL = 11
"""Cells for a call's name: `setblocking`."""
LATELY: list[Part] = [("lately", "dim")]
CALLS = frozenset(every_fact(CallFact)) - {OutbSeen} | frozenset(every_fact(HandFact))
SHORT = 10
"""In so few lines none is empty before the last that is said of the stations."""
WHERE = " · where are the bytes?"


class Detail(Lines):
    """The chosen connection."""

    def __init__(self, view: View, whereabouts: Whereabouts) -> None:
        super().__init__(id="detail")
        self.view = view
        self.whereabouts = whereabouts
        self.conn_id: ConnId = 0
        self.timeline: deque[CallFact | HandFact] = deque(maxlen=TIMELINE)
        self.seen = self.behind = 0
        """The facts between them have been looked through."""
        self.lines: list[list[Part]] = []
        self.half_minute = HalfMinute()
        self.tells_tcp = False
        """Whether what TCP says of it is among them,"""
        self.goes_to_tcp = False
        """and whether it is still to be brought into view."""
        self.most_told = 1
        """Lines that the cause took at most: what stands below keeps its place."""
        self.tcp_ends = 0
        """The line below what TCP says."""

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
        found = self.whereabouts.look()
        self.entitle(*self.titles(conn, found))
        self.lines = self.all_lines(conn, found) if conn is not None else [[("no connection is chosen", "dim")]]
        self.update()
        self.go_to_tcp()

    def tell_tcp(self, tells: bool) -> None:
        """Have what TCP says among the lines, and in view; or no more."""
        self.tells_tcp = self.goes_to_tcp = tells
        self.show()

    def go_to_tcp(self) -> None:
        """Scroll there, as soon as it is known how much room there is; forced, as `watch_cursor` is."""
        if self.goes_to_tcp and self.size.width:
            self.goes_to_tcp = False
            self.scroll_to(y=self.tcp_ends - self.page, animate=False, force=True)

    def titles(self, conn: Connection | None, found: Found | None) -> tuple[str, str]:
        """Whose bytes they are, and what else can be had."""
        if conn is None:
            return "Connection", ""
        name = self.view.name(conn) or conn.address
        return (name + WHERE, "" if self.tells_tcp else "K TCP_INFO") if found is not None else (name, "")

    def begin(self) -> None:
        """Know none of its calls yet: they are looked for from here on, back and forward."""
        self.most_told = 1
        self.timeline.clear()
        self.seen = self.behind = min(self.view.travel.end, self.view.journal.end)

    def look_back(self) -> None:
        """Look for earlier ones, the latest first, and not for all at once: whoever steps waits for this."""
        conn, journal = self.view.ledger.connections.get(self.conn_id), self.view.journal
        if conn is None or len(self.timeline) == TIMELINE:
            return
        beginning = max(journal.number_at(conn.opened_at), self.behind - AT_ONCE)
        calls = self.its_calls(journal.between(beginning, self.behind))
        self.timeline.extendleft(calls[: -1 - TIMELINE + len(self.timeline) : -1])
        self.behind = min(self.behind, beginning)

    def its_calls(self, facts: list[Fact]) -> list[CallFact | HandFact]:
        """Those of them that are told in the timeline. There may be very many, of which hardly any is."""
        conn, calls = self.conn_id, CALLS
        return [fact for fact in facts if getattr(fact, "conn", 0) == conn and type(fact) in calls]  # type: ignore[misc]

    def look_on(self) -> None:
        """Take in its calls, up to the moment that is shown."""
        end, journal = self.view.travel.end, self.view.journal
        self.timeline += self.its_calls(journal.between(self.seen, end))
        self.seen = end

    def all_lines(self, conn: Connection, found: Found | None) -> list[list[Part]]:
        """Everything there is to say of it, line by line, but for its last calls, which follow."""
        who = [*identity(conn, self.view.now), *self.whence(conn)]
        if found is None:
            more = listening(conn, self.view.session.narrowed) if conn.role == "listening" else []
            return [*who, *more, [], LATELY]
        samples = self.half_minute.until(found.it, self.view.ledger, conn, self.view.travel.at)
        where = self.where(found, samples) if self.size.width else []
        width, ledger = self.scrollable_content_region.width, self.view.ledger
        wrong = troubles(conn, self.view.now, found.why, width)
        client = ledger.client_at(conn)
        ended = outcome_of(client, ended_by(client, ledger) if client is not None else "", width)
        return [*where, *ended, *wrong, *who, *numbers(conn), [], *buffers(conn, self.view.is_live), LATELY]

    def whence(self, conn: Connection) -> list[list[Part]]:
        """Where a program of somebody's own made it; where our servers do so is what everybody knows."""
        its_own = conn.id < OURS_FROM and any(program.pid for program in self.view.ledger.programs.values())
        return whence(conn, self.view.now, self.view.shown) if its_own else []

    def where(self, found: Found, samples: Sequence[Stations]) -> list[list[Part]]:
        """The seven stations, and why they are as they are."""
        view, width = self.view, self.scrollable_content_region.width
        server, client = found.server, found.client
        peak = view.peak(server.id) if server is not None else 0
        measured = bounds(server, client, view.high_water_of(server), peak)
        lines = gauges(found.it, measured, by_second(samples, view.now), width, found.flying)
        over = all(end is None or end.over for end in (server, client))
        why = causes(found.why, found.it, width, over=over)
        self.most_told = max(self.most_told, len(why))
        lines += [*[[]] * (self.page > SHORT), *why, *[[]] * (self.most_told - len(why)), []]
        ends = {"server's end": server, "client's end": client}
        if self.tells_tcp:
            lines += said_by_tcp({end: tcp(each) for end, each in ends.items() if each is not None})
            self.tcp_ends = len(lines)
            lines.append([])
        return lines

    def timeline_line(self, fact: CallFact | HandFact, width: int) -> list[Part]:
        """One call: when, which, how much, what it means."""
        call, size, note = said(fact)
        line: list[Part] = [
            (self.view.time(fact.at) + "  ", "dim"),
            (fit(call, CALL) + " ", "text"),
            (fit(size, 14) + " ", "text"),
        ]
        return [*line, (fit(note, max(0, width - width_of(line))), "dim")]

    def on_resize(self) -> None:
        """As wide as there is room; and when it comes into view, all that it left out before."""
        self.most_told = 1
        self.show()

    # What the pane's lines are.

    def count(self) -> int:
        """As many as there are."""
        return len(self.lines) + len(self.timeline)

    def parts(self, number: int, width: int) -> list[Part]:
        """One of them; a call, newest first, is put into words only when it is looked at."""
        calls = number - len(self.lines)
        return self.lines[number] if calls < 0 else self.timeline_line(self.timeline[-1 - calls], width)
