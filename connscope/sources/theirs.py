"""What has to be known of a process of somebody else's to look at its sockets from here, or to lay a hand on them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from connscope.events import ConnId


class TheirRow(Protocol):
    """One socket, as the probe in that process counts it."""

    @property
    def conn(self) -> ConnId:
        """Its id, which no other has."""

    @property
    def fd(self) -> int:
        """Its descriptor, which another may have later."""

    @property
    def role(self) -> str:
        """As a connection has it."""

    @property
    def ended(self) -> str:
        """Empty while open, `done` once the peer will send no more, `closed` in the end."""

    @property
    def address(self) -> bytes:
        """As the probe spells it: the peer's, perhaps with its own before."""

    @property
    def outb(self) -> int:
        """Bytes that the program still owes; −1 where it keeps none."""

    @property
    def counts(self) -> Sequence[int]:
        """By all threads of that process so far: bytes in and out, and more."""


class TheirProcess(Protocol):
    """One watched process; a row that it gives is as it was at that moment, or as it is."""

    @property
    def pid(self) -> int:
        """By which the system knows it."""

    @property
    def name(self) -> str:
        """By which facts know it."""

    @property
    def running(self) -> bool:
        """Whether it is not over."""

    def row(self, conn: ConnId) -> TheirRow | None:
        """What is known of this connection, perhaps still when it is closed; None of one of another process."""

    def injected(self, conn: ConnId) -> int:
        """Bytes that somebody put in towards the peer of this connection."""


def processes_of(source: object) -> Collection[TheirProcess]:
    """Those that this source is made of, if it is somebody's program."""
    processes: Mapping[str, TheirProcess] = getattr(source, "processes", {})
    return processes.values()


def still_has(process: TheirProcess, conn: ConnId, fd: int) -> bool:
    """Whether this descriptor is that connection's, by what its probe says.

    Which hears of a close a moment after the system: by then the descriptor may be another's already.
    """
    row = process.row(conn)
    return row is not None and row.fd == fd and row.ended != "closed"


def has(processes: Iterable[TheirProcess], conn: ConnId) -> TheirProcess | None:
    """The one in which that connection is open."""
    for process in processes:
        row = process.row(conn)
        if row is not None:
            return process if row.ended != "closed" else None
    return None
