"""TCP sockets of a watched process that its probe has never seen: a library's, past Python's socket module."""

import time
from collections.abc import Iterator, Set

from connscope import procfs
from connscope.events import Fact, Unseen, process_of
from connscope.picture import Picture
from connscope.sources.inodes import Inodes
from connscope.sources.libraries import mapped
from connscope.sources.theirs import TheirProcess

STEP = 20
"""Descriptors that are as one connection, for who counts what is done at a beat."""


class Strangers:
    """Those of one process. A socket is one if it was there at two looks and no watched process knows it."""

    def __init__(self, process: TheirProcess, inodes: Inodes) -> None:
        self.process, self.inodes = process, inodes
        self.seen: set[int] = set()
        """At the last look, by the kernel's numbers; of any kind."""
        self.moved: dict[int, tuple[int, int]] = {}
        """What went in and out of each that is TCP,"""
        self.gone = (0, 0, 0)
        """and of those that are closed: how many, and in all."""
        self.told = (0, 0, 0)

    def look(self, picture: Picture) -> Iterator[Fact | None]:
        """Once through all descriptors, in steps; in the end what is to be told."""
        pid, is_known = self.process.pid, self.inodes.is_known
        conns = [conn for conn in picture.connections.values() if process_of(conn.id) == pid and not conn.over]
        ours = {conn.fd for conn in conns if is_known(conn.id)}
        now: set[int] = set()
        for number, fd in enumerate(procfs.descriptors(pid)):
            if fd not in ours and (inode := procfs.socket_inode(pid, fd)):
                now.add(inode)
            if number % STEP == 0:
                yield None
        known = self.inodes.known()
        now -= known
        self.inodes.want(now)
        for inode in now & self.seen & self.inodes.requests.keys():
            kernel = self.inodes.tcp(inode)
            if kernel is not None:
                self.moved[inode] = max(0, kernel.taken), max(0, kernel.given)
        self.seen = now
        self.part(self.moved.keys() - now, known)
        yield self.news()

    def part(self, gone: Set[int], known: Set[int]) -> None:
        """Of what is closed only the sums are kept; of what a call has told of by now, nothing."""
        for inode in gone:
            into, out = self.moved.pop(inode)
            if inode not in known:
                self.gone = (self.gone[0] + 1, self.gone[1] + into, self.gone[2] + out)

    def news(self) -> Fact | None:
        """How many there were so far, if that or what they moved has changed; no reason if there is none after all."""
        number, into, out = self.gone
        number += len(self.moved)
        into += sum(each for each, _ in self.moved.values())
        out += sum(each for _, each in self.moved.values())
        if (number, into, out) == self.told:
            return None
        self.told = (number, into, out)
        return Unseen(time.monotonic_ns(), self.process.name, 0, into, out, self.why(number))

    def why(self, number: int) -> str:
        """So many strangers in words; none in none."""
        libraries = mapped(procfs.maps(self.process.pid)) if number else []
        sockets = "a socket" if number == 1 else f"{number:,} sockets"
        named = f": {' or '.join(libraries)}" if libraries else ""
        return f"{sockets} that Python's socket module does not know{named}" if number else ""
