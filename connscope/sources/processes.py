"""All processes of one run as a source: each lays its ring file in the run directory, and is found there.

It starts and ends none of them. Whoever started the first one says so, and says how that ended.
"""

import os
import re
import struct
import time
from contextlib import suppress
from pathlib import Path

from connscope import events as ev
from connscope.events import ConnId, Fact
from connscope.probe.keeper import OPEN
from connscope.probe.wished import FIRST_WISH
from connscope.sources.child import ChildSource
from connscope.sources.descendants import Descendants
from connscope.sources.door import Door
from connscope.sources.merged import merged
from connscope.sources.remote_gate import Holding
from connscope.sources.ringfile import Unreadable
from connscope.text import visible
from connscope.wishes import ConnectionWish, GateWish, Wish

SETTLED_NS = 100_000_000
"""A directory that was changed so long ago was looked at whole."""
PATIENCE_NS = 1_000_000_000
"""A ring file that cannot be read after so long never will be."""
NAME = re.compile(r"[0-9]{1,10}(-[0-9]+\.ring|\.why)")
"""Of the files that are looked at; the first number is that of the process."""
WHY_CELLS = 200


class Processes:
    """Those whose ring files lie there. `name` is the first one's; the others have their process id besides."""

    def __init__(self, run_dir: Path, name: str, door: Door | None = None) -> None:
        """Without a door none of them is ever held."""
        self.run_dir, self.name, self.door = run_dir, name, door
        self.holding = Holding()
        """What holds at all their gates, and for those that are to come."""
        self.processes: dict[str, ChildSource] = {}
        """By their names those that were found and have not ended."""
        self.first = 0
        """The process id of the first one; 0: none was started."""
        self.descendants: Descendants | None = None
        """Whoever it started, once it was started itself."""
        self.exit: tuple[int, str] | None = None
        """The exit code and the signal of the first one, once they are known."""
        self.news: list[Fact] = []
        self.seen: set[str] = set()
        self.strange: dict[str, int] = {}
        """Files that could not be read, and since when."""
        self.looked_at = 0
        self.mourned = True
        self.at_most = 0
        """So many records of each are taken at once; 0: all that there are."""

    def begin(self, pid: int, command: str, at: int = 0) -> None:
        """The first one was started, at that moment: before it could do anything."""
        self.first, self.exit, self.mourned = pid, None, False
        self.descendants = Descendants(self.name, pid, self.run_dir)
        self.news.append(ev.Started(at or time.monotonic_ns(), self.name, "", pid, 0, visible(command, 200)))

    def end(self, code: int, signal: str) -> None:
        """The first one has ended so."""
        self.exit = (code, signal)

    @property
    def running(self) -> bool:
        """Whether the first one is there, and its end still to be told."""
        return not self.mourned

    def drain(self) -> list[Fact]:
        """All facts since the last time, oldest first."""
        over = self.exit is not None  # asked first: what it has done by then is all there to be read
        now = time.monotonic_ns()
        if self.door is not None:
            self.door.attend()
        self.find(now)
        for fact in self.descendants.look(now) if self.descendants is not None else ():
            self.news.append(fact)
            self.became_another(fact.pid)
        batches = [*(self.told_by(child, now, self.at_most) for child in self.processes.values()), self.news]
        self.news = []
        facts = merged([batch for batch in batches if batch] or [[]])
        for child in [child for child in self.processes.values() if not child.running]:
            del self.processes[child.name]
            self.forget(child)
        if over and not self.mourned and self.name not in self.processes and self.exit is not None:
            self.mourned = True
            facts.append(ev.Ended(now, self.name, "", *self.exit))
        return facts

    def do(self, wish: Wish) -> None:
        """What is wished at the gate of all, or of a connection. ValueError: it cannot be."""
        if isinstance(wish, GateWish):
            self.hold(wish)
        elif isinstance(wish, ConnectionWish) and (process := self.process_of(wish.conn)) is not None:
            process.do(wish)

    def hold(self, wish: GateWish) -> None:
        """What is wished at the gate, of those that are there and those that are to come."""
        self.holding.take(wish)
        self.leave_word()
        for child in self.processes.values():
            child.do(wish)

    def run_on(self) -> None:
        """Whatever begins from now on is not held, but at breakpoints."""
        self.holding.mode = OPEN
        self.leave_word()

    def leave_word(self) -> None:
        """For whatever begins from now on: it finds this before we find it."""
        if self.door is not None:
            new = self.run_dir / f"{FIRST_WISH}.new"
            with suppress(OSError):  # taken away, or full: then nothing can begin there that is watched
                new.write_bytes(self.holding.written())
                new.replace(self.run_dir / FIRST_WISH)

    def look(self, conn: ConnId) -> None:
        """Have it told what the program's `outb` for that connection holds."""
        if (process := self.process_of(conn)) is not None:
            process.look(conn)

    def process_of(self, conn: ConnId) -> ChildSource | None:
        """The one in which that connection lives, if it is there."""
        return next((child for child in self.processes.values() if child.row(conn) is not None), None)

    @property
    def is_behind(self) -> bool:
        """Whether there is more than the last drain has taken."""
        return any(child.is_behind for child in list(self.processes.values()))

    def told_by(self, child: ChildSource, now: int, at_most: int = 0) -> list[Fact]:
        """What one has done. Of a ring file that somebody has spoilt nothing more is told."""
        try:
            return child.drain(at_most)
        except (ArithmeticError, LookupError, TypeError, ValueError, struct.error) as error:
            child.running = False
            why = visible(f"its ring file is damaged: {error}", WHY_CELLS)
            end = [ev.Ended(now, child.name, "")] if child.has_life else []
            return [ev.Unwatched(now, self.name, child.pid, child.command, why), *end]

    def find(self, now: int) -> None:
        """Find the files that are new."""
        try:
            changed_at = os.stat(self.run_dir).st_mtime_ns
            if changed_at == self.looked_at and not self.strange:
                return
            # The system's clock for files stands still for some milliseconds: what comes within them changes nothing.
            self.looked_at = changed_at if time.time_ns() - changed_at > SETTLED_NS else 0
            new = [path for path in self.run_dir.iterdir() if path.name not in self.seen and NAME.fullmatch(path.name)]
        except OSError:  # somebody has taken it away
            return
        for path in sorted(new, key=changed):
            if path.suffix == ".ring":
                self.found(path, now)
            else:
                self.seen.add(path.name)
                self.news.append(self.unwatched(path, now))

    def found(self, path: Path, now: int) -> None:
        """A process has begun, or begun anew."""
        pid = pid_in(path)
        name = self.name if pid == self.first else f"{self.name}·{pid}"
        try:
            child = ChildSource(path, name, has_life=pid != self.first, door=self.door)
            if child.pid != pid:
                child.stop()
                raise Unreadable(f"it is that of process {child.pid}")
        except (OSError, Unreadable) as error:
            if now - self.strange.setdefault(path.name, now) > PATIENCE_NS:
                self.seen.add(path.name)
                self.strange.pop(path.name)
                why = visible(f"its ring file cannot be read: {error}", WHY_CELLS)
                self.news.append(ev.Unwatched(now, self.name, pid, "", why))
            return
        self.seen.add(path.name)
        self.strange.pop(path.name, None)
        before = self.processes.get(name)
        if before is not None:  # it has run another program in its place
            before.is_replaced = True
            self.news += self.told_by(before, now)
            self.forget(before)
        child.is_replaced = self.descendants is not None and self.descendants.has_outgrown(pid, path)
        self.processes[name] = child
        if child.gate is not None:
            child.gate.begin(self.holding)

    def became_another(self, pid: int) -> None:
        """It was forked, and then became a program in which no probe is: what it was born with is no longer its own."""
        for child in self.processes.values():
            child.is_replaced = child.is_replaced or child.pid == pid

    def unwatched(self, path: Path, now: int) -> ev.Unwatched:
        """A process whose probe could not begin."""
        return ev.Unwatched(now, self.name, pid_in(path), "", visible(beginning(path), WHY_CELLS))

    def forget(self, child: ChildSource) -> None:
        """Its last word has been told."""
        child.stop()
        with suppress(OSError):
            give_up(child.ring.path, keep_name=child.is_replaced)
        if child.pid != self.first and not child.is_replaced:
            self.seen.discard(child.ring.path.name)  # some time another process has the same number
        if self.door is not None:
            self.door.forget(child.ring.path.stem)
        self.looked_at = 0

    def stop(self) -> None:
        """Look no more; the processes go on, also those that were held."""
        if self.door is not None:
            self.door.close()
        for child in self.processes.values():
            child.stop()


def give_up(path: Path, *, keep_name: bool) -> None:
    """Have the file gone. If its name is kept, the process that still lives calls its next file by another."""
    if keep_name:
        empty = path.with_suffix(".taken")
        empty.touch()
        empty.replace(path)
    else:
        path.unlink(missing_ok=True)


def pid_in(path: Path) -> int:
    """The process that a file is of."""
    return int(path.name.partition(".")[0].partition("-")[0])


def changed(path: Path) -> int:
    """When it was changed; 0 if it has gone meanwhile."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def beginning(path: Path) -> bytes:
    """As much as is shown of a file, whatever kind of file it is; nothing of one that has gone."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        try:
            return os.read(fd, WHY_CELLS + 1)
        finally:
            os.close(fd)
    except OSError:
        return b""
