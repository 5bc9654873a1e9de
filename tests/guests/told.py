"""What connscope told of a program: the facts that `run --headless --events FILE` wrote, folded, by connection."""

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from connscope.connections import Connection
from connscope.events import decoder
from connscope.ledger import Ledger
from tests.guests.moved import Ends, Moved

TCP = ("accepted", "connected")


@dataclass
class Told:
    """All of it."""

    moved: dict[Ends, Moved] = field(default_factory=lambda: defaultdict(Moved))
    """By connection, as calls told."""
    unseen: dict[Ends, Moved] = field(default_factory=lambda: defaultdict(Moved))
    """What no call told of, and the kernel did."""
    nameless: Moved = field(default_factory=Moved)
    """What sockets moved of whose other end nothing was told."""
    left_out: int = 0
    failure: str = ""
    """Why the probe took itself off."""
    unwatched: list[str] = field(default_factory=list)
    """Processes that were not seen."""
    secured: set[Ends] = field(default_factory=set)
    """Those that are TLS."""


def told(path: Path) -> Told:
    """The whole file. Raises `msgspec.DecodeError` if a line is no fact."""
    ledger = Ledger()
    _, *lines = path.read_bytes().splitlines()
    for line in lines:
        ledger.apply(decoder().decode(line))
    return picture(ledger)


def picture(ledger: Ledger) -> Told:
    """What the ledger has in the end. It keeps a thousand closed connections, which is more than guests make."""
    said = Told(left_out=ledger.left_out, failure=ledger.failure)
    said.unwatched = [f"{fact.command}: {fact.why}" for fact in ledger.unwatched.values()]
    for conn in ledger.connections.values():
        if conn.role in TCP and conn.address.rpartition(":")[2].isdigit():
            ends = Ends.of(conn.own, conn.address)
            add(said.moved[ends], conn.bytes_in, conn.bytes_out, conn.urgent)
            add(said.unseen[ends], *conn.unseen)
            said.secured |= {ends} if conn.secured else set()
        elif is_stream(conn):
            add(said.nameless, conn.bytes_in, conn.bytes_out, conn.urgent)
    return said


def is_stream(conn: Connection) -> bool:
    """Whether it may have been TCP."""
    return conn.role != "listening" and conn.family in ("inet", "inet6", "")


def add(moved: Moved, bytes_in: int, bytes_out: int, urgent: int = 0) -> None:
    """Some more."""
    moved.bytes_in += bytes_in
    moved.bytes_out += bytes_out
    moved.urgent += urgent
