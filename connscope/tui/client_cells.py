"""One of our own clients as the cells of its row: pure functions from the ledger's numbers to text and role."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from connscope.connections import Client, Connection
from connscope.events import UNKNOWN
from connscope.ledger import Ledger
from connscope.states import CONNECTING, OPENED
from connscope.text import cells, end_of, fit
from connscope.tui.cells import state_of
from connscope.tui.look import MARKED, STATES, Part
from connscope.tui.row_columns import Column, size_of
from connscope.units import amount, count, exact

WELL_BEHAVED = "well-behaved"
AND = " + "
"""Between two behaviours of one client."""
STOPPED = "stopped"
"""How the error of a client begins that was told to end."""

CLIENT_STATES = {
    **STATES,
    "all back": ("✓", "good"),
    "as meant": ("◇", "good"),
    "failed": ("✕", "bad"),
    "stopped": ("■", "dim"),
    "frozen": ("❆", "warn"),
}
"""Glyph and role of each state that a client can be shown in."""

DIFFERS = "echo differs"
"""How the error of a client begins that got what it had not said."""

URGENCY = {"failed": 0, "frozen": 1, "send full": 2, "connecting": 3, "peer done": 4, "active": 5, "idle": 5}
"""The states that want attention, those that want most first. Between active and idle there is too much coming and
going for a change of places."""

MARK = Column("mark", "", 1, gap=1)
CLIENT = Column("client", "client", 6, True)
PROGRESS = Column("progress", "", 17, gap=1)
STATE = Column("state", "state", 27)
OUTB = Column("outb", "outb", 6, True)
TO = Column("to", "to", 15)
BAR = Column("bar", "", 8)
BEHAVIOUR = Column("behaviour", "behaviour", 17)

ORDER = ("mark", "client", "to", "behaviour", "progress", "bar", "outb", "state")
ALWAYS = (MARK, CLIENT, PROGRESS, STATE)
"""55 cells: all that a terminal of 60 columns has."""

GROWTH = {"behaviour": 11, "progress": 6, "bar": 12}
"""What columns take of the room that is left; the rest is the state's, the last one."""


WORTH = 12
"""In fewer cells beside how one ended, what is cut short of its behaviour would say nothing."""


class Account(NamedTuple):
    """What is known of one: its own account, and until it has ended what its socket's calls tell."""

    client: Client
    conn: Connection | None
    now: int = 0
    marked: bool = False
    by_hand: str = ""
    """What somebody did that it ended by."""

    @property
    def state(self) -> str:
        """The word for what it is at, a key of `CLIENT_STATES`."""
        return client_state(self.client, self.conn, self.now, self.by_hand)

    @property
    def recv_total(self) -> int:
        """Bytes that came back."""
        if self.client.ended_at or self.conn is None:
            return self.client.recv_total
        return self.conn.bytes_in

    @property
    def endless(self) -> bool:
        """Whether it will say more and more."""
        return self.client.msg_total == UNKNOWN and not self.client.ended_at

    @property
    def msg_total(self) -> int:
        """Bytes that it means to say; of one without end, what it has said so far."""
        if self.client.msg_total != UNKNOWN:
            return self.client.msg_total
        return self.client.sent if self.conn is None else self.conn.bytes_out + max(self.conn.outb, 0)

    @property
    def odd(self) -> str:
        """How it behaves, if not well, and how often each behaviour has made itself felt."""
        if self.client.behaviour == WELL_BEHAVED:
            return ""
        return AND.join(times(name, self.client.acted.get(name, 0)) for name in self.client.behaviour.split(AND))


def client_state(client: Client, conn: Connection | None, now: int, by_hand: str = "") -> str:
    """The word for what it is at: the outcome, once there is one; before that, what its socket is at."""
    if client.ended_at:
        return outcome(client, by_hand)
    if conn is None or conn.state in (OPENED, CONNECTING):
        return "connecting"
    if conn.over:
        return "closed"
    return "frozen" if client.frozen else state_of(conn, now)


def ended_by(client: Client, ledger: Ledger) -> str:
    """What somebody did to the server's end of one that ended in an error by it: no fault of the server."""
    if not client.error or client.error.startswith(STOPPED):
        return ""
    conn = ledger.connection_of(client)
    end = ledger.partner(conn) if conn is not None else None
    if end is None:
        return ""
    return (
        "put in by hand" if end.injected and client.error.startswith(DIFFERS) else f"{end.cut} by hand" * bool(end.cut)
    )


def outcome(client: Client, by_hand: str = "") -> str:
    """What came of one that has ended. By hand there may be no error, and not as much that came as was said."""
    if by_hand:
        return "as meant"
    if client.error:
        return "stopped" if client.error.startswith(STOPPED) else "failed"
    if client.note:
        return "as meant"
    return "all back" if client.recv_total == client.msg_total else "closed"


def times(behaviour: str, acted: int) -> str:
    """A behaviour, and how often it has made itself felt: `drip ×340`."""
    return f"{behaviour} ×{count(acted)}" if acted else behaviour


def urgency(state: str) -> int:
    """Its place when the states that want attention come first."""
    return URGENCY.get(state, len(URGENCY))


@lru_cache(maxsize=16_384)
def searched(number: int, *texts: str) -> str:
    """What a filter looks into, but for the state. Five thousand take too long to be put together again and again."""
    return " ".join((f"client-{number}", *texts)).lower()


@lru_cache(maxsize=64)
def columns_for(width: int, *, targets: bool = False, behaviours: bool = False) -> list[Column]:
    """The columns that fit, in order. Where all go to one place, or all behave well, no column says so."""
    chosen, left = list(ALWAYS), width - size_of(ALWAYS)
    for column, wanted in ((OUTB, True), (TO, targets), (BAR, True), (BEHAVIOUR, behaviours)):
        if wanted and column.width + column.gap > left:
            break
        if wanted:
            chosen.append(column)
            left -= column.width + column.gap
    columns = []
    for column in sorted(chosen, key=lambda column: ORDER.index(column.key)):
        more = max(0, left if column is STATE else min(left, GROWTH.get(column.key, 0)))
        left -= more
        columns.append(column._replace(width=column.width + more))
    return [entitled(column) for column in columns]


def entitled(column: Column) -> Column:
    """With its title: that of the progress has its slash above those of the rows."""
    if column.key != "progress":
        return column
    left, right = halves(column.width)
    names = ("recv_total", "msg_total") if left >= 10 else ("recv", "msg")
    return column._replace(title=f"{fit(names[0], left, align='right')} / {fit(names[1], right)}")


def halves(width: int) -> tuple[int, int]:
    """Cells before and after the slash; behind it there may be the mark of one without end."""
    return (width - 3) // 2, width - 3 - (width - 3) // 2


def row(account: Account, columns: list[Column]) -> list[Part]:
    """All the cells of one client."""
    apart = any(column.key == "behaviour" for column in columns)
    parts: list[Part] = []
    for column in columns:
        parts += CELLS[column.key](account, column.width, apart)
        parts.append((" " * column.gap, "text"))
    return parts


def mark_cell(it: Account, _width: int, _apart: bool) -> list[Part]:
    """Whether it is marked."""
    return [(MARKED if it.marked else " ", "mark")]


def client_cell(it: Account, width: int, _apart: bool) -> list[Part]:
    """Its number."""
    return [(fit(str(it.client.id), width, align="right"), role_of(it))]


def to_cell(it: Account, width: int, _apart: bool) -> list[Part]:
    """Where it goes."""
    return [(fit(end_of(it.client.address, width), width), "dim")]


def behaviour_cell(it: Account, width: int, _apart: bool) -> list[Part]:
    """How it behaves, unless well."""
    return [(fit(it.odd, width), role_of(it))]


def progress_cell(it: Account, width: int, _apart: bool) -> list[Part]:
    """How much came back of how much; "…" where there will be more without end."""
    left, right = halves(width)
    total = short(it.msg_total, right - it.endless) + "…" * it.endless
    return [(fit(short(it.recv_total, left), left, align="right"), role_of(it)), (" / " + fit(total, right), "dim")]


def short(size: int, width: int) -> str:
    """To the last byte as long as there is room for that."""
    return exact(size) if len(exact(size)) <= width else amount(size)


def bar_cell(it: Account, width: int, _apart: bool) -> list[Part]:
    """The same as a line; it is full only when all is back."""
    back, total = it.recv_total, it.msg_total
    filled = width if back >= total > 0 else min(width - 1, max(back * width // max(total, 1), back > 0))
    role = "dim" if it.client.ended_at else "warn" if it.client.frozen else "accent"
    return [("━" * filled, role), ("─" * (width - filled), "faint")]


def outb_cell(it: Account, width: int, _apart: bool) -> list[Part]:
    """What it has still to send of the message that it is at."""
    if it.client.ended_at:
        return [(" " * width, "dim")]
    if it.conn is None or it.conn.outb == UNKNOWN:
        return [(fit("—", width, align="right"), "dim")]
    role = "warn" if it.state == "send full" else "text" if it.conn.outb else "dim"
    return [(fit(amount(it.conn.outb), width, align="right"), role)]


def state_cell(it: Account, width: int, apart: bool) -> list[Part]:
    """Glyph and word; what went wrong, or what there is to say of it."""
    state, client = it.state, it.client
    glyph, role = CLIENT_STATES[state]
    ended = ": ".join(filter(None, (it.by_hand, client.error or client.note))) if client.ended_at else ""
    said = fit(f"{glyph} {ended or state}", width)
    if not (note := remark(it, state, apart)):
        return [(said, role)]
    said = said.rstrip()
    note, room = " · " + note, width - cells(said)
    worth = room >= min(cells(note), WORTH) or not client.ended_at
    return [(said, role), (fit(note if worth else "", max(0, room)), "dim")]


def remark(it: Account, state: str, apart: bool) -> str:
    """What is worth a word beside the state; its behaviour, where that has no column of its own."""
    if state == "connecting":
        return "EINPROGRESS" if it.conn is not None and it.conn.state is CONNECTING else ""
    if it.odd and not apart:
        return it.odd
    return "does not read" if state == "frozen" else ""


def role_of(it: Account) -> str:
    """What is over is not read as closely."""
    return "dim" if it.client.ended_at else "text"


CELLS: dict[str, Callable[[Account, int, bool], list[Part]]] = {
    "mark": mark_cell,
    "client": client_cell,
    "to": to_cell,
    "behaviour": behaviour_cell,
    "progress": progress_cell,
    "bar": bar_cell,
    "outb": outb_cell,
    "state": state_cell,
}
