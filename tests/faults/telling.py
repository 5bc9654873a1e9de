"""connscope on a terminal that in the end writes down all it knows, to be compared with what its clients say.

The screen gives a total to the last byte of one connection at a time; this gives those of all that are kept.
"""

import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests.tui.terminal import ITS_OWN, Terminal, terminal

TELLING = (
    ITS_OWN
    + """
import json, os, sys
from pathlib import Path
from connscope.sources.thrifty import Thrift
from connscope.tui import app
from connscope.__main__ import main

if room := int(os.environ.get("ROOM_FOR_RECORDS", "0")):
    Thrift.keeps = room
open_over = app.open_over

def tell(session):
    session.tick(None)
    ledger, reader = session.ledger, session.observed.reader
    conns, clients = ledger.connections.values(), ledger.clients.values()
    table = reader.table.read(0).moved
    Path(os.environ["TOLD"]).write_text(json.dumps({
        "rows": [(each.address, each.bytes_in, each.bytes_out) for each in conns if each.role == "accepted"],
        "clients": [(each.own, each.sent, each.recv_total, each.error) for each in clients if each.ended_at],
        "moved": (ledger.bytes_in, ledger.bytes_out), "counted": table, "left_out": ledger.left_out,
    }))

def open_and_tell(session, preferences):
    stop = session.stop
    session.stop = lambda: (tell(session), stop())
    return open_over(session, preferences)

app.open_over = open_and_tell
sys.exit(main())
"""
)
"""It tells before it stops the server, which would end all connections. TOLD names the file."""

Moved = tuple[int, int]
"""Bytes in and out."""


class Told(NamedTuple):
    """All that it knew when somebody quit."""

    rows: dict[str, Moved]
    """Of each connection of the server's that was kept, by the peer's address; of several the latest."""
    clients: list[tuple[str, int, int, str]]
    """Those of its own that had ended: address, bytes sent and got back, what went wrong."""
    moved: Moved
    """By all that ever were, as the facts have it that were told,"""
    counted: Moved
    """and as it was counted where it happened."""
    left_out: int


class Telling(NamedTuple):
    """It, and where it will write."""

    it: Terminal
    path: Path

    @property
    def told(self) -> Told:
        """What it wrote, once it has ended."""
        known: dict[str, Any] = json.loads(self.path.read_text("utf-8"))
        rows = {address: (into, out) for address, into, out in known["rows"]}
        clients = [(own, sent, back, error) for own, sent, back, error in known["clients"]]
        return Told(rows, clients, tuple(known["moved"]), tuple(known["counted"]), known["left_out"])


@contextmanager
def telling(size: tuple[int, int], *, room: int = 0) -> Iterator[Telling]:
    """It, with room for so many records that wait to be read, or for as many as usual."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "told.json"
        environment = {"TOLD": str(path), "ROOM_FOR_RECORDS": str(room)}
        with terminal("--port", "0", program=TELLING, size=size, **environment) as it:
            yield Telling(it, path)


def totals_of(it: Terminal, address: str) -> list[int]:
    """What the screen says of that client, received and sent back; empty while it is another's detail."""
    if f"╭─ {address} · where" not in it.text():
        return []
    return [int(size.replace(",", "")) for size in re.findall(r"│ (?:received|sent back) +([\d,]+)", it.text())]


def shows(it: Terminal, address: str, moved: Moved) -> None:
    """Filtered by its address, it has the row and the detail, and its totals are these."""
    it.type(f"1/{address}\r")
    it.until(lambda: "1 match" in it.text() and totals_of(it, address) == list(moved))
    it.type("\x1b")
    it.until(lambda: "match" not in it.text())
