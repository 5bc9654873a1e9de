"""A connection as the cells of its row: pure functions from the ledger's numbers to text and role."""

from collections.abc import Callable

from connscope.connections import Connection, history
from connscope.events import UNKNOWN, process_of
from connscope.states import CONNECTING, LISTENING, OPENED, PEER_DONE, RESET
from connscope.stations import kernel_of
from connscope.text import cells, end_of, fit
from connscope.tui.look import PAUSED, STATES, Part
from connscope.tui.row_columns import Column
from connscope.units import age, amount, count, exact
from connscope.wording import LETTERS

DIRECTIONS = {"accepted": "←", "connected": "→"}
"""Who came to the program, and to whom it went."""

IDLE_NS = 2_000_000_000
"""A connection on which nothing has moved for so long is idle."""

TOP = 1 << 30
"""The end of a bar that has no bound: a gibibyte, by powers of two."""

SPARKS = " ▁▂▃▄▅▆"


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
        parts += CELLS[column.cell or column.key](conn, name, column.width, now, high_water, peak)
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


def peer_cell(conn: Connection, name: str, width: int, *others: int) -> list[Part]:
    """The same for a program that may connect as well: an arrow says who came to whom."""
    way = DIRECTIONS.get(conn.role, "") + " "
    if conn.role in ("accepted", "connected"):
        return [(way, "dim"), *client_cell(conn, name, width - cells(way), *others)]
    return [
        (
            fit(end_of(conn.address or conn.own, width) or conn.family or "no address", width),
            "dim" if conn.over else "text",
        )
    ]


def pid_cell(conn: Connection, _name: str, width: int, *_: int) -> list[Part]:
    """The process that has it."""
    return [(fit(str(process_of(conn.id)), width, align="right"), "dim")]


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
    "peer": peer_cell,
    "pid": pid_cell,
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
