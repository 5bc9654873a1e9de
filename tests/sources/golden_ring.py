"""The layout of the ring file as it was agreed, and one ring of it: `python -m tests.sources.golden_ring` writes both.

A layout that has changed has another version, and both files are written anew then, under its number.
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from struct import Struct
from typing import Any

from connscope.probe import layout as l
from connscope.probe import records as r

RINGS = Path(__file__).parent / "rings"
LAYOUT = RINGS / f"layout-{l.VERSION}.json"
RING = RINGS / f"ring-{l.VERSION}.gz"

PROGRAM = """
import selectors, socket
from types import SimpleNamespace
one, other = socket.socketpair()
one.setblocking(False)
sel = selectors.DefaultSelector()
sel.register(one, selectors.EVENT_READ, SimpleNamespace(outb=b"owed"))
other.send(b"hello")
sel.select()
one.recv(100)
try:
    one.recv(100)
except BlockingIOError:
    pass
sel.close()
one.close()
"""
SMALL = {"records": 32, "sockets": 8}


def agreed() -> dict[str, Any]:
    """All that a reader has to know."""
    known = {name: value for name, value in vars(l).items() if name.isupper()}
    structs = {name: [*fields_at(each), each.size] for name, each in known.items() if isinstance(each, Struct)}
    numbers = {name: each for name, each in known.items() if isinstance(each, int)}
    lists = {name: list(each) for name, each in known.items() if isinstance(each, tuple) and name != "MAGIC"}
    places = {
        f"{records}, {room}": list(l.places(records, room)) for records, room in ((32, 8), (l.RECORDS, l.SOCKETS))
    }
    return {
        "magic": l.MAGIC.decode(), "structs": structs, "numbers": numbers, "lists": lists, "places": places,
        "calls": list(r.CALLS), "first id": l.ids_from(4711, 1),
    }  # fmt: skip


def fields_at(kind: Struct) -> list[int]:
    """At which byte each field begins."""
    zeros = [b"" if isinstance(each, bytes) else 0 for each in kind.unpack(bytes(kind.size))]
    ones = [b"\1" if zero == b"" else 1 for zero in zeros]
    rows = [[*zeros[:at], ones[at], *zeros[at + 1 :]] for at in range(len(zeros))]
    return [kind.pack(*row).index(1) for row in rows]


def write() -> None:
    """Write both."""
    RINGS.mkdir(exist_ok=True)
    LAYOUT.write_text(json.dumps(agreed(), indent=1) + "\n")
    site = Path(l.__file__).parent / "site"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "options").write_text(json.dumps(SMALL))
        env = {**os.environ, "PYTHONPATH": str(site), "CONNSCOPE_RUN": folder}
        subprocess.run(["python3", "-c", PROGRAM], executable=sys.executable, env=env, check=True)
        (ring,) = Path(folder).glob("*.ring")
        RING.write_bytes(gzip.compress(ring.read_bytes(), mtime=0))


if __name__ == "__main__":
    write()
