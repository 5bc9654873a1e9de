"""Somebody's program, run on a terminal of its own, as a source: all its processes, and what it writes there.

It is started, ended and started anew here. Its terminal is read whenever it is drained.
"""

import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from connscope import events as ev
from connscope.events import Fact
from connscope.running.child import Child, Exit
from connscope.running.command import Options, Program
from connscope.running.console import Console
from connscope.running.surroundings import environment
from connscope.sources.door import Door
from connscope.sources.processes import Processes
from connscope.sources.stalls import StallWatch

SIZE = (80, 24)
READS = 16
"""Of 64 KiB each at most in one turn."""


class ProgramSource(Processes):
    """One run of a program after the other. OSError, with a sentence, from `start` if it cannot be had."""

    def __init__(
        self, program: Program, options: Options, run_dir: Path, base: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(run_dir, program.name, Door(run_dir))
        self.program, self.options = program, options
        self.base = os.environ if base is None else base
        self.console = Console()
        self.child: Child | None = None
        self.size = SIZE
        options.write(run_dir)
        self.stalls = StallWatch(lambda: list(self.processes.values()))

    @property
    def pid(self) -> int:
        """The process id of the program; 0 before it was started."""
        return self.child.pid if self.child is not None else 0

    def start(self) -> None:
        """Run it."""
        env = environment(self.run_dir, self.base)
        self.run_on()
        child = Child(self.program.argv, env, os.getcwd(), self.size)
        at = time.monotonic_ns()
        child.start()
        self.child = child
        self.begin(child.pid, self.program.command, at)
        if self.options.stacks:
            self.stalls.start()

    def restart(self) -> list[Fact]:
        """End it, and run it anew; answers the last facts of the run that is over."""
        facts = self.end_run()
        self.console = Console()
        self.start()
        return facts

    def end_run(self) -> list[Fact]:
        """End it, if it runs; answers the last facts, all at once."""
        at_most, self.at_most = self.at_most, 0
        try:
            return self.ended()
        finally:
            self.at_most = at_most

    def ended(self) -> list[Fact]:
        """Its last facts, once it is over."""
        facts = self.drain()
        if self.child is not None:
            ended = self.child.stop()
            self.end(*(ended or Exit(-1, "")))
            facts += self.drain()
            self.child.close()
            self.child = None
        return facts

    def drain(self) -> list[Fact]:
        """All facts since the last time; what it has written is on the console then."""
        if self.child is not None and self.exit is None and (ended := self.child.poll()) is not None:
            self.end(*ended)
        self.news += self.read_terminal()
        return super().drain()

    def read_terminal(self) -> list[Fact]:
        """Take what it has written; each whole line is a fact as well."""
        lines: list[str] = []
        if self.child is not None:
            for _ in range(READS):
                data = self.child.read()
                if not data:
                    break
                lines += self.console.feed(data)
            if self.exit is not None:
                lines += self.console.end()
        now = time.monotonic_ns()
        return [ev.Printed(now, line) for line in lines]

    def type_in(self, data: bytes) -> int:
        """Type into its terminal; answers how many bytes found room."""
        return self.child.write(data) if self.child is not None else 0

    def interrupt(self) -> None:
        """Press Ctrl-C there."""
        if self.child is not None:
            self.child.interrupt()

    def end_input(self) -> None:
        """Press Ctrl-D there."""
        if self.child is not None:
            self.child.end_of_input()

    def resize(self, columns: int, rows: int) -> None:
        """Give its terminal another size."""
        self.size = (columns, rows)
        if self.child is not None:
            with suppress(OSError):
                self.child.resize(columns, rows)

    def stop(self) -> None:
        """End the program, within a second."""
        self.stalls.stop()
        if self.child is not None:
            self.child.stop()
            self.child.close()
            self.child = None
        super().stop()
