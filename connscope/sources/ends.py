"""One end of a connection, of a thread of this process or of another process: what is asked of either alike."""

from typing import NamedTuple, Protocol

from connscope.connections import Connection
from connscope.kernel import Kernel, asked
from connscope.probe.core import Probe
from connscope.probe.rows import Row
from connscope.probe.sockets import descriptor_of
from connscope.sources.exact import counts_of, outb_of
from connscope.sources.inodes import Inodes
from connscope.sources.theirs import TheirProcess

Counted = tuple[int, int, int]
"""What the program has received and sent by its own account, and what was put in by hand."""


class End(Protocol):
    """One end that can be asked."""

    @property
    def conn(self) -> Connection:
        """As the ledger has it."""

    @property
    def partner(self) -> Connection | None:
        """The other end, if that is watched too."""

    def counted(self) -> Counted | None:
        """None of one that is closed."""

    def outb(self) -> int:
        """Bytes that the program still owes; −1 where it keeps none."""

    def kernel(self) -> Kernel | None:
        """None if its descriptor is no longer its own, or it is not told."""


class Ours(NamedTuple):
    """In a thread of this process."""

    conn: Connection
    row: Row
    probe: Probe
    partner: Connection | None

    def counted(self) -> Counted:
        """By all threads."""
        into, out, *_ = counts_of(self.row.all_totals())
        return into, out, self.row.injected

    def outb(self) -> int:
        """At this moment."""
        return outb_of(self.row)

    def kernel(self) -> Kernel | None:
        """Asked by the program's own socket."""
        # Held for this moment only: nothing of ours may keep a socket of the program's alive.
        sock = self.row.socket and self.row.socket()
        if sock is None or self.probe.by_fd.get(descriptor_of(sock)) is not self.row:
            return None
        kernel = asked(sock)
        return kernel if kernel.state and self.probe.by_fd.get(descriptor_of(sock)) is self.row else None


class Theirs(NamedTuple):
    """In another process."""

    conn: Connection
    process: TheirProcess
    inodes: Inodes
    partner: Connection | None

    def counted(self) -> Counted | None:
        """By all threads of that process."""
        row = self.process.row(self.conn.id)
        return (row.bytes_in, row.bytes_out, self.process.injected(self.conn.id)) if row is not None else None

    def outb(self) -> int:
        """As its probe saw it last."""
        row = self.process.row(self.conn.id)
        return row.outb if row is not None else -1

    def kernel(self) -> Kernel | None:
        """Asked by what the kernel calls it."""
        kernel = self.inodes.ask(self.process, self.conn)
        return kernel if kernel is not None and kernel.state else None
