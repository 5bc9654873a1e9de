"""What is at hand at a moment that stands still: the last call, what each line came to, what is next.

Pure: the journal is looked through backwards from that moment, as far as the last answer of `select()`.
"""

from msgspec import Struct, field

from connscope.connections import Loop
from connscope.events import NOWHERE, Accepted, ConnId, Fact, Held, Place
from connscope.journal import Journal
from connscope.tui.sifting import ANSWERS, Stepped
from connscope.tui.view import View
from connscope.wording.moments import made

FAR_ENOUGH = 2_000
"""Facts that are looked through; other programs' are among them."""


class Standing(Struct):
    """One moment."""

    held: Held | None = None
    did: Fact | None = None
    """The last call that was made."""
    came: dict[Place, str] = field(default_factory=dict)
    """What each line's call came to, in the loop that goes on."""
    touched: list[ConnId] = field(default_factory=list)
    """The connections of its calls, the latest first."""
    sleeps_at: Place = NOWHERE
    """Where it is asleep in `select()`, if it is."""
    awaited_at: Place = NOWHERE
    """Where the program itself waits for what is done there in a library, if that is known."""
    is_past: bool = False
    next: Fact | None = None
    """The call that came then, where it is the past that is shown."""

    @property
    def moment(self) -> Held | Fact | None:
        """The call that is about to be made; where it is not held, the last that was made, if it is the past."""
        return self.held if self.held is not None else self.did if self.is_past else None

    @property
    def place(self) -> Place:
        """Where that stands in the source, or where it sleeps."""
        return getattr(self.moment, "place", self.sleeps_at)

    @property
    def shown_at(self) -> Place:
        """The line that is to be seen: the program's own, if there is one."""
        return self.awaited_at if self.awaited_at != NOWHERE else self.place

    @property
    def conn(self) -> ConnId:
        """The connection that it is on; 0 if on none."""
        return getattr(self.moment, "conn", 0)

    @property
    def is_before(self) -> bool:
        """Whether that call is still to be made."""
        return self.held is not None and not self.held.after

    @property
    def glyph(self) -> str:
        """What stands beside its line: it is about to be called, has been, is under way, or is only waited for."""
        if self.awaited_at != NOWHERE:
            return "◐"
        return "◍" if self.moment is None else "▶" if self.is_before else "▷"

    def served(self, loop: Loop | None) -> int:
        """Which one of those that are ready is being served, from 1; 0 if none is."""
        ready = [conn for conn, _ in loop.ready] if loop is not None else []
        if self.held is not None and self.held.call == "select":
            return 0 if self.held.after else len(ready)
        conns = ([self.held.conn] if self.held is not None else []) + self.touched
        return next((ready.index(conn) + 1 for conn in conns if conn in ready), 0)


def standing(view: View) -> Standing:
    """The moment that is shown."""
    it, stepped = Standing(view.held, is_past=not view.is_live), view.stepped_thread
    look_back(it, view.journal, view.travel.end, stepped)
    loop = view.ledger.loops.get(view.loop)
    if it.moment is None and loop is not None and loop.asleep_since:
        it.sleeps_at = loop.place
    it.awaited_at = view.awaited(it.place, it.conn)
    if it.is_past:
        it.next = look_on(view.journal, view.travel.end, stepped)
    return it


def look_back(it: Standing, journal: Journal, end: int, stepped: Stepped) -> None:
    """What was done, the latest first, as far as the last answer of `select()`, and not beyond the program's start."""
    for number in range(end - 1, max(journal.first, end - FAR_ENOUGH) - 1, -1):
        fact = journal[number]
        if stepped.begins(fact):
            return
        if not stepped.has_call(fact):
            continue
        it.did = it.did or fact
        if isinstance(fact, ANSWERS):
            return
        it.came.setdefault(fact.place, "→ " + (made(fact)[1] or "done"))  # type: ignore[attr-defined]
        it.touched.append(fact.listener if isinstance(fact, Accepted) else fact.conn)  # type: ignore[attr-defined]


def look_on(journal: Journal, end: int, stepped: Stepped) -> Fact | None:
    """What was done next."""
    if end < journal.first:  # what came next has been let go of
        return None
    numbers = range(end, min(journal.end, end + FAR_ENOUGH))
    return next((fact for number in numbers if stepped.has_call(fact := journal[number])), None)
