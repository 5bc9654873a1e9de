"""The table of connections: a line each, in an order that does not jump, with a cursor that stays on its connection."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from textual import events
from textual.message import Message

from connscope.connections import Connection
from connscope.events import ConnId
from connscope.text import visible
from connscope.tui.cells import row, state_of
from connscope.tui.look import MARKED, Part
from connscope.tui.row_columns import clear_of_bar, heading
from connscope.tui.view import View
from connscope.tui.widgets.table import Table
from connscope.units import exact

SORT_NS = 1_000_000_000
"""Rows change places at most this often."""

SIFT_NS = 500_000_000
"""Where there are more than a few, it is this often looked which of them the filter lets through."""
FEW = 500

CONVERSES = ("accepted", "connected")
"""The roles of those that have a peer."""

STATE_ORDER = ("send full", "lost", "reset", "peer done", "paused", "connecting", "active", "idle", "closed")

Sorter = Callable[[Connection, int], Any]
SORTERS: dict[str, tuple[Sorter, bool]] = {
    "opened": (lambda conn, _: conn.id, False),
    "outb": (lambda conn, _: conn.outb, True),
    "in": (lambda conn, _: conn.bytes_in, True),
    "echoed": (lambda conn, _: conn.bytes_out, True),
    "state": (lambda conn, now: place_of(state_of(conn, now)), False),
    "for": (lambda conn, _: conn.last_at, True),
    "client": (lambda conn, _: conn.address, False),
    "fd": (lambda conn, _: conn.fd, False),
}
"""What rows can be sorted by, and whether the largest comes first."""


def marked(cells: list[Part]) -> list[Part]:
    """A row with a mark in its first cell, which is empty but for the longest descriptors."""
    (text, role), *others = cells
    return [(MARKED, "mark"), (text[1:], role), *others]


def place_of(state: str) -> int:
    """The states that want attention come first."""
    return STATE_ORDER.index(state) if state in STATE_ORDER else len(STATE_ORDER)


class Connections(Table):
    """The server's connections."""

    class Chosen(Message):
        """The cursor is on another connection."""

        def __init__(self, conn: ConnId) -> None:
            super().__init__()
            self.conn = conn

    heads = 1

    def __init__(self, view: View) -> None:
        super().__init__(view, id="connections")
        self.members: set[ConnId] = set()
        self.sorted_by = "opened"
        self.descending = False
        self.sorted_at = self.sifted_at = 0

    def show(self) -> None:
        """Draw the present."""
        self.put_in_order()
        self.entitle("Connections", self.summary())
        self.update()

    def put_in_order(self) -> None:
        """Put rows in order: newcomers at once, changes of place only when nobody would mind."""
        if self.was_sifted_lately:
            self.drop_gone()
            return
        now = self.sifted_at = self.view.now
        wanted = [conn for conn in self.view.connections if not self.filter or self.matches(conn)]
        members = {conn.id for conn in wanted}
        quiet = self.quiet and now - self.sorted_at >= SORT_NS
        if members == self.members and (not quiet or self.sorted_by == "opened"):
            return
        if quiet or not self.rows or self.sorted_by == "opened":
            self.rows = self.in_order(wanted)
            self.sorted_at = now
        else:
            kept = [conn_id for conn_id in self.rows if conn_id in members]
            self.rows = kept + sorted(members - self.members)
        self.members = members
        if self.view.is_live:
            self.marks &= members
        self.follow_chosen()

    @property
    def was_sifted_lately(self) -> bool:
        """Whether it is too soon to look again which the filter lets through: of thousands each takes its time."""
        many = bool(self.filter and self.members) and len(self.view.connections) > FEW
        return many and 0 <= self.view.now - self.sifted_at < SIFT_NS

    def drop_gone(self) -> None:
        """Keep the rows as they are, but for those that are there no more."""
        self.members &= self.view.ledger.connections.keys()
        self.rows = [conn_id for conn_id in self.rows if conn_id in self.members]
        self.follow_chosen()

    def in_order(self, conns: list[Connection]) -> list[ConnId]:
        """Sorted; who listens stays on top, and equals stay as they came."""
        sorter, _ = SORTERS[self.sorted_by]
        now = self.view.now
        conns = sorted(conns, key=attrgetter("id"))
        if self.sorted_by != "opened" or self.descending:
            conns.sort(key=lambda conn: sorter(conn, now), reverse=self.descending)
        listen = [conn.id for conn in conns if conn.role == "listening" and not conn.over]
        others = [conn.id for conn in conns if conn.role != "listening" or conn.over]
        return listen + others

    def follow_chosen(self) -> None:
        """The cursor stays on its connection; if that is gone, on its place."""
        if not self.key_at and (first := self.first_client()):
            self.choose(first)
        if self.chosen in self.members:
            self.cursor = self.rows.index(self.chosen)
        elif self.rows:
            self.choose(min(max(self.cursor, 0), len(self.rows) - 1))
        else:
            self.cursor = -1

    def first_client(self) -> int:
        """The first row of a conversation, while nobody has chosen one; 0 if there is none or it is chosen already."""
        connections = self.view.ledger.connections
        chosen = connections.get(self.chosen)
        if chosen is not None and chosen.role in CONVERSES:
            return 0
        rows = enumerate(self.rows)
        return next((number for number, conn_id in rows if connections[conn_id].role in CONVERSES), 0)

    def chosen_anew(self) -> Message:
        """Another connection."""
        return self.Chosen(self.chosen)

    @property
    def picked(self) -> list[Connection]:
        """What a key acts on: all that are marked, in their order, or else the one under the cursor."""
        wanted = [conn_id for conn_id in self.rows if conn_id in self.marks] or [self.chosen]
        return [conn for conn_id in wanted if (conn := self.view.ledger.connections.get(conn_id))]

    @property
    def kernels_seen(self) -> list[ConnId]:
        """The connections in view, if there is room for what their kernels hold."""
        if not self.display or all(column.key != "kernel" for column in self.columns):
            return []
        top = round(self.scroll_y)
        return self.rows[top : top + self.page]

    def matches(self, conn: Connection) -> bool:
        """Whether the filter lets it through: any part of its client, address, state or error, or of its origin."""
        if not self.filter:
            return True
        address = conn.address or conn.own
        text = f"{self.view.name(conn)} {address} {state_of(conn, self.view.now)} {conn.error} {conn.fd}"
        return self.filter.lower() in f"{text} {self.whence(conn)} ".lower()

    def whence(self, conn: Connection) -> str:
        """Where it was made, and the tasks that wait for it."""
        places = {self.view.shown(conn.made), self.view.shown(conn.origin[0])}
        return " ".join([*places, *(f"{each.task} {each.function}" for each in conn.awaits)])

    def rearrange(self) -> None:
        """Put all rows in order now."""
        self.rows, self.members = [], set()
        self.show()
        self.refresh()

    def sort_by(self, key: str) -> None:
        """Sort by that column; again, the other way round."""
        self.descending = not self.descending if key == self.sorted_by else SORTERS[key][1]
        self.sorted_by = key
        self.rearrange()

    def sort_next(self) -> None:
        """Sort by the next of the columns."""
        keys = list(SORTERS)
        self.sort_by(keys[(keys.index(self.sorted_by) + 1) % len(keys)])

    def summary(self) -> str:
        """How many there are, and in which order they stand."""
        conns = [conn for conn in self.view.connections if conn.role != "listening"]
        over = self.view.ledger.closed
        closed = sum(conn.id in over for conn in conns)
        if not conns:
            return self.view.nobody
        words = [f"{exact(len(conns) - closed)} open"]
        words += [f"{exact(closed)} closed"] if closed else []
        words += [f"{exact(len(self.rows))} match “{visible(self.filter.rstrip(), 20)}”"] if self.filter else []
        words += [f"{exact(len(self.marks))} marked"] if self.marks else []
        words += (
            [f"sorted by {self.title_of(self.sorted_by)} {'▼' if self.descending else '▲'}"]
            if self.sorted_by != "opened"
            else []
        )
        return " · ".join(words)

    def title_of(self, key: str) -> str:
        """What heads the column of that key."""
        return next((column.title for column in self.columns if column.key == key), key)

    # What the pane's lines are.

    def count(self) -> int:
        """A line for each row."""
        return len(self.rows)

    def head(self, _: int, width: int) -> list[Part]:
        """The columns' titles."""
        self.columns = self.view.columns_for(clear_of_bar(width))
        return heading(self.columns, self.sorted_by, self.descending)

    def parts(self, number: int, width: int) -> list[Part]:
        """One connection."""
        conn = self.view.ledger.connections.get(self.rows[number])
        if conn is None:
            return []
        self.columns = self.columns or self.view.columns_for(clear_of_bar(width))
        view = self.view
        cells = row(conn, view.name(conn), self.columns, view.now, view.high_water, view.peak(conn.id))
        return marked(cells) if conn.id in self.marks else cells

    async def on_click(self, event: events.Click) -> None:
        """A click on a row chooses it; on a title, sorts by it."""
        at = event.get_content_offset(self)
        if at is None:
            return
        self.key_at = self.view.now
        if at.y >= self.heads:
            self.choose(at.y - self.heads + round(self.scroll_y))
            return
        if sortable := [key for key in self.titles_from(at.x) if key in SORTERS]:
            self.sort_by(sortable[0])
