"""What has to be known of a process of somebody else's to look at its sockets from here, or to lay a hand on them."""

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

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
    def bytes_in(self) -> int:
        """By all threads of that process so far."""

    @property
    def bytes_out(self) -> int:
        """By all threads of that process so far."""


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


@runtime_checkable
class TheirProgram(Protocol):
    """A program of several processes."""

    @property
    def processes(self) -> Mapping[str, TheirProcess]:
        """By their names."""


def still_has(process: TheirProcess, conn: ConnId, fd: int) -> bool:
    """Whether this descriptor is that connection's, by what its probe says.

    Which hears of a close a moment after the system: by then the descriptor may be another's already.
    """
    row = process.row(conn)
    return row is not None and row.fd == fd and row.ended != "closed"


def has(program: TheirProgram, conn: ConnId) -> TheirProcess | None:
    """The process in which that connection is open."""
    for process in program.processes.values():
        row = process.row(conn)
        if row is not None:
            return process if row.ended != "closed" else None
    return None
