"""The table of connections: a line each, in an order that does not jump, with a cursor that stays on its connection."""

from collections.abc import Callable, Set
from functools import lru_cache
from operator import attrgetter
from typing import Any

from textual import events
from textual.message import Message

from connscope.connections import Connection
from connscope.events import ConnId, Place
from connscope.places import shown_place
from connscope.text import visible
from connscope.tui.cells import row, state_of
from connscope.tui.look import MARKED, STATES, Part
from connscope.tui.row_columns import clear_of_bar, heading
from connscope.tui.sieve import Sieve
from connscope.tui.view import View
from connscope.tui.widgets.table import Table
from connscope.units import exact

SORT_NS = 1_000_000_000
"""Rows change places at most this often."""

CONVERSES = ("accepted", "connected")
"""The roles of those that have a peer."""

STATES_FIRST = ("send full", "lost", "reset", "peer done", "paused", "connecting", "active", "idle", "closed")
STATE_ORDER = {state: place for place, state in enumerate(STATES_FIRST)}

Key = Callable[[Connection], Any]


def by(name: str) -> Callable[[int], Key]:
    """What is read from there, at any moment."""
    getter = attrgetter(name)
    return lambda _: getter


def by_state(now: int) -> Key:
    """The states that want attention come first."""
    return lambda conn: STATE_ORDER.get(state_of(conn, now), len(STATE_ORDER))


SORTERS: dict[str, tuple[Callable[[int], Key], bool]] = {
    "opened": (by("id"), False),
    "outb": (by("outb"), True),
    "in": (by("bytes_in"), True),
    "echoed": (by("bytes_out"), True),
    "state": (by_state, False),
    "for": (by("last_at"), True),
    "client": (by("address"), False),
    "fd": (by("fd"), False),
}
"""What rows can be sorted by, and whether the largest comes first."""


def marked(cells: list[Part]) -> list[Part]:
    """A row with a mark in its first cell, which is empty but for the longest descriptors."""
    (text, role), *others = cells
    return [(MARKED, "mark"), (text[1:], role), *others]


@lru_cache(maxsize=256)
def made_at(made: Place, origin: Place, folder: str) -> str:
    """Both places as they are said: thousands were made at the same."""
    return f"{shown_place(made, folder)} {shown_place(origin, folder)}"


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
        self.sieve = Sieve()
        self.moment: int | None = None
        """The fact up to which the past was sifted last."""
        self.members: Set[ConnId] = frozenset()
        self.sorted_by = "opened"
        self.descending = False
        self.sorted_at = self.sorted_to = 0
        """When rows were put in order last, and up to which fact."""

    def show(self) -> None:
        """Draw the present."""
        self.put_in_order()
        self.entitle("Connections", self.summary())
        self.update()

    def put_in_order(self) -> None:
        """Put rows in order: newcomers at once, changes of place only when nobody would mind."""
        wanted, now = self.wanted(), self.view.now
        quiet = self.quiet and now - self.sorted_at >= SORT_NS and self.may_have_moved
        if wanted is self.members and (not quiet or self.sorted_by == "opened"):
            return
        if quiet or not self.rows or self.sorted_by == "opened":
            self.rows = self.in_order(wanted)
            self.sorted_at, self.sorted_to = now, self.view.travel.end
        else:
            kept = [conn_id for conn_id in self.rows if conn_id in wanted]
            self.rows = kept + sorted(wanted - self.members)
        self.members = wanted
        if self.view.is_live:
            self.marks &= wanted
        self.follow_chosen()

    @property
    def may_have_moved(self) -> bool:
        """Whether anything has happened since rows were put in order; of states some are only a matter of time."""
        return self.sorted_by == "state" or self.sorted_to != self.view.travel.end

    def wanted(self) -> Set[ConnId]:
        """Who has a row now; the same set, as long as these are the same."""
        if not self.filter:
            return self.view.roll.members
        if self.moment != self.view.travel.at:  # time has jumped, and in the past it does not go on
            self.moment = self.view.travel.at
            self.sieve.begin()
        return self.sieve.sift(self.view.roll, self.view.now, self.matcher())

    def in_order(self, wanted: Set[ConnId]) -> list[ConnId]:
        """Sorted; who listens stays on top, and equals stay as they came."""
        known, ids = self.view.ledger.connections, sorted(wanted)
        if self.sorted_by != "opened" or self.descending:
            sorter, _ = SORTERS[self.sorted_by]
            conns = [known[conn_id] for conn_id in ids]
            conns.sort(key=sorter(self.view.now), reverse=self.descending)
            ids = [conn.id for conn in conns]
        listen = {conn_id for conn_id in self.view.roll.listening if not known[conn_id].over} & wanted
        top = sorted(listen, key=ids.index)
        for conn_id in top:
            ids.remove(conn_id)
        return top + ids

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

    def matcher(self) -> Callable[[ConnId], bool]:
        """Whether the filter lets one through: any part of its client, address, state or error, or of its origin."""
        view, wanted = self.view, self.filter.lower()
        known, name, now, folder = view.ledger.connections, view.name, view.now, view.folder
        states = frozenset(state for state in STATES if wanted in state)

        def matches(conn_id: ConnId) -> bool:
            conn = known[conn_id]
            if states and state_of(conn, now) in states:
                return True
            whence = made_at(conn.made, conn.origin[0], folder)
            waits = " ".join(f"{each.task} {each.function}" for each in conn.awaits) if conn.awaits else ""
            text = f"{name(conn)} {conn.address or conn.own} {conn.error} {conn.fd} {whence} {waits} "
            return wanted in text.lower()

        return matches

    def refilter(self, wanted: str) -> None:
        """Look at all of them anew, or at those that are left while more is typed."""
        if self.filter and self.filter.lower() in wanted.lower():
            self.sieve.narrow()
        else:
            self.sieve.begin()
        super().refilter(wanted)

    def rearrange(self) -> None:
        """Put all rows in order now."""
        self.rows, self.members = [], frozenset()
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
        roll = self.view.roll
        if not roll.open and not roll.closed:
            return self.view.nobody
        words = [f"{exact(roll.open)} open"]
        words += [f"{exact(roll.closed)} closed"] if roll.closed else []
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
