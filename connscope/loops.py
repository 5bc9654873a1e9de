"""How facts about loops and about the programs that run them are folded into the picture.

A loop is one selector: when its thread slept and woke, and who was ready then. It knows no call on a socket.
"""

from typing import Any

from connscope import events as ev
from connscope.connections import Loop, Program
from connscope.events import NOWHERE, ConnId, Place
from connscope.hands import Hands

LOOPS_KEPT = PROGRAMS_KEPT = 100
HITS_KEPT = 1_000

WRITE = 2


class Loops(Hands):
    """A picture whose loops and programs grow by facts. A method folds one kind of fact each."""

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
        if fact.loops > loop.loops:
            self.count(loop.place, fact.loops - loop.loops)
            loop.loops, loop.idle = fact.loops, fact.idle
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
            conn.full = conn.full or not conn.ready & WRITE

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

    def started(self, fact: ev.Started) -> None:
        """A program runs, perhaps again."""
        self.programs.pop(fact.program, None)
        self.program_of(fact).address = fact.address

    def ended(self, fact: ev.Ended) -> None:
        """A program's thread is over."""
        program = self.program_of(fact)
        program.ended_at, program.error, program.held = fact.at, fact.error, None

    def held(self, fact: ev.Held) -> None:
        """A program's thread stands still."""
        self.program_of(fact).held = fact
        if fact.point:
            self.hits[fact.point] = self.hits.get(fact.point, 0) + 1
            keep(self.hits, HITS_KEPT)

    def released(self, fact: ev.Released) -> None:
        """It goes on."""
        self.program_of(fact).held = None

    def sampled(self, fact: ev.CpuSampled) -> None:
        """What its thread has cost so far."""
        program = self.program_of(fact)
        program.cpu, program.cpu_at = fact.cpu, fact.at

    def program_of(self, fact: Any) -> Program:
        """The program of a fact."""
        program = self.programs.to_change(fact.program)
        if program is None:
            program = self.programs.begin(fact.program, Program(fact.program, started_at=fact.at))
            keep(self.programs, PROGRAMS_KEPT)
        return program


def keep(items: dict[Any, Any], limit: int) -> None:
    """Let go of the oldest beyond so many."""
    if len(items) > limit:
        del items[next(iter(items))]
