"""The columns of the table of connections: which fit, how wide they are, and what heads them. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from connscope.text import fit
from connscope.tui.look import Part


class Column(NamedTuple):
    """One column: what heads it, how wide it is, on which side its text stands, and how far off the next one is."""

    key: str
    title: str
    width: int
    right: bool = False
    gap: int = 2
    cell: str = ""
    """By what each cell is drawn, a key of `CELLS`; empty: by the column's own."""


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

PID = Column("pid", "pid", 7, True)
PEERS: dict[str, Column] = {
    "client": CLIENT._replace(title="peer", cell="peer"),
    "echoed": ECHOED._replace(title="out"),
}
"""What two of them are for somebody's own program, which may connect as well, and need not be an echo server."""

ARROW = 2
"""Cells for who came to whom."""

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


def columns_of_program(width: int, *, pids: bool) -> list[Column]:
    """The same for somebody's own program; in which process each socket is, if there are several."""
    width -= pids * (PID.width + PID.gap)
    arrow = ARROW if width >= size_of(ALWAYS) + ARROW else 0
    columns = [as_of_program(column, arrow) for column in columns_for(width - arrow)]
    return [columns[0], PID._replace(gap=columns[0].gap), *columns[1:]] if pids else columns


def as_of_program(column: Column, arrow: int) -> Column:
    """What that column is there; that of the peers is wider, if there is room."""
    other = PEERS.get(column.key)
    wider = arrow if column.key == "client" else 0
    return column if other is None else column._replace(title=other.title, cell=other.cell, width=column.width + wider)


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
