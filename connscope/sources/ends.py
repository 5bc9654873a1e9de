"""One end of a connection, of a thread of this process or of another process: what is asked of either alike."""

from typing import TYPE_CHECKING, NamedTuple, Protocol

from connscope.connections import Connection
from connscope.kernel import Kernel, asked
from connscope.probe.core import Probe
from connscope.probe.rows import Row
from connscope.probe.sockets import descriptor_of
from connscope.sources.exact import counts_of, outb_of
from connscope.sources.theirs import TheirProcess

if TYPE_CHECKING:
    from connscope.sources.inodes import Inodes


class Account(NamedTuple):
    """What the program has done by its own account."""

    bytes_in: int
    bytes_out: int
    injected: int
    """Put in by hand."""
    outb: int
    """Bytes that it still owes; −1 where it keeps none."""


class End(Protocol):
    """One end that can be asked."""

    @property
    def conn(self) -> Connection:
        """As the ledger has it."""

    @property
    def partner(self) -> Connection | None:
        """The other end, if that is watched too."""

    def account(self) -> Account | None:
        """As it is now; None of one that is gone."""

    def kernel(self) -> Kernel | None:
        """None if its descriptor is no longer its own, or it is not told."""


class Ours(NamedTuple):
    """In a thread of this process."""

    conn: Connection
    row: Row
    probe: Probe
    partner: Connection | None

    def account(self) -> Account:
        """By all threads."""
        into, out, *_ = counts_of(self.row.all_totals())
        return Account(into, out, self.row.injected, outb_of(self.row))

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
    inodes: "Inodes"
    partner: Connection | None

    def account(self) -> Account | None:
        """By all threads of that process; what it owes as its probe saw that last."""
        row = self.process.row(self.conn.id)
        if row is None:
            return None
        into, out, *_ = row.counts
        return Account(into, out, self.process.injected(self.conn.id), row.outb)

    def kernel(self) -> Kernel | None:
        """Asked by what the kernel calls it."""
        kernel = self.inodes.ask(self.process, self.conn)
        return kernel if kernel is not None and kernel.state else None
