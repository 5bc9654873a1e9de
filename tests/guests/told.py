"""What connscope told of a program: the facts that `run --headless --events FILE` wrote, folded, by connection."""

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

    moved: dict[Ends, Moved] = field(default_factory=dict)
    """By connection, as calls told."""
    nameless: Moved = field(default_factory=Moved)
    """What sockets moved of whose other end nothing was told."""
    left_out: int = 0
    failure: str = ""
    """Why the probe took itself off."""
    unwatched: list[str] = field(default_factory=list)
    """Processes that were not seen."""


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
            said.moved[ends] = said.moved.get(ends, Moved()) + moved(conn)
        elif is_stream(conn):
            said.nameless += moved(conn)
    return said


def is_stream(conn: Connection) -> bool:
    """Whether it may have been TCP."""
    return conn.role != "listening" and conn.family in ("inet", "inet6", "")


def moved(conn: Connection) -> Moved:
    """By its calls."""
    return Moved(conn.bytes_in, conn.bytes_out, conn.urgent)
