"""Places in the source at which connections are made, as lines of a page: pure functions to text and role."""

from connscope.connections import Made
from connscope.events import Place
from connscope.origins import Origin, findings, is_leak, origins, summary
from connscope.text import end_of
from connscope.tui.columns import filled, laid_out, titled
from connscope.tui.grouping import Grouping
from connscope.tui.look import Part
from connscope.tui.row_columns import Column
from connscope.tui.view import View
from connscope.units import age, amount, count, exact

MARK = Column("mark", "", 1, gap=1)
OPEN = Column("open", "open", 6, True)
CLOSED = Column("closed", "closed", 6, True)
OLDEST = Column("oldest", "oldest", 6, True)
QUIET = Column("quiet", "quiet", 6, True)
IN = Column("in", "in", 6, True)
OUT = Column("out", "out", 6, True)
ROLE = Column("role", "are", 10)
PLACE = Column("place", "made at", 28)
COLUMNS = (MARK, OPEN, CLOSED, OLDEST, QUIET, IN, OUT, ROLE, PLACE)
YIELDING = (IN, OUT, QUIET, ROLE)
"""Those that go where there is little room, the first of them first."""

WORDS = {
    "open · closed": "how many of those made there are open, how many the program has closed; exact, since it began",
    "let go": "given up by the program without a close, and closed by Python: neither open nor closed",
    "oldest": "how long ago the oldest that is open was made",
    "quiet": "those that are open and on which nothing was called for a minute",
    "in · out": "bytes received and sent by those that are open",
    "are": "what most of them are; those that a library accepted stand where the program made what listens",
    "▲": "something is wrong with them: below it is said what",
}


def rows(view: View) -> list[Origin]:
    """What smells most comes first."""
    return origins(view.ledger, view.now)


def key_of(it: Origin) -> Made:
    """By which it is the same one at the next look."""
    return it.made


def shown(view: View, place: Place) -> str:
    """Where that is."""
    return view.shown(place) or "a place that is not known"


def head(width: int) -> list[Part]:
    """What the columns are."""
    return titled(laid_out(COLUMNS, YIELDING, width))


def line(it: Origin, view: View, width: int) -> list[Part]:
    """One place; what stands below the others because all is closed there is dim."""
    smells = any(findings(it, view.now))
    plain = "text" if it.open else "dim"
    leak = it.never_closes and is_leak(it.open, it.closed, it.oldest_at, view.now)
    cells: dict[str, Part] = {
        "mark": ("▲" if smells else "", "warn"),
        "open": (exact(it.open) if it.open < 100_000 else count(it.open), "strong" if it.open else "dim"),
        "closed": (exact(it.closed) if it.closed < 100_000 else count(it.closed), "warn" if leak else plain),
        "oldest": (age(view.now - it.oldest_at) if it.oldest_at else "", plain),
        "quiet": (exact(it.quiet) if it.quiet else "", "dim"),
        "in": (amount(it.bytes_in) if it.open else "", "dim"),
        "out": (amount(it.bytes_out) if it.open else "", "dim"),
        "role": (it.role, "dim"),
    }
    columns = laid_out(COLUMNS, YIELDING, width)
    cells["place"] = (end_of(shown(view, it.place), columns[-1].width), plain)
    return filled(columns, cells)


def told(it: Origin, view: View) -> list[list[Part]]:
    """The one under the cursor in full, and what is wrong with it."""
    place = shown(view, it.place) + (f" · {it.family}" if it.family else "")
    return [
        [(summary(it, place, view.now, open_then(view)), "text")],
        *([("▲ ", "warn"), (each, "text")] for each in findings(it, view.now)),
    ]


def copied(it: Origin, view: View) -> str:
    """The same for somebody else."""
    return "\n".join("".join(text for text, _ in parts) for parts in told(it, view))


def open_then(view: View) -> str:
    """What they are that the program has not closed: it may have ended, and then nothing of it is open any more."""
    return "open" if view.alive else "left open"


def total(found: list[Origin], view: View) -> str:
    """All of them together."""
    opened, closed = sum(it.open for it in found), sum(it.closed for it in found)
    places = f"{exact(len(found))} place{'s' * (len(found) != 1)}"
    return f"{places} · {exact(opened)} {open_then(view)} · {exact(closed)} closed"


ORIGINS = Grouping(
    name="origins",
    title="Where sockets were made",
    rows=rows,
    key_of=key_of,
    head=head,
    line=line,
    told=told,
    copied=copied,
    total=total,
    empty="No socket was made yet. Each place in the source that makes one gets a line here, and stays.",
    enter=("connections", "Show the connections that were made there, and no others."),
    words=WORDS,
)
