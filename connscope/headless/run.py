"""`connscope run --headless`: somebody's program on our own streams, and what it did, in a file or at the end.

The program must not notice: its streams are ours, its end is ours. What it does is drained by the beat of one thread,
which waits for nothing but the program; a file that takes no more costs facts and never holds anybody up.
"""

import os
import signal
import sys
import time
from pathlib import Path

import msgspec

from connscope.events import UNKNOWN
from connscope.headless.account import Account
from connscope.headless.direct import Direct, end_as
from connscope.headless.output import Output
from connscope.headless.transcript import Json
from connscope.running.command import Options, Program, Unusable
from connscope.running.surroundings import environment, remove, run_directory
from connscope.sources.processes import Processes
from connscope.text import shown, visible

BEAT_SECONDS = 0.02
IDLE_BEAT_SECONDS = 0.2
"""When the last beat brought nothing."""

LAST_TAKES = 50
"""What the program has left behind is taken at once, if nothing is wrong with it."""

UNWATCHED = "the program was not watched: its Python did not take up the probe, as with -I, -E or -S"

LINE_CELLS = 400
"""Of the lines in the end: they name paths and commands."""


def run(program: Program, options: Options, events: str | None) -> int:
    """Run it to its end; answers its exit code, or ends as it did. Raises `Unusable` before anything runs."""
    fd = opened(events, program) if events is not None else None
    child = Direct()
    run_dir = run_directory()
    try:
        options.write(run_dir)
        report = Report(program, fd)
        processes = Processes(run_dir, program.name)
        try:
            code = watched(child, program, processes, report)
        finally:
            processes.stop()
    finally:
        remove(run_dir)
    report.end(child, left_by(child.pid, processes))
    return end_as(code)


def watched(child: Direct, program: Program, processes: Processes, report: "Report") -> int:
    """Its whole life; answers its exit code, or minus the signal that ended it."""
    at = time.monotonic_ns()
    try:
        child.start(program.argv, environment(processes.run_dir, os.environ))
    except OSError as error:
        raise Unusable(f"{shown(program.argv[0])} cannot be started: {(error.strerror or '').lower()}") from None
    processes.begin(child.pid, program.command, at)
    code = child.follow(lambda: report.beat(processes))
    processes.end(*(UNKNOWN, signal.Signals(-code).name) if code < 0 else (code, ""))
    for _ in range(LAST_TAKES):
        child.wait_until(report.is_ready, BEAT_SECONDS)
        report.take(processes)
        if not processes.running:
            break
    return code


def left_by(pid: int, processes: Processes) -> set[str]:
    """The kinds of file that the probe of one process has left: `.ring`, or `.why` if it could not begin."""
    files = [Path(name) for name in processes.seen]
    return {file.suffix for file in files if file.stem.partition("-")[0] == str(pid)}


def opened(events: str, program: Program) -> int:
    """The file for the facts, empty. Raises `Unusable`."""
    if events == "-":
        raise Unusable("standard output is the program's: name a file after --events")
    try:
        if program.path is not None and os.path.exists(events) and os.path.samefile(events, program.path):
            raise Unusable(f"{shown(events)} is the program itself: name another file after --events")
        return os.open(events, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    except OSError as error:
        raise Unusable(f"{shown(events)} cannot be written: {(error.strerror or '').lower()}") from None


class Report:
    """What is told of the program: every fact in a file, or an account in the end."""

    def __init__(self, program: Program, fd: int | None) -> None:
        self.program = program
        self.account = Account()
        self.json = Json("utf-8")
        self.file = None if fd is None else Output(fd)
        if self.file is not None:
            self.file.put(msgspec.json.encode({"connscope": 1, "run": program.command}) + b"\n")

    def is_ready(self) -> bool:
        """Whether all that was told is written."""
        return self.file is None or not self.file.busy

    def beat(self, processes: Processes) -> float:
        """Take what there is; answers in how many seconds to come again."""
        return BEAT_SECONDS if not self.is_ready() or self.take(processes) else IDLE_BEAT_SECONDS

    def take(self, processes: Processes) -> bool:
        """Tell what has happened; answers whether anything had."""
        facts = processes.drain()
        if self.file is None:
            self.account.add(facts)
        else:
            self.file.put(self.json.lines(facts))
        return bool(facts)

    def end(self, child: Direct, left: set[str]) -> None:
        """Say the rest on stderr, when the program has said everything, and its probe has left files of these kinds."""
        if not left:
            say(UNWATCHED)
        if self.file is None:
            for line in self.account.lines(self.program.name if ".ring" in left else ""):
                say(line)
            return
        self.file.finish()
        child.wait_until(lambda: self.file is None or not self.file.thread.is_alive(), BEAT_SECONDS)
        if self.file.error is not None:
            say(f"the events could not all be written: {(self.file.error.strerror or '').lower()}")


def say(line: str) -> None:
    """A line on stderr, if there is one."""
    if sys.stderr is not None:
        try:
            print(f"connscope: {visible(line, LINE_CELLS)}", file=sys.stderr, flush=True)
        except OSError:
            return
