"""Which socket of the kernel's is behind a connection of another process, and what the kernel says of it.

A descriptor is looked up twice, at two beats, since a probe hears of a close after the system. From then on the socket
itself is asked about, whatever becomes of the descriptor. How to ask about it is learned by a walk through the system's
sockets, which goes on a little at each beat.
"""

import time
from collections.abc import Container, Iterable

from connscope import procfs
from connscope.connections import Connection
from connscope.events import ConnId
from connscope.kernel import Kernel
from connscope.sockdiag import Asker, Request, Walk
from connscope.sources.theirs import TheirProcess, still_has

BUDGET_NS = 2_000_000
"""For the walk at each beat; one step of it may take as long again."""
WALKS_NS = 250_000_000
"""One walk in each of these at most,"""
SHARE = 50
"""and of all time no more than a fiftieth,"""
AGAIN_NS = 5_000_000_000
"""and what none has found is looked for again after this."""


class Inodes:
    """What is known of the sockets of all watched processes."""

    def __init__(self) -> None:
        self.asker = Asker()
        self.by_conn: dict[ConnId, int] = {}
        self.guessed: dict[ConnId, tuple[int, int]] = {}
        """What was found once, and when."""
        self.requests: dict[int, Request] = {}
        self.met: set[int] = set()
        """Whatever the walks have found once."""
        self.absent: dict[int, int] = {}
        """What a walk has not found, and when that was."""
        self.wanted: set[int] = set()
        self.walk: Walk | None = None
        self.now = 0
        self.walked_at = -WALKS_NS
        self.walked_ns = 0
        """How long the last walk took in all."""

    def of(self, process: TheirProcess, conn: ConnId) -> int:
        """The inode of this connection's socket; 0 if it is closed, or not known yet: it has to be found twice."""
        if conn in self.by_conn:
            return self.by_conn[conn]
        row = process.row(conn)
        inode = procfs.socket_inode(process.pid, row.fd) if row is not None else 0
        if row is None or not inode or not still_has(process, conn, row.fd):
            return 0
        before, at = self.guessed.get(conn, (0, self.now))
        if before == inode and at != self.now:
            self.by_conn[conn] = self.guessed.pop(conn)[0]
            return inode
        self.guessed[conn] = inode, self.now
        self.want([inode])
        return 0

    def is_known(self, conn: ConnId) -> bool:
        """Whether its socket was found at least once."""
        return conn in self.by_conn or conn in self.guessed

    def known(self) -> set[int]:
        """All that are of connections, also those that were found but once."""
        return {*self.by_conn.values(), *(inode for inode, _ in self.guessed.values())}

    def ask(self, process: TheirProcess, conn: Connection) -> Kernel | None:
        """What the kernel has of it now; None if that is not known, or not yet."""
        inode = self.of(process, conn.id)
        if not inode:
            return None
        if conn.family.startswith("unix"):
            return self.asker.unix(inode)
        kernel = self.tcp(inode)
        if kernel is not None or inode not in self.absent:
            return kernel
        return self.without_addresses(process, conn.id, inode) if inode in self.met else self.asker.unix(inode)

    def without_addresses(self, process: TheirProcess, conn: ConnId, inode: int) -> Kernel | None:
        """A TCP socket that no walk finds any more was reset; how much is left in it to be read, nobody says."""
        row = process.row(conn)
        if row is None or procfs.socket_inode(process.pid, row.fd) != inode:
            return None
        return Kernel(unacked=0, state="CLOSE")

    def tcp(self, inode: int) -> Kernel | None:
        """What the kernel has of a TCP socket; if it cannot be asked yet, it can be soon."""
        request = self.requests.get(inode)
        kernel = self.asker.tcp(request, inode) if request is not None else None
        if kernel is None:
            self.requests.pop(inode, None)
            self.want([inode])
        return kernel

    def want(self, inodes: Iterable[int]) -> None:
        """Find out how to ask about these."""
        recently, absent = self.now - AGAIN_NS, self.absent
        self.wanted.update(it for it in inodes if it not in self.requests and absent.get(it, recently) <= recently)

    def learn(self, now: int) -> None:
        """Go on with the walk, or begin one if anything is to be found."""
        self.now = now
        if self.walk is None and self.wanted and now - self.walked_at >= max(WALKS_NS, self.walked_ns * SHARE):
            self.walked_at, self.walked_ns, self.walk = now, 0, Walk(self.wanted)
        begun = time.monotonic_ns()
        while self.walk is not None and time.monotonic_ns() - begun < BUDGET_NS:
            self.walk.step()
            if self.walk.over:
                self.arrived(self.walk)
        self.walked_ns += time.monotonic_ns() - begun

    def arrived(self, walk: Walk) -> None:
        """It is at its end."""
        self.requests |= walk.found
        self.met |= walk.found.keys()
        self.absent.update(dict.fromkeys(walk.wanted - walk.found.keys(), self.now))
        for inode in walk.found:
            self.absent.pop(inode, None)
        self.wanted -= walk.wanted
        self.walk = None

    def keep(self, conns: Container[ConnId], others: Iterable[int] = ()) -> None:
        """Forget all connections but these, and all sockets that are neither theirs nor among the others."""
        self.by_conn = {conn: inode for conn, inode in self.by_conn.items() if conn in conns}
        self.guessed = {conn: guess for conn, guess in self.guessed.items() if conn in conns}
        kept = {*self.known(), *others}
        self.requests = {inode: it for inode, it in self.requests.items() if inode in kept}
        self.absent = {inode: at for inode, at in self.absent.items() if inode in kept}
        self.met &= kept

    def close(self) -> None:
        """Ask nothing more."""
        self.asker.close()
        if self.walk is not None:
            self.walk.close()
