"""The pane of launched clients: a line each in the order of launch, with a cursor that stays on its client, and marks.

What keys do to clients is decided elsewhere, from `chosen` and `picked`.
"""

from textual import events
from textual.message import Message

from connscope.connections import Client
from connscope.text import cells, visible
from connscope.tui.client_cells import (
    CLIENT_STATES,
    Account,
    client_state,
    columns_for,
    ended_by,
    row,
    searched,
    urgency,
)
from connscope.tui.look import Part
from connscope.tui.row_columns import Column, clear_of_bar, heading
from connscope.tui.tally import Tally
from connscope.tui.view import View
from connscope.tui.widgets.table import Table
from connscope.units import exact

LOOK_NS = 500_000_000
"""Where there are more than a few, all of them are looked at this often; those in view are drawn at every beat."""
FEW = 500

NOBODY: list[list[Part]] = [
    [("No client of ours is out there.", "dim")],
    [("l", "key"), (" launches one, ", "dim"), ("L", "key"), (" many.", "dim")],
]
NO_MATCH: list[list[Part]] = [[("No client matches: ", "dim"), ("esc", "key"), (" shows all.", "dim")]]


BESIDE = 6
"""Cells of the border that its words have not."""
AND = " · "


def in_room(words: list[str], room: int) -> str:
    """As many of them as fit, each whole: of `500 f…` nobody knows whether they froze or failed."""
    kept = next((n for n in range(len(words), 0, -1) if cells(worded(words, n)) <= room), 0)
    return worded(words, kept)


def worded(words: list[str], kept: int) -> str:
    """The first of them, and a sign where there are more."""
    return AND.join(words[:kept]) + " …" * (0 < kept < len(words))


class Clients(Table):
    """Our own clients."""

    class Chosen(Message):
        """Somebody has moved the cursor to another client."""

        def __init__(self, client: int) -> None:
            super().__init__()
            self.client = client

    def __init__(self, view: View) -> None:
        super().__init__(view, id="clients")
        self.tally = Tally(view.ledger)
        self.by_state = False
        """Those that want attention stand first; else all stand as they were launched."""
        self.looked_at = 0

    def expect(self, num_conns: int) -> None:
        """Say that so many were asked for, or if negative that so many will not come: they count from now on."""
        self.tally.to_come = max(0, self.tally.to_come + num_conns)

    def show(self) -> None:
        """Draw the present."""
        now, clients = self.view.now, self.view.ledger.clients
        if len(clients) <= FEW or now - self.looked_at >= LOOK_NS:
            self.looked_at = now
            self.tally.ledger = self.view.ledger
            self.tally.take()
            self.rows = self.in_order()
        elif self.sifted:
            self.rows = [number for number in self.rows if number in clients]
        elif (len(clients), next(reversed(clients))) != (len(self.rows), *self.rows[-1:]):  # they come and go in order
            self.rows = list(clients)
        if self.view.is_live:
            self.marks &= clients.keys()
        self.heads = 1 if clients else 0
        self.follow_chosen()
        self.entitle("Clients", self.summary())
        self.update()

    @property
    def sifted(self) -> bool:
        """Whether it is not simply all of them as they were launched."""
        return bool(self.filter) or self.by_state

    def in_order(self) -> list[int]:
        """Those that the filter lets through, in order. It stays what it is for a while after a key."""
        clients = self.view.ledger.clients
        if not self.sifted:
            return list(clients)
        wanted_state = self.filter.lower()
        states = frozenset(word for word, (glyph, _) in CLIENT_STATES.items() if wanted_state in f"{glyph} {word}")
        wanted = [client for client in clients.values() if self.matches(client, states)]
        if self.by_state and self.quiet:
            wanted.sort(key=lambda client: urgency(self.state(client)))
        elif self.by_state:
            places = {number: place for place, number in enumerate(self.rows)}
            wanted.sort(key=lambda client: places.get(client.id, len(places)))
        return [client.id for client in wanted]

    def state(self, client: Client) -> str:
        """The word for what it is at."""
        conn = None if client.ended_at else self.view.ledger.connection_of(client)
        return client_state(client, conn, self.view.now, ended_by(client, self.view.ledger))

    def matches(self, it: Client, states: frozenset[str]) -> bool:
        """Whether the filter lets it through: any part of its number, addresses, behaviour, outcome, state or glyph."""
        if self.filter.lower() in searched(it.id, it.own, it.address, it.behaviour, it.error, it.note):
            return True
        return bool(states) and self.state(it) in states

    def follow_chosen(self) -> None:
        """The cursor stays on its client; if that is gone, on its place. Nobody is told: nobody has moved it."""
        if not self.rows:
            self.cursor, self.chosen = -1, 0
            return
        if 0 <= self.cursor < len(self.rows) and self.rows[self.cursor] == self.chosen:
            return
        if self.chosen in self.rows:
            self.cursor = self.rows.index(self.chosen)
        else:
            self.cursor = min(max(self.cursor, 0), len(self.rows) - 1)
        self.chosen = self.rows[self.cursor]

    def choose(self, number: int) -> None:
        """Put the cursor on that row, because somebody wants it there: it is told even if it was there by itself."""
        self.key_at, before = self.view.now, self.chosen
        super().choose(number)
        if self.rows and self.chosen == before:
            self.post_message(self.chosen_anew())

    def chosen_anew(self) -> Message:
        """Another client."""
        return self.Chosen(self.chosen)

    @property
    def picked(self) -> list[int]:
        """Whom a key acts on: all that are marked, seen or not, by their numbers; else the one under the cursor."""
        return sorted(self.marks) or [self.chosen] * bool(self.chosen)

    def sort_next(self) -> None:
        """Put those that want attention first; or all as they were launched again."""
        self.by_state = not self.by_state
        self.rearrange()

    def rearrange(self) -> None:
        """Put all rows in order now."""
        self.looked_at = self.key_at = 0
        self.show()

    def summary(self) -> str:
        """What is shown of them, and how far they are."""
        words = [f"{exact(len(self.rows))} match “{visible(self.filter, 20)}”"] if self.filter else []
        words += [f"{exact(len(self.marks))} marked"] if self.marks else []
        words += self.tally.words
        room = self.outer_size.width - BESIDE if self.size.width else cells(AND.join(words))
        return in_room(words, room)

    def on_resize(self) -> None:
        """The border says what it has room for; the rest is `Lines`' own, which Textual calls besides."""
        self.entitle("Clients", self.summary())

    # What the pane's lines are.

    def count(self) -> int:
        """A line for each row; where there is none, words about that."""
        return len(self.rows or self.instead)

    @property
    def instead(self) -> list[list[Part]]:
        """What stands there when there is no row."""
        return NO_MATCH if self.view.ledger.clients else NOBODY

    def head(self, _: int, width: int) -> list[Part]:
        """The columns' titles."""
        self.columns = self.columns_at(width)
        return heading(self.columns, "state" if self.by_state else "", False)

    def parts(self, number: int, width: int) -> list[Part]:
        """One client."""
        if not self.rows:
            return self.instead[number]
        view = self.view
        client = view.ledger.clients.get(self.rows[number])
        if client is None:
            return []
        conn = None if client.ended_at else view.ledger.connection_of(client)
        account = Account(client, conn, view.now, client.id in self.marks, ended_by(client, view.ledger))
        return row(account, self.columns_at(width))

    def columns_at(self, width: int) -> list[Column]:
        """The columns that there are now."""
        return columns_for(clear_of_bar(width), targets=self.tally.targets, behaviours=self.tally.behaviours)

    async def on_click(self, event: events.Click) -> None:
        """On a title, it sorts by that; on a row it is `Lines`' own, which Textual calls besides."""
        at = event.get_content_offset(self)
        if at is not None and at.y < self.heads:
            self.by_state = self.titles_from(at.x)[:1] == ["state"]
            self.rearrange()
