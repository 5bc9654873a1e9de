"""What went through the sockets of a watched process and past its probe, by the kernel's own count.

Two questions, asked a little at each beat. Of each connection: do program and kernel say the same of what went in and
out, while nothing moves? And of each process: has it TCP sockets that Python's socket module does not know? A socket
that several processes have is asked about once, and what all of them have counted is its sum. Of TLS the program counts
what is said and the kernel what that becomes: there a difference is no news.
"""

import time
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from connscope import procfs
from connscope.connections import Connection
from connscope.events import ConnId, Fact, Unseen, process_of
from connscope.picture import Picture
from connscope.sources import Source
from connscope.sources.inodes import Inodes
from connscope.sources.libraries import blamed, mapped
from connscope.sources.strangers import Strangers
from connscope.sources.theirs import TheirProcess, processes_of

ROUND_NS = 2_000_000_000
"""Each connection is asked about once in this at most,"""
EACH = 200
"""so many at one beat,"""
BUDGET_NS = 2_000_000
"""and no more once this is over."""
LOOKS = 3
"""How often the same has to be seen before it is told: whoever else has the socket is known by then."""


class Difference(NamedTuple):
    """Of one connection."""

    bytes_in: int
    bytes_out: int
    taken: int
    given: int
    looks: int = 1
    """How often just this was seen."""


class UnseenTraffic:
    """Of all processes of these sources."""

    def __init__(self, sources: list[Source], inodes: Inodes) -> None:
        self.sources, self.inodes = sources, inodes
        self.strangers: dict[int, Strangers] = {}
        """By process id."""
        self.round: Iterator[Fact | None] = iter(())
        self.began_at = -ROUND_NS
        self.differences: dict[ConnId, Difference] = {}
        self.told: dict[ConnId, tuple[int, int]] = {}
        self.holders: dict[int, list[ConnId]] = {}
        """Who has each socket."""

    def look(self, picture: Picture, now: int) -> list[Fact]:
        """What is to be told now."""
        processes = {each.pid: each for source in self.sources for each in processes_of(source)}
        if not processes:
            return []
        found: list[Fact] = []
        until = time.monotonic_ns() + BUDGET_NS
        for _ in range(EACH):
            try:
                fact = next(self.round)
            except StopIteration:
                if now - self.began_at < ROUND_NS:
                    break
                self.began_at, self.round = now, self.rounds(processes, picture)
                continue
            if fact is not None:
                found.append(fact)
            if time.monotonic_ns() >= until:
                break
        return found

    def close(self) -> None:
        """Look no more."""
        self.round = iter(())

    def rounds(self, processes: Mapping[int, TheirProcess], picture: Picture) -> Iterator[Fact | None]:
        """Once through everything; each step is one connection, or some descriptors of a process."""
        self.forget(processes, picture)
        for conn_id in list(picture.connections):
            conn, process = picture.connections.get(conn_id), processes.get(process_of(conn_id))
            if conn is not None and not conn.over and process is not None:
                inode = self.inodes.of(process, conn.id)  # of all kinds: what is known is no stranger
                yield self.compare(process, conn, inode, picture) if inode and can_be_compared(conn) else None
        for process in processes.values():
            if process.running:
                strangers = self.strangers.setdefault(process.pid, Strangers(process, self.inodes))
                yield from strangers.look(picture)

    def forget(self, processes: Mapping[int, TheirProcess], picture: Picture) -> None:
        """Let go of what is gone."""
        self.strangers = {pid: it for pid, it in self.strangers.items() if pid in processes}
        others = {inode for it in self.strangers.values() for inode in it.seen}
        self.inodes.keep(picture.connections, others)
        self.differences = {conn: it for conn, it in self.differences.items() if conn in picture.connections}
        self.told = {conn: it for conn, it in self.told.items() if conn in picture.connections}
        self.holders = {}
        for conn_id, inode in self.inodes.by_conn.items():
            self.holders.setdefault(inode, []).append(conn_id)

    def compare(self, process: TheirProcess, conn: Connection, inode: int, picture: Picture) -> Fact | None:
        """What is to be told of this connection, if anything is."""
        kernel = self.inodes.tcp(inode)
        if kernel is None:
            return None
        into, out = self.counted(conn, inode, picture)
        now = Difference(max(0, kernel.taken - into), max(0, kernel.given - out), kernel.taken, kernel.given)
        if 0 < now.bytes_in + now.bytes_out <= conn.urgent:  # these count apart
            now = now._replace(bytes_in=0, bytes_out=0)
        before = self.differences.get(conn.id)
        if before is not None and before[:4] == now[:4]:
            now = now._replace(looks=before.looks + 1)
        self.differences[conn.id] = now
        if now.looks < LOOKS or now[:2] == self.told.get(conn.id, (0, 0)):
            return None
        self.told[conn.id] = now[:2]
        why = blamed(mapped(procfs.maps(process.pid))) if any(now[:2]) else ""
        return Unseen(time.monotonic_ns(), process.name, conn.id, now.bytes_in, now.bytes_out, why)

    def counted(self, conn: Connection, inode: int, picture: Picture) -> tuple[int, int]:
        """What all that have this socket have received and sent so far, by hand too."""
        into, out = conn.bytes_in, conn.bytes_out + conn.injected
        for other in self.holders.get(inode, ()):
            it = picture.connections.get(other) if other != conn.id else None
            if it is not None:
                into, out = into + it.bytes_in, out + it.bytes_out + it.injected
        return into, out


def can_be_compared(conn: Connection) -> bool:
    """Whether program and kernel count the same of it, if all goes by the probe."""
    return conn.secured is None and conn.role in ("accepted", "connected") and not conn.family.startswith("unix")
