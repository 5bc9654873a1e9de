"""Where loops stalled, as lines of a page: pure functions to text and role."""

from dataclasses import dataclass

from connscope.events import Place
from connscope.loops import nameless
from connscope.tui.columns import filled, laid_out, titled
from connscope.tui.grouping import Grouping
from connscope.tui.look import Part
from connscope.tui.row_columns import Column
from connscope.tui.stalling import lasting
from connscope.tui.view import View
from connscope.units import age, count, duration, exact

MARK = Column("mark", "", 1, gap=1)
TIMES = Column("times", "times", 6, True)
LONGEST = Column("longest", "longest", 8, True)
TOTAL = Column("total", "in all", 8, True)
LAST = Column("last", "last", 5, True)
PLACE = Column("place", "it was at", 22)
WHAT = Column("what", "what ran", 14)
COLUMNS = (MARK, TIMES, LONGEST, TOTAL, LAST, PLACE, WHAT)
YIELDING = (TOTAL, LAST)
ROOMY = 90
WIDE_PLACE = 36
"""Cells for the place where there is room."""

WORDS = {
    "times": "how often a loop did not come back to select() for long, there and because of that",
    "longest · in all": "how long that took at most, and all of them together: meanwhile nobody was served",
    "last": "how long ago the last one was over",
    "it was at": "where the loop's thread was while it lasted",
    "what ran": "the task or callback; several tasks that did the same are told without their numbers",
    "▲": "it lasts",
}


@dataclass(frozen=True)
class Stall:
    """Those of one kind at one place, and whether one of them goes on."""

    what: str
    place: Place
    times: int = 0
    longest: int = 0
    total: int = 0
    last_at: int = 0
    lasting: int = 0
    """For so long by now; 0: it is over."""


def rows(view: View) -> list[Stall]:
    """What goes on first, then the longest, then the latest."""
    found = {key: Stall(*stalls) for key, stalls in view.ledger.stalls.items()}
    for stall, lasts in lasting(view):
        key = nameless(stall.what), stall.place
        before = found.get(key, Stall(stall.what, stall.place))
        found[key] = Stall(
            before.what, before.place, before.times + 1, max(before.longest, lasts), before.total + lasts, 0, lasts
        )
    return sorted(found.values(), key=lambda it: (-it.lasting, -it.longest, -it.last_at))


def key_of(it: Stall) -> tuple[str, Place]:
    """By which it is the same one at the next look."""
    return nameless(it.what), it.place


def columns_for(width: int) -> list[Column]:
    """Those that fit; where there is room a place is told in full."""
    place = PLACE._replace(width=WIDE_PLACE) if width >= ROOMY else PLACE
    return laid_out([place if each is PLACE else each for each in COLUMNS], YIELDING, width)


def head(width: int) -> list[Part]:
    """What the columns are."""
    return titled(columns_for(width))


def where(it: Stall, view: View) -> str:
    """Where the thread was, as far as that is known."""
    return view.shown(it.place) or "nobody looked where"


def line(it: Stall, view: View, width: int) -> list[Part]:
    """One kind of them."""
    cells: dict[str, Part] = {
        "mark": ("▲" if it.lasting else "", "mark"),
        "times": (f"{count(it.times)} ×", "strong"),
        "longest": (duration(it.longest), "mark" if it.lasting else "text"),
        "total": (duration(it.total), "dim"),
        "last": ("now" if it.lasting else age(view.now - it.last_at), "dim"),
        "place": (where(it, view), "text"),
        "what": (it.what or "not known", "text" if it.what else "dim"),
    }
    return filled(columns_for(width), cells)


def summary(it: Stall, view: View) -> str:
    """All in one line: `3 × · longest 512 ms · app.py:33 · Task-5 handle()`."""
    return " · ".join(
        filter(None, [f"{exact(it.times)} ×", f"longest {duration(it.longest)}", where(it, view), it.what])
    )


def told(it: Stall, view: View) -> list[list[Part]]:
    """The one under the cursor in full, and what it means."""
    lines: list[list[Part]] = [[(summary(it, view), "text")]]
    if it.lasting:
        return [*lines, [("▲ ", "mark"), (f"it has lasted {duration(it.lasting)}: meanwhile nobody is served", "text")]]
    return [*lines, [(f"for {duration(it.total)} in all nobody else was served by that loop", "dim")]]


def total(found: list[Stall], _: View) -> str:
    """All of them together."""
    times = sum(it.times for it in found)
    return f"{exact(times)} stall{'s' * (times != 1)}" if found else ""


STALLS = Grouping(
    name="stalls",
    title="Where loops stalled",
    rows=rows,
    key_of=key_of,
    head=head,
    line=line,
    told=told,
    copied=summary,
    total=total,
    empty="No loop has stalled: each came back to select() in time. One that does not is told of in the top line.",
    enter=("source", "Show the line where the thread was."),
    words=WORDS,
)
