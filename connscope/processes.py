"""How facts about whole programs are folded into the picture: their processes, and where their threads stand still.

And what is told of a connection besides its calls: who waits for it, whether it is TLS, and what only the kernel saw.
"""

from typing import Any

from connscope import events as ev
from connscope.connections import Program, note
from connscope.events import process_of
from connscope.hands import Hands
from connscope.states import CLOSED

PROGRAMS_KEPT = THREADS_KEPT = 100
HITS_KEPT = 1_000
STEPS_KEPT = 32
UNSEEN_KEPT = 1_000


class Processes(Hands):
    """A picture whose programs grow by facts. A method folds one kind of fact each."""

    def started(self, fact: ev.Started) -> None:
        """A program runs, perhaps again."""
        if self.programs.pop(fact.program, None) is not None and fact.pid and not fact.parent:
            self.begin_anew()
        program = self.program_of(fact)
        program.address, program.pid, program.parent, program.command = (
            fact.address, fact.pid, fact.parent, fact.command,
        )  # fmt: skip

    def ended(self, fact: ev.Ended) -> None:
        """A program's thread is over."""
        program = self.program_of(fact)
        program.ended_at, program.error, program.standing, program.waiting = fact.at, fact.error, {}, {}
        program.code, program.signal = fact.code, fact.signal
        if program.pid:
            self.end_all_of(program.pid, fact.at)

    def end_all_of(self, pid: int, at: int) -> None:
        """A process is over: its kernel has closed what it left open, and nothing of its sleeps any more."""
        left = [conn.id for conn in self.connections.values() if process_of(conn.id) == pid and not conn.over]
        for conn in filter(None, map(self.connections.to_change, left)):
            note(conn, "still open when its process ended")
            conn.lost = max(0, conn.outb)
            self.enter(conn, CLOSED, at)
        loops = [loop.id for loop in self.loops.values() if process_of(loop.id) == pid]
        for loop in filter(None, map(self.loops.to_change, loops)):
            loop.asleep_since, loop.ready, loop.ended = 0, [], True

    def held(self, fact: ev.Held) -> None:
        """A program's thread stands still."""
        program = self.program_of(fact)
        program.standing = {**program.standing, fact.thread: fact}
        if len(program.standing) > THREADS_KEPT:
            program.standing = dict(list(program.standing.items())[1:])
        if fact.point:
            self.hits[fact.point] = self.hits.get(fact.point, 0) + 1
            keep(self.hits, HITS_KEPT)

    def released(self, fact: ev.Released) -> None:
        """It goes on."""
        program = self.program_of(fact)
        program.standing = {thread: held for thread, held in program.standing.items() if thread != fact.thread}

    def waiting(self, fact: ev.Waiting) -> None:
        """A thread waits in a call, or has come back from it."""
        program = self.program_of(fact)
        others = {thread: other for thread, other in program.waiting.items() if thread != fact.thread}
        program.waiting = {**others, fact.thread: fact} if fact.call and len(others) < THREADS_KEPT else others

    def unwatched_process(self, fact: ev.Unwatched) -> None:
        """A process that cannot be seen."""
        self.unwatched.pop(fact.pid, None)
        self.unwatched[fact.pid] = fact
        keep(self.unwatched, PROGRAMS_KEPT)

    def sampled(self, fact: ev.CpuSampled) -> None:
        """What its thread has cost so far."""
        program = self.program_of(fact)
        program.cpu, program.cpu_at = fact.cpu, fact.at

    def unseen_(self, fact: ev.Unseen) -> None:
        """The kernel counted what no call told of. Without a reason: it was told of after all."""
        self.unseen.pop((fact.program, fact.conn), None)
        if fact.why:
            self.unseen[fact.program, fact.conn] = fact
            keep(self.unseen, UNSEEN_KEPT)
        conn = self.connections.to_change(fact.conn)
        if conn is not None:
            conn.unseen = (fact.bytes_in, fact.bytes_out)

    def secured(self, fact: ev.Secured) -> None:
        """It is TLS from now on."""
        conn = self.connections.to_change(fact.conn)
        if conn is not None:
            conn.secured = fact.protocol

    def awaiting(self, fact: ev.Awaiting) -> None:
        """One step of who waits for it; the first begins a chain anew. Of no steps: nobody does any more."""
        conn = self.connections.to_change(fact.conn)
        if conn is not None and fact.step < STEPS_KEPT:
            conn.awaits = () if not fact.steps else (*conn.awaits[: fact.step], fact) if fact.step else (fact,)

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
