"""How facts about loops are folded into the picture.

A loop is one selector: when its thread slept and woke, and who was ready then. It knows no call on a socket.
"""

import re
from typing import Any

import msgspec

from connscope import events as ev
from connscope.connections import Loop, Stalls
from connscope.events import NOWHERE, ConnId, Place
from connscope.processes import Processes, keep

LOOPS_KEPT = 100
STALLS_KEPT = 200

NUMBERED = r"\bTask-\d+\b ?"
"""What each task is called that nobody has given a name: those that do the same are one, for us."""

WRITE = 2


class Loops(Processes):
    """A picture whose loops grow by facts. A method folds one kind of fact each."""

    def woke(self, fact: ev.Woke) -> None:
        """`select()` answered."""
        loop = self.loop_of(fact, fact.place)
        loop.asleep_since, loop.slept, loop.woke_at, loop.timeout = 0, fact.slept, fact.at, fact.timeout
        self.answer(loop, fact.ready)
        loop.ready = fact.ready

    def idled(self, fact: ev.Idled) -> None:
        """The loop went round for nothing: each answer was the one before, also after a sleep."""
        loop = self.loop_of(fact, fact.place)
        if loop.asleep_since:
            self.answer(loop, loop.ready)
        loop.asleep_since, loop.slept, loop.woke_at = 0, fact.slept, fact.at

    def asleep(self, fact: ev.Asleep) -> None:
        """The thread sleeps in `select()`: nothing is ready."""
        loop = self.loop_of(fact, NOWHERE)
        loop.asleep_since, loop.timeout = fact.at, fact.timeout
        self.answer(loop, [])

    def loop_of(self, fact: Any, place: Place) -> Loop:
        """The loop of a fact, with the totals that the fact carries; its calls count where it stands in the source."""
        loop = self.loops.to_change(fact.loop)
        if loop is None:
            loop = self.loops.begin(fact.loop, Loop(fact.loop))
            keep(self.loops, LOOPS_KEPT)
        if place != NOWHERE:
            loop.place = place
        if (loops := getattr(fact, "loops", 0)) > loop.loops:
            self.count(loop.place, loops - loop.loops)
            loop.loops, loop.idle = loops, fact.idle
        return loop

    def answer(self, loop: Loop, ready: list[tuple[ConnId, int]]) -> None:
        """Say of each connection what it is ready for. Of those that were, the program has done all that it did.

        What it received is in `outb` by now, if it goes there; and what is there has no room in the kernel, if WRITE is
        watched and not the answer.
        """
        connections, owing = self.connections, []
        edition = connections.edition
        for conn_id, _ in loop.ready:
            conn = connections.get(conn_id)
            if conn is None:
                continue
            if conn.edition is not edition:
                conn = connections.own(conn_id, conn)
            conn.ready = 0
            if conn.echoes and conn.role == "accepted":
                conn.outb = conn.bytes_in - conn.bytes_out
            if conn.watch & WRITE and conn.outb > 0:
                owing.append(conn)
        for conn_id, mask in ready:
            conn = connections.get(conn_id)
            if conn is not None:
                if conn.edition is not edition:
                    conn = connections.own(conn_id, conn)
                conn.ready = mask
        for conn in owing:
            if not conn.ready & WRITE:
                self.fill(conn, True)

    def loop_ended(self, fact: ev.LoopEnded) -> None:
        """The selector is closed: it watches nothing any more."""
        loop = self.loops.to_change(fact.loop)
        if loop is not None:
            self.answer(loop, [])
            loop.asleep_since, loop.ready, loop.ended = 0, [], True
        watched = [conn.id for conn in self.connections.values() if conn.loop == fact.loop]
        for conn in filter(None, map(self.connections.to_change, watched)):
            conn.watch = conn.ready = 0
            if conn.role in ("pair", "other"):
                self.forget(conn.id)

    def stalled(self, fact: ev.Stalled) -> None:
        """A loop does not come back to `select()`; told while it lasts, and when it is over."""
        loop = self.loop_of(fact, NOWHERE)
        if fact.over:
            loop.stalls += 1
            before = loop.stall
            if before is not None and not before.over and fact.place == NOWHERE:
                fact = msgspec.structs.replace(fact, place=before.place, what=before.what)
            self.count_stall(fact)
        loop.stall = fact

    def count_stall(self, fact: ev.Stalled) -> None:
        """One more of its kind, which comes last; of too many kinds the one goes that was told of longest ago."""
        self.stall_count += 1
        key = nameless(fact.what), fact.place
        before = self.stalls.pop(key, Stalls(fact.what, fact.place, 0, 0, 0, 0))
        self.stalls[key] = Stalls(
            fact.what if before.what == fact.what else key[0],
            fact.place,
            before.times + 1,
            max(before.longest, fact.lasted),
            before.total + fact.lasted,
            fact.at,
        )
        keep(self.stalls, STALLS_KEPT)


def nameless(what: str) -> str:
    """What ran, without the number of its task."""
    return re.sub(NUMBERED, "", what)
