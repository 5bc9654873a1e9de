"""The gate's keeper in a process of its own: it decides as every keeper does, and hears of wishes from the ring file.

A thread that is to stand still visits the screen's door, and stands there as long as somebody is behind it: when that
one is gone, however it ended, every thread goes on, the flags are cleared and the breakpoints forgotten. Whoever
wishes sets flags, and whoever comes clears those that are not asked for.

Where a thread cannot stand still as usual:
- one that is at the gate already, in a signal's handler or a finaliser that interrupts it there, passes; in a handler
  or a finaliser that interrupts anything else it is held as everywhere;
- what a handler raises ends the stop, and comes out of the call, which has not been made;
- a handler of the program's at a fork is held as everywhere; the child of a fork begins with an open gate, whatever
  holds for its parent, and if it was made in the midst of a stop, that is over for it;
- a process that has no descriptor left for the visit is not held there;
- when the program has come to its end, daemon threads go on as well, and nobody is held any more.
"""

from __future__ import annotations

import os
from threading import Condition, get_ident

from .keeper import OPEN, PACES, Keeper, Visitor, Visitors
from .late import Late
from .points import KINDS, Moment, Point, Points
from .records import ANSWER
from .ringed import RingProbe
from .rows import Row
from .typed import Any, Callable, Dict, List, Optional, Set
from .visit import Visit
from .wished import Wish, Wished, first_wish

DOOR = "gate"
"""A socket in the run directory."""

VISITORS_KEPT = 1_000
NOTHING: Wish = {"mode": OPEN, "said": 0, "gone": 0, "pause": 0.0, "points": [], "look": [0, 0]}


class RemoteKeeper(Keeper):
    """Stands at the gate of all threads of this process. `stop` and `look` are for observed threads."""

    probe: RingProbe

    def __init__(self, probe: RingProbe, folder: str, late: Late) -> None:
        super().__init__(probe)
        self.folder, self.late = folder, late
        self.begin_anew()

    def begin_anew(self) -> None:
        """Here or in a forked child, in which nobody stands at the gate, and the screen has wished nothing so far."""
        self.turn = Condition()
        self.wanted = frozenset()
        self.mode, self.points, self.visitors = OPEN, Points(), Visitors()
        self.busy: Set[int] = set()
        """Threads that are at the gate: such a one is not held by what interrupts it there."""
        self.visits: Dict[int, Visit] = {}
        self.wished, self.last = Wished(self.probe.ring.memory), NOTHING
        self.probe.gate.told.clear()
        first = first_wish(self.folder)
        if first is not None:
            self.heed({**NOTHING, **first, "said": -1})
            self.last = NOTHING
        self.close()

    def about_to_fork(self) -> None:
        """No thread is about to begin a visit, of which the child would not know, until it is `undisturbed`."""
        self.turn.acquire()

    def undisturbed(self) -> None:
        """The fork is over."""
        self.turn.release()

    def forked(self) -> None:
        """In the child of a fork: let go of what the parent's threads wait with, and begin anew."""
        for visit in list(self.visits.values()):
            visit.leave()
        self.begin_anew()

    # What is wished.

    def see_to(self, call: int = ANSWER) -> None:
        """Take in what is wished, and clear flags that nobody asks for, if this is one."""
        if call in self.wanted and not self.wished.is_new():
            return
        with self.turn:
            while True:
                wish = self.wished.read()
                if wish is not None and not self.retired:
                    self.heed({**NOTHING, **wish})
                self.close()
                if not self.wished.is_new():  # else flags were cleared that have just been set
                    return

    def heed(self, wish: Wish) -> None:
        """Do as it says, as far as it says anything new."""
        before, self.last = self.last, wish
        self.points = Points(self.points_in(wish["points"]))
        if wish["said"] != before["said"]:
            self.pause = wish["pause"]
            other_pace = wish["mode"] in PACES and wish["mode"] != self.mode
            self.change(wish["mode"], go_on=wish["gone"] != before["gone"] or other_pace)
        conn, self.last = wish["look"][1], wish
        if wish["look"] != before["look"]:
            self.notes.quietly(lambda: self.probe.look(conn))
        self.close()

    def points_in(self, said: List[List[Any]]) -> List[Point]:
        """Breakpoints as a wish has them; those that are set already keep what they know."""
        wanted = [KINDS[kind](number, tuple(on) if type(on) is list else on) for kind, number, on in said]
        return [next(filter(each.same_as, self.points.points), each) for each in wanted]

    def give_up(self) -> None:
        """Nobody is behind the door any more: everybody goes on, and is held no more."""
        with self.turn:
            self.points = Points()
            self.wished.number = self.wished.latest()
            self.go()

    def retire(self) -> None:
        """Let everybody go on, and hold nobody ever again."""
        super().retire()
        for visit in list(self.visits.values()):
            visit.wake()

    # What happens at the gate. In the observed thread.

    def stop(self, call: int, row: Any, asked: Any = 0, given: Any = None) -> None:
        """As every keeper."""
        ident = get_ident()
        if self.retired or ident in self.busy:
            return
        try:
            self.busy.add(ident)
            self.see_to(call)
            super().stop(call, row, asked, given)
        finally:
            self.busy.discard(ident)

    def look(self, call: int, row: Row, asked: int, size: int, errno: int) -> None:
        """As every keeper."""
        ident = get_ident()
        if self.retired or ident in self.busy:
            return
        try:
            self.busy.add(ident)
            super().look(call, row, asked, size, errno)
        finally:
            self.busy.discard(ident)

    def wait(self, visitor: Visitor, at: Moment, asked: int, head: bytes, point: int, *, after: bool = False) -> None:
        """Stand still at the door until somebody behind it, or time, says go on."""
        ident = get_ident()
        try:
            with self.turn:
                if not self.begins(visitor, at, point):
                    return
                self.prune()
            visit = self.visit(ident)
            if visit is not None:
                self.held(visitor, visit, lambda: self.note(at, asked, head, point, after))
        finally:
            self.leave(ident, visitor)

    def note(self, at: Moment, asked: int, head: bytes, point: int, after: bool) -> None:
        """Write down where it stands, and what will be late for it."""
        seen = at.on or at.last
        if seen is not None:
            self.notes.quietly(lambda: self.late.tell(seen.conn))
        self.notes.held(at, asked, head, point, after)

    def held(self, visitor: Visitor, visit: Visit, note: Callable[[], None]) -> None:
        """From the word that it stands still to the word that it goes on."""
        try:
            note()
            self.tell(visit, ring=self.probe.ring.title, wish=self.wished.number)
            self.stand(visitor, visit)
        finally:
            self.notes.released()
            self.tell(visit)

    def visit(self, ident: int) -> Optional[Visit]:
        """A thread's visit to the door; None if that cannot be."""
        with self.turn:  # nobody forks meanwhile, so that whoever is forked knows of it
            visit = self.visits[ident] = Visit()
            if not visit.begin():
                return None
        if visit.come(os.path.join(self.folder, DOOR)):
            return visit
        self.give_up()
        return None

    def stand(self, visitor: Visitor, visit: Visit) -> None:
        """Do what the screen asks for, until it says go on."""
        while True:
            self.see_to()
            patience = self.patience(visitor)
            if visitor.may_go or self.retired or patience == 0:
                return
            said = visit.hear(patience)
            if said is None:
                if visit.sock is not None:
                    self.give_up()
                return
            for errand in said:
                self.notes.quietly(lambda errand=errand: self.probe.look(errand["look"]))  # type: ignore[misc]

    def tell(self, visit: Visit, **more: Any) -> None:
        """Tell at the door what was written down of this thread last, in case that it is overwritten."""
        *fields, head = self.probe.gate.told[self.probe.threads[get_ident()].index]
        visit.tell(record=[*fields, head.decode("latin-1")], **more)

    def leave(self, ident: int, visitor: Visitor) -> None:
        """It goes on."""
        visitor.since = 0.0
        visit = self.visits.pop(ident, None)
        if visit is not None:
            visit.leave()

    def prune(self) -> None:
        """Forget whoever has not come for long."""
        if len(self.visitors) > VISITORS_KEPT:
            for ident in [each for each, visitor in list(self.visitors.items()) if not visitor.since][
                : VISITORS_KEPT // 2
            ]:
                del self.visitors[ident]
