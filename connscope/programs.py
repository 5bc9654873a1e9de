"""The sitting over somebody's own program, which runs in a process of its own and may have children there.

It begins, ends and begins anew; what is asked at the gate is asked of all its processes. It has no policy, and where it
listens is known only when it does.
"""

import threading
from collections.abc import Sequence
from pathlib import Path

from connscope.clients.plans import MESSAGES
from connscope.connections import Connection, Loop, Program
from connscope.events import OURS_FROM, UNKNOWN, ConnId, Fact, process_of
from connscope.picture import Picture
from connscope.running.console import Console
from connscope.running.keyboard import is_echoing
from connscope.running.watch import Watch
from connscope.session import AT_ONCE, Session
from connscope.sources.runs import Running
from connscope.text import visible
from connscope.wishes import GateWish, LaunchClients

ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""Who listens at all addresses is found at this one."""

CODE = "<string>"
"""The file that Python names for code on the command line."""
NAME_CELLS = 40
MOVED_KEPT = 1_000
"""Connections of which more is known than the picture keeps."""


class ProgramSession(Session):
    """A program and our clients at it. `start` first."""

    observed: Running

    def __init__(self, source: Running, watch: Watch | None = None) -> None:
        super().__init__(source.name)
        self.observed = source
        self.observed.at_most = AT_ONCE
        self.pump.sources.append(source)
        self.files = watch
        """The sources that are looked at, whether somebody has saved them; None if nobody wants that."""
        self.places_seen = 0
        self.listeners: dict[ConnId, tuple[str, int]] = {}
        """Where the program listens at present, and a client of ours can come."""
        self.moved: dict[ConnId, tuple[int, int]] = {}
        """What went in and out by those that the program connected itself, of each so far,"""
        self.connected_moved = (0, 0)
        """and by all of them ever: no total of the picture counts these."""
        self.last_words: list[Fact] = []
        """Of a run that was ended, and not folded yet."""
        self.turn = threading.Lock()
        """Nobody else has a say while it ends, and begins anew."""

    def start(self) -> None:
        """Run it. Raises OSError with a sentence where it cannot be run."""
        self.observed.start()
        self.stepping.begin(self.name)

    def restart(self) -> None:
        """End it, if it runs, and begin anew; from any thread, for it may take its time. Raises as `start` does."""
        with self.turn:
            self.last_words += self.observed.end_run()  # first, for they are to be known also if it cannot begin anew
            self.last_words += self.observed.restart()

    def begin_anew(self) -> None:
        """After a restart: nothing was asked of what runs now, but the breakpoints on lines and calls hold."""
        self.take_last_words()
        self.stepping.begin(self.name)
        self.tick()

    def take_last_words(self) -> None:
        """Fold what the run that is over has still told; nobody of it listens any more."""
        facts, self.last_words = self.last_words, []
        self.take_in(self.pump.fold(facts))
        if facts:
            self.listeners.clear()

    def saved(self, now: int) -> str:
        """The name of a source of the program that somebody has saved since this was asked last; empty if none was."""
        if self.files is None or self.is_between:
            return ""
        if len(self.ledger.calls) != self.places_seen:
            self.places_seen = len(self.ledger.calls)
            self.files.see({file for file, _ in self.ledger.calls})
        path = self.files.saved(now)
        return visible(path.name, NAME_CELLS) if path is not None else ""

    @property
    def is_between(self) -> bool:
        """Whether it is about to begin anew."""
        return self.turn.locked()

    def tick(self, at_most: int | None = AT_ONCE) -> set[ConnId]:
        """Take in the news; of a program that is about to begin anew there is none."""
        if self.is_between:
            return set()
        if self.last_words:
            self.take_last_words()
        changed = super().tick(at_most)
        self.take_in(changed)
        return changed

    def at_the_gate(self, wish: GateWish) -> None:
        """Not while it ends: the next one is told what holds when it begins."""
        if not self.is_between:
            super().at_the_gate(wish)

    def stop(self) -> None:
        """End the program first, for that takes longest; then the clients."""
        with self.turn:
            self.last_words += self.observed.end_run()
            self.observed.stop()
            self.pump.sources.remove(self.observed)
        self.take_last_words()
        self.crowd.stop()
        self.pump.tick()

    # Its terminal.

    @property
    def console(self) -> Console | None:
        """What this run of it has written."""
        console: Console | None = self.observed.console
        return console

    @property
    def is_echoing(self) -> bool:
        """Whether what is typed is to be seen."""
        child = self.observed.child
        return child is None or is_echoing(child.fd)

    def type_in(self, data: bytes) -> int:
        """Type these bytes, as long as it runs."""
        return 0 if self.is_between else self.observed.type_in(data)

    def interrupt(self) -> None:
        """Press Ctrl-C there."""
        if not self.is_between:
            self.observed.interrupt()

    def end_input(self) -> None:
        """Press Ctrl-D there."""
        if not self.is_between:
            self.observed.end_input()

    def resize_terminal(self, columns: int, rows: int) -> None:
        """Give its terminal another size, and that of the next run."""
        self.observed.resize(columns, rows)

    # What has come of its sockets.

    def take_in(self, changed: set[ConnId]) -> None:
        """Who has begun to listen, who has ended, and what went by whom."""
        for conn_id in sorted(each for each in changed if each < OURS_FROM):
            conn = self.ledger.connections.get(conn_id)
            self.count(conn_id, conn)
            where = reachable(conn) if conn is not None else None
            if where is not None:
                self.listeners[conn_id] = where
            else:
                self.listeners.pop(conn_id, None)
        known = self.ledger.connections
        # With a process all of its are over, and no call has told of any.
        self.listeners = {each: it for each, it in self.listeners.items() if each in known and not known[each].over}
        self.host, self.port = next(iter(self.listeners.values()), ("", 0))

    def count(self, conn_id: ConnId, conn: Connection | None) -> None:
        """Count what went by one that the program connected itself since the last look."""
        if conn is None or conn.role != "connected":
            self.moved.pop(conn_id, None)
            return
        (into, out), before = self.connected_moved, self.moved.get(conn_id, (0, 0))
        self.connected_moved = (into + conn.bytes_in - before[0], out + conn.bytes_out - before[1])
        self.moved[conn_id] = (conn.bytes_in, conn.bytes_out)
        if len(self.moved) > MOVED_KEPT + len(self.ledger.connections):
            self.moved = {each: moved for each, moved in self.moved.items() if each in self.ledger.connections}

    @property
    def address(self) -> str:
        """Where it listens, as it says itself; empty as long as it does not."""
        conn = self.ledger.connections.get(next(iter(self.listeners), 0))
        return conn.address if conn is not None else ""

    def serves(self, host: str, port: int) -> bool:
        """Whether it listens there."""
        host = "127.0.0.1" if host == "localhost" else host
        return (host, port) in self.listeners.values()

    def launch_one(self) -> None:
        """A client that stays, a message a second, and takes what comes: nobody knows what this program answers."""
        self.launch(LaunchClients(self.host, self.port, 1, MESSAGES, 0, 1.0, True, echo=False))

    # What is known of it.

    def has_more(self, conn: Connection) -> bool:
        """Also of an empty `outb`: that may be a transport's, for which a task waits."""
        return conn.outb != UNKNOWN

    def observed_in(self, picture: Picture) -> list[Program]:
        """All its processes, the first one first; what ran before that began is past."""
        first = picture.programs.get(self.name)
        if first is None:
            return []
        others = (each for each in picture.programs.values() if each.pid and each is not first)
        return [first, *(each for each in others if each.started_at >= first.started_at)]

    def processes(self, picture: Picture, name: str) -> Sequence[str]:
        """The names of all of them."""
        return tuple(each.name for each in self.observed_in(picture)) or (name,)

    def loops_in(self, picture: Picture) -> list[Loop]:
        """Those of its processes."""
        pids = {each.pid for each in self.observed_in(picture)}
        return [loop for loop in picture.loops.values() if loop.id < OURS_FROM and process_of(loop.id) in pids]

    @property
    def loop(self) -> ConnId:
        """The loop of who listens, or else the busiest."""
        conn = self.ledger.connections.get(next(iter(self.listeners), 0))
        if conn is not None and conn.loop:
            return conn.loop
        return max(self.loops_in(self.ledger), key=lambda loop: (not loop.ended, loop.loops), default=Loop(0)).id

    @property
    def is_watched(self) -> bool:
        """Whether anything is seen of it."""
        return bool(self.observed.processes)

    @property
    def threads(self) -> int:
        """How many threads its processes have, as far as that is known; else 0."""
        return sum(process.threads for process in self.observed.processes.values())

    @property
    def command(self) -> str:
        """As one would type it."""
        return str(self.observed.program.command)

    @property
    def source_name(self) -> str:
        """The script, or what stands for code on the command line."""
        path: Path | None = self.observed.program.path
        return str(path) if path is not None else CODE

    @property
    def folder(self) -> str:
        """Where the program's own files lie: beside the script, or where it was started."""
        program = self.observed.program
        return str(program.path.parent if program.path is not None and not program.form else Path.cwd())

    def text_of(self, file: str) -> str | None:
        """The code, if it stands on the command line."""
        program = self.observed.program
        return str(program.target) if file == CODE and program.path is None else None


def reachable(conn: Connection) -> tuple[str, int] | None:
    """Where a client can come to that socket; None where it does not listen, or not on TCP."""
    host, _, port = conn.address.rpartition(":")
    if conn.role != "listening" or conn.over or not port.isdigit() or conn.family not in ("", "inet", "inet6"):
        return None
    host = host.strip("[]")
    return ANYWHERE.get(host, host), int(port)
