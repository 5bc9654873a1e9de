"""A program in a process of its own, behind a gate: a test tells it what to do, and waits for its stops."""

import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from connscope import events as ev
from connscope.connections import Program
from connscope.events import Fact, Held
from connscope.ledger import Ledger
from connscope.sources.door import Door
from connscope.sources.processes import Processes
from connscope.wishes import Breakpoint, GateWish, Go, SetBreakpoints
from tests.sources.watched import PROGRAMS, environment

OBEYS = str(PROGRAMS / "obeys.py")
NAME = "guest"
PATIENCE_SECONDS = 30

_moment = threading.Event()


class Gated:
    """One run of it, and every fact that was told."""

    def __init__(self, folder: Path, *words: str, **options: object) -> None:
        self.source = Processes(folder, NAME, Door(folder))
        self.ledger = Ledger()
        self.facts: list[Fact] = []
        self.since = 0
        """How many facts there were when something was wished last."""
        self.output = b""
        pipe, env = subprocess.PIPE, environment(folder, **options)
        self.process = subprocess.Popen([sys.executable, *words], env=env, stdin=pipe, stdout=pipe, stderr=pipe)
        self.source.begin(self.process.pid, "")

    def look(self) -> None:
        """Take in the news."""
        for fact in self.source.drain():
            self.facts.append(fact)
            self.ledger.apply(fact)

    def until(self, condition: Callable[[], object]) -> None:
        """Look until this is so."""
        patience = time.monotonic() + PATIENCE_SECONDS
        self.look()
        while not condition():
            assert time.monotonic() < patience, ("it does not come about", self.story()[-20:])
            _moment.wait(0.001)
            self.look()

    def story(self) -> list[Fact]:
        """What has happened, but for the time that passed."""
        return [fact for fact in self.facts if not isinstance(fact, ev.CpuSampled)]

    def wish(self, wish: GateWish) -> None:
        """From now on only what comes of it is looked at."""
        self.look()
        self.since = len(self.facts)
        self.source.do(wish)

    def points(self, *points: Breakpoint) -> None:
        """Stop at these, and no others."""
        self.wish(SetBreakpoints(points))

    @property
    def program(self) -> Program:
        """As the ledger has it."""
        return self.ledger.programs[NAME]

    def stops(self) -> list[Held]:
        """Those since something was wished last."""
        return [fact for fact in self.facts[self.since :] if isinstance(fact, Held)]

    def stop(self, wish: GateWish | None = None, threads: int = 1) -> Held:
        """Where it stands, once so many threads do; after this wish, if there is one."""
        if wish is not None:
            self.wish(wish)
        self.until(lambda: len(self.program.standing) >= threads and len(self.stops()) >= threads)
        return self.stops()[-1]

    def stop_of_another(self) -> str:
        """The name of another process of it, once that stands."""
        others = [NAME]

        def stands() -> bool:
            others[1:] = [name for name, program in self.ledger.programs.items() if name != NAME and program.standing]
            return len(others) > 1

        self.until(stands)
        return others[1]

    def stepped(self, wish: GateWish) -> tuple[str, bytes, bool]:
        """The next stop: the call, what is to be sent, and whether it has been made."""
        held = self.stop(wish)
        return held.call, held.head, held.after

    # What it is told.

    def say(self, line: str) -> None:
        """Have it do this."""
        assert self.process.stdin is not None
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def answer(self) -> str:
        """What it says next, while it is looked after; all that it did before is told then."""
        assert self.process.stdout is not None
        fd = self.process.stdout.fileno()

        def said() -> bool:
            if select.select([fd], [], [], 0)[0]:
                self.output += os.read(fd, 4096)
            return b"\n" in self.output

        self.until(said)
        line, _, self.output = self.output.partition(b"\n")
        self.look()
        return line.decode()

    def does(self, line: str) -> str:
        """What comes of this."""
        self.say(line)
        return self.answer()

    def ends(self) -> tuple[int, str]:
        """Its exit code, and what it wrote on standard error."""
        assert self.process.stdin is not None
        assert self.process.stderr is not None
        self.process.stdin.close()
        self.until(lambda: self.process.poll() is not None)
        return self.process.returncode, self.process.stderr.read().decode()

    def close(self) -> None:
        """End it, whatever it is at; who was forked from it may have its pipes still."""
        self.source.stop()
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert pipe is not None
            with suppress(BrokenPipeError):
                pipe.close()


@contextmanager
def gated(folder: Path, *words: str, **options: object) -> Iterator[Gated]:
    """A program of one's own."""
    it = Gated(folder, *words, **options)
    try:
        yield it
    finally:
        it.close()


@contextmanager
def obeying(folder: Path, **options: object) -> Iterator[Gated]:
    """One that does what it is told."""
    with gated(folder, OBEYS, **options) as it:
        assert it.answer() == "ready"
        yield it


def left_alone(it: Gated) -> None:
    """Nothing is asked of it, and everybody runs."""
    it.points()
    it.wish(Go())
    it.until(lambda: not it.program.standing)


def calls(facts: list[Fact]) -> list[str]:
    """The names of the kinds of these facts that tell of calls on sockets."""
    return [type(fact).__name__ for fact in facts if isinstance(fact, ev.CallFact)]
