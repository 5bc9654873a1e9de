"""The processes that a program started and in which no probe is: each is told of once, and why it cannot be seen.

Looked for in `/proc` once a second. A process that was started and has ended in between is never noticed; one whose
parent has ended meanwhile is known by its session, or by the run directory in its environment. Linux only.
"""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from connscope import procfs
from connscope.events import Unwatched
from connscope.text import visible

LOOK_NS = 1_000_000_000
COMMAND_LIMIT = 200
KERNEL = 2
"""The parent of the kernel's own threads."""
CHECKED = (2, 6, 12)
"""At which looks it is found out whether one can be seen: more than once, for it may have become another program. A
Python that has not begun yet is given until the second of them."""
PYTHON = re.compile(rb"python|pypy")
VERSION = re.compile(rb"(?:python|pypy)(\d+)\.(\d+)")
OLDEST = (3, 9)
LAST_REASON = "it did not load the probe"
WITH_VALUE = b"WX"
"""Options of Python's that may have a value in the next word."""
ENDS_OPTIONS = b"cm"


class Descendants:
    """Those of one process."""

    def __init__(self, program: str, pid: int, run_dir: Path) -> None:
        self.program, self.run_dir = program, run_dir
        self.known: dict[int, bool] = {}
        """All processes of the system: whether they are of the program's."""
        self.family: dict[int, int] = {pid: 0}
        """Of those that are, in how many looks they were seen; the program itself is not looked at."""
        self.strange: set[int] = set()
        """Those that were new at the last look, and not of the program's."""
        self.sessions: set[int] = set()
        """Those that one of them began."""
        self.root = pid
        self.told: set[int] = set()
        self.looked_at = -LOOK_NS

    def look(self, now: int) -> list[Unwatched]:
        """Who cannot be seen, and was not told of."""
        if sys.platform != "linux" or now < self.looked_at + LOOK_NS:
            return []
        self.looked_at = now
        self.meet()
        found = []
        for pid, looks in self.family.items():
            if (
                looks in CHECKED
                and pid != self.root
                and pid not in self.told
                and (why := self.why(pid, looks > CHECKED[0]))
            ):
                self.told.add(pid)
                found.append(Unwatched(now, self.program, pid, command(pid), why))
        return found

    def meet(self) -> None:
        """Who is there now. Of a process that was there at the last look it is known whose it is."""
        before, self.known = self.known, {}
        present = procfs.processes()
        self.known = {pid: before[pid] for pid in present if pid in before}
        # Looked at twice, for at first one may still be what it was forked from.
        for pid in sorted(({*present} - before.keys()) | {pid for pid in self.strange if pid in self.known}):
            self.known[pid] = self.is_of_it(pid)
        self.strange = {pid for pid in present if pid not in before and not self.known[pid]}
        self.family = {pid: self.family.get(pid, 0) + 1 for pid, is_its in self.known.items() if is_its}
        self.told &= self.family.keys()

    def is_of_it(self, pid: int) -> bool:
        """Whether the program started it, perhaps by others."""
        stat = procfs.stat(pid)
        if stat is None or KERNEL in (pid, stat.parent) or pid == os.getpid():
            return False
        known = pid == self.root or self.known.get(stat.parent, False) or stat.session in self.sessions
        if known and stat.session == pid:
            self.sessions.add(pid)
        return known or self.has_run_dir(pid)

    def has_run_dir(self, pid: int) -> bool:
        """Whether its environment is as we have made it."""
        return os.fsencode(f"CONNSCOPE_RUN={self.run_dir}") in procfs.environment(pid)

    def why(self, pid: int, had_time: bool = True) -> str:
        """Why it cannot be seen; empty if it can, or is over, or had no time to begin."""
        stat, maps = procfs.stat(pid), procfs.maps(pid)
        if stat is None or stat.state in b"ZX" or os.fsencode(f"{self.run_dir}/{pid}-") in maps:
            return ""
        if (self.run_dir / f"{pid}.why").exists():  # its probe could not begin, and has said so itself
            return ""
        return next(self.reasons(pid, maps), LAST_REASON if had_time else "")

    def has_outgrown(self, pid: int, ring: Path) -> bool:
        """Whether it was told of, and that file is what it had before: it has become another program since."""
        return pid in self.told and os.fsencode(ring) not in procfs.maps(pid)

    def reasons(self, pid: int, maps: bytes) -> Iterator[str]:
        """Whatever keeps a probe out, the strongest first."""
        if procfs.owner(pid) != os.geteuid() and not maps:
            yield "it belongs to another user"
        path = os.fsencode(procfs.executable(pid))
        if not PYTHON.search(os.path.basename(path)) and b"libpython" not in maps:
            yield "it is no Python"
        version = VERSION.search(os.path.basename(path)) or VERSION.search(maps)
        if version is not None and (int(version[1]), int(version[2])) < OLDEST:
            yield "it is an older Python than 3.9"
        if letters := options(procfs.words(pid)) & frozenset(b"IES"):
            yield f"it was started isolated (-{''.join(sorted(map(chr, letters)))})"
        if not self.has_run_dir(pid):
            yield "it has an environment of its own, without CONNSCOPE_RUN"


def command(pid: int) -> str:
    """As it would be typed, on one line."""
    return visible(b" ".join(procfs.words(pid)), COMMAND_LIMIT)


def options(words: list[bytes]) -> frozenset[int]:
    """The letters of the options with which a Python was started."""
    letters: set[int] = set()
    rest = iter(words[1:])
    for word in rest:
        if not word.startswith(b"-") or word in (b"-", b"--"):
            break
        if word.startswith(b"--"):
            continue
        for at, letter in enumerate(word[1:], 2):
            if letter in ENDS_OPTIONS:
                return frozenset(letters)
            if letter in WITH_VALUE:
                if at == len(word):
                    next(rest, None)
                break
            letters.add(letter)
    return frozenset(letters)
