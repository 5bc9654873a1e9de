"""A connection as the cells of its row: pure functions from the ledger's numbers to text and role."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from connscope.connections import Connection, history
from connscope.events import UNKNOWN
from connscope.states import CONNECTING, LISTENING, OPENED, PEER_DONE, RESET
from connscope.stations import kernel_of
from connscope.text import cells, fit
from connscope.tui.look import PAUSED, STATES, Part
from connscope.units import age, amount, count, exact
from connscope.wording import LETTERS

IDLE_NS = 2_000_000_000
"""A connection on which nothing has moved for so long is idle."""

TOP = 1 << 30
"""The end of a bar that has no bound: a gibibyte, by powers of two."""

SPARKS = " ▁▂▃▄▅▆"


class Column(NamedTuple):
    """One column: what heads it, how wide it is, on which side its text stands, and how far off the next one is."""

    key: str
    title: str
    width: int
    right: bool = False
    gap: int = 2


FD = Column("fd", "fd", 5, True, gap=1)
CLIENT = Column("client", "client", 15)
STATE = Column("state", "state", 11, gap=1)
WATCH = Column("watch", "watch", 5, gap=1)
READY = Column("ready", "ready", 5, gap=1)
OUTB = Column("outb", "outb", 15, gap=1)
ECHOED = Column("echoed", "echoed", 6, True, gap=1)
ALWAYS = (FD, CLIENT, STATE, WATCH, READY, OUTB, ECHOED)

KERNEL = Column("kernel", "kernel", 6, True, gap=1)
IN = Column("in", "in", 6, True, gap=1)
RATE = Column("rate", "rate", 8)
LAST = Column("last", "last call", 15, gap=1)
FOR = Column("for", "for", 4, True)
YIELDING = ((LAST, ECHOED), (IN, OUTB), (KERNEL, OUTB), (RATE, ECHOED), (FOR, None))
"""Columns that come with room, the most wanted first, and the column that each stands behind (none: at the end)."""

GAP = 2
"""Cells between two columns, if there is room once all are there that fit."""

TIGHT = {"fd": 4, "client": 9, "outb": 9}
"""Their widths where there is hardly room for the seven; then gaps are of one cell. 60 columns are enough."""

LEAST = 55
"""All that a terminal of 60 columns has; from more a cell is left free before the scroll bar."""


def clear_of_bar(width: int) -> int:
    """Cells for the columns, so that no digit touches the scroll bar."""
    return width - (width > LEAST)


def size_of(columns: Sequence[Column]) -> int:
    """Cells that they take, side by side."""
    return sum(column.width + column.gap for column in columns) - columns[-1].gap


def columns_for(width: int) -> list[Column]:
    """The columns that fit, in order; what is left over goes to the gaps, the client and the bar, up to a measure."""
    columns = list(ALWAYS)
    if width < size_of(columns):
        columns = [column._replace(width=TIGHT.get(column.key, column.width), gap=1) for column in columns]
    for column, behind in YIELDING if width >= size_of(ALWAYS) else ():
        at = len(columns) if behind is None else columns.index(behind) + 1
        more = [*columns[:at], column, *columns[at:]]
        if width < size_of(more):
            break
        columns = more
    columns = spread(columns, width) if width >= size_of(ALWAYS) else columns
    room = max(0, width - size_of(columns))
    fd = min(room, FD.width - columns[0].width)  # five digits; last of all a mark before them
    client = min(room - fd, 8)
    bar = min(room - fd - client, 12)
    mark = min(room - fd - client - bar, 1)
    grown = {"fd": fd + mark, "client": client, "outb": bar}
    return [column._replace(width=column.width + grown.get(column.key, 0)) for column in columns]


def spread(columns: list[Column], width: int) -> list[Column]:
    """The same with the gaps that there is room for, from the left."""
    room, spread = width - size_of(columns), []
    for column in columns[:-1]:
        wider = min(room, GAP - column.gap)
        room -= wider
        spread.append(column._replace(gap=column.gap + wider))
    return [*spread, columns[-1]]


def heading(columns: list[Column], sorted_by: str, descending: bool) -> list[Part]:
    """The line above the rows; the column that sorts them carries an arrow."""
    parts: list[Part] = []
    for column in columns:
        arrow = ("▼" if descending else "▲") if column.key == sorted_by else ""
        title = fit(titled(column, arrow), column.width, align="right" if column.right else "left")
        parts += [(title, "accent" if arrow else "dim"), (" " * column.gap, "dim")]
    return parts


def titled(column: Column, arrow: str) -> str:
    """The title with its arrow, for which a letter yields if it must."""
    if not arrow or len(column.title) + 2 <= column.width:
        return f"{column.title} {arrow}".rstrip()
    return column.title[: column.width - 1] + arrow


def state_of(conn: Connection, now: int) -> str:
    """The word for what it is at, a key of `STATES`."""
    if conn.over:
        if conn.state is RESET and not conn.shut_by_hand:
            return "reset"
        return "lost" if lost_of(conn) > 0 else "closed"
    if conn.state in (LISTENING, CONNECTING, OPENED):
        return conn.state.value
    if conn.full and conn.outb != 0:
        return "send full"
    if conn.state is PEER_DONE:
        return "peer done"
    if conn.paused:
        return "paused"
    return "active" if now - conn.last_at < IDLE_NS else "idle"


def lost_of(conn: Connection) -> int:
    """What it owed when it was over; to one whose writing was shut by hand also what it had in hand to send."""
    return conn.owed if conn.shut_by_hand else conn.lost


Cell = Callable[[Connection, str, int, int, int, int], list[Part]]


def row(conn: Connection, name: str, columns: list[Column], now: int, high_water: int, peak: int) -> list[Part]:
    """All the cells of one connection."""
    parts: list[Part] = []
    for column in columns:
        parts += CELLS[column.key](conn, name, column.width, now, high_water, peak)
        parts.append((" " * column.gap, "text"))
    return parts


def fd_cell(conn: Connection, _name: str, width: int, *_: int) -> list[Part]:
    """Its descriptor, while it has one; the number is soon another's."""
    return [(fit(str(conn.fd), width, align="right"), "dim" if conn.over else "text")]


def client_cell(conn: Connection, name: str, width: int, *_: int) -> list[Part]:
    """Who it is: one of our own by name and port, anybody else by address."""
    role = "dim" if conn.over else "text"
    port = conn.address.rpartition(":")[2]
    if name and width >= cells(name) + len(port) + 2:
        return [(name, role), (fit(":" + port, width - cells(name), align="right"), "dim")]
    return [(fit(name or end_of(conn.address, width), width), role)]


def end_of(address: str, width: int) -> str:
    """What fits of an address: in its end, the port, addresses differ."""
    kept = address
    while cells(kept) > width - (kept != address):
        kept = kept[1:]
    return address if kept == address else "…" + kept


def state_cell(conn: Connection, _name: str, width: int, now: int, *_: int) -> list[Part]:
    """Glyph and word."""
    state = state_of(conn, now)
    glyph, role = STATES[state]
    return [(fit(f"{glyph} {state}", width), role)]


def watch_cell(conn: Connection, _name: str, width: int, *_: int) -> list[Part]:
    """What the program asked to be told of; where its reading was stopped by hand a mark stands for READ."""
    letters = LETTERS[conn.watch & 3]
    if conn.paused and not conn.over:
        return [(PAUSED, "warn"), (fit(letters[1], width - 1), "text")]
    return [(fit("" if conn.over else letters, width), "text" if conn.watch else "dim")]


def ready_cell(conn: Connection, _name: str, width: int, *_: int) -> list[Part]:
    """What `select()` answered last."""
    text = "" if conn.over else LETTERS[conn.ready & 3]
    return [(fit(text, width), "strong" if conn.ready else "dim")]


def share(size: int, high_water: int) -> float:
    """How far along the bar: of the high-water mark, or by powers of two where there is none."""
    if size <= 0:
        return 0.0
    if high_water:
        return min(1.0, size / high_water)
    return min(1.0, size.bit_length() / TOP.bit_length())


def bar(size: int, width: int, high_water: int, peak: int = 0) -> list[Part]:
    """A line that fills; a peak of the last two seconds stays as a mark. Without a bound it ends in ▸."""
    line = width if high_water else width - 1
    full = share(size, high_water)
    filled = min(line, max(1 if size > 0 else 0, round(full * line)))
    role = "warn" if full >= 0.5 else "accent"
    parts: list[Part] = [("━" * filled, role)]
    mark = min(line - 1, round(share(peak, high_water) * line) - 1)
    if peak > size and mark >= filled:
        parts += [("─" * (mark - filled), "faint"), ("╸", "warn"), ("─" * (line - mark - 1), "faint")]
    else:
        parts.append(("─" * (line - filled), "faint"))
    return parts if high_water else [*parts, ("▸", "faint")]


def outb_cell(conn: Connection, _name: str, width: int, _now: int, high_water: int, peak: int) -> list[Part]:
    """How much the program still owes, as a line and as a number."""
    if conn.over:
        lost = lost_of(conn)
        text = f"{amount(lost)} lost" if lost > 0 else ""
        return [(fit(text, width, align="right"), "bad")]
    if conn.outb == UNKNOWN:
        return [(fit("—", width), "dim")]
    number = fit(amount(conn.outb), 7, align="right")
    role = "warn" if high_water and conn.outb * 2 >= high_water else "text" if conn.outb else "dim"
    return [*bar(conn.outb, width - 7, high_water, peak), (number, role)]


def kernel_cell(conn: Connection, _name: str, width: int, *_: int) -> list[Part]:
    """What the server's kernel holds for the peer; nothing until somebody has looked."""
    if conn.over or not conn.kernel:
        return [(" " * width, "dim")]
    held = kernel_of(conn)
    return [(fit("n/a" if held == UNKNOWN else amount(held), width, align="right"), "text" if held > 0 else "dim")]


def in_cell(conn: Connection, _name: str, width: int, *_: int) -> list[Part]:
    """Bytes received."""
    text = "" if conn.role == "listening" else amount(conn.bytes_in)
    return [(fit(text, width, align="right"), "dim" if conn.over else "text")]


def echoed_cell(conn: Connection, _name: str, width: int, *_: int) -> list[Part]:
    """Bytes sent back; of the listening socket, how many it let in."""
    if conn.role == "listening":
        let_in = f"{count(conn.accepts)} in" if conn.accepts else ""
        return [(fit(let_in if len(let_in) <= width else count(conn.accepts), width, align="right"), "dim")]
    return [(fit(amount(conn.bytes_out), width, align="right"), "dim" if conn.over else "text")]


def rate_cell(conn: Connection, _name: str, width: int, now: int, *_: int) -> list[Part]:
    """The last eight seconds, each against the busiest of them."""
    seconds = history(conn, now)[-width:]
    top = max(seconds)
    if not top or conn.role == "listening":
        return [(" " * width, "faint")]
    marks = "".join(SPARKS[-(-each * (len(SPARKS) - 1) // top)] for each in seconds)
    return [(fit(marks, width), "dim" if conn.over else "accent")]


def last_cell(conn: Connection, _name: str, width: int, *_: int) -> list[Part]:
    """The last call and what came of it; once it is over, why."""
    if conn.over and conn.error:
        return [(fit(conn.error, width), "bad")]
    call = conn.last_call
    if conn.last_error:
        call += f" → {conn.last_error}"
    elif conn.last_size != UNKNOWN:
        call += (
            f" {exact(conn.last_size) if conn.last_size < 10_000 else amount(conn.last_size)}"
            if conn.last_size
            else " → EOF"
        )
    return [(fit(call, width), "dim" if conn.over else "warn" if conn.last_error == "EAGAIN" and conn.full else "text")]


def for_cell(conn: Connection, _name: str, width: int, now: int, *_: int) -> list[Part]:
    """How long since its last call."""
    return [(fit(age(now - conn.last_at) if conn.last_at else "", width, align="right"), "dim")]


CELLS: dict[str, Cell] = {
    "fd": fd_cell,
    "client": client_cell,
    "state": state_cell,
    "watch": watch_cell,
    "ready": ready_cell,
    "outb": outb_cell,
    "kernel": kernel_cell,
    "echoed": echoed_cell,
    "in": in_cell,
    "rate": rate_cell,
    "last": last_cell,
    "for": for_cell,
}
