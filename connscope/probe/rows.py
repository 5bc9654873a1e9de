"""Exact totals: what each socket has done, counted where it happens.

Records may be dropped when nobody reads them; rows never are. Each thread replaces its own totals of a socket as one tuple:
whoever reads it from another thread sees all of a call or nothing of it, and its first number says up to which record it goes.
"""

from __future__ import annotations

from types import GetSetDescriptorType, MemberDescriptorType
from typing import Any, Dict, List, Optional, Tuple

Totals = Tuple[int, int, int, int, int, int, int]
SEQ, BYTES_IN, BYTES_OUT, RECVS, SENDS, SHORTS, EAGAINS = range(7)
NOTHING_YET: Totals = (0, 0, 0, 0, 0, 0, 0)


class Thread:
    """One observed thread: its number, and how many records it has written."""

    __slots__ = ("index", "run", "seq")

    def __init__(self, index: int) -> None:
        self.index = index
        self.seq = 0
        self.run: Any = None
        """The loop whose latest idle loops are counted but not yet written."""


class Row:
    """One socket, from the probe's first sight of it to its close."""

    __slots__ = (
        "address", "conn", "ended", "errno", "fd", "held", "ident", "others", "role", "socket", "thread", "totals", "watch",
    )  # fmt: skip

    def __init__(self, conn: int, fd: int, role: str, address: bytes = b"") -> None:
        self.conn = conn
        self.fd = fd
        self.role = role
        """`opened`, `listening`, `accepted`, `connected`; `pair` or `other` for a file that is not a probed socket."""
        self.address = address
        self.watch = 0
        self.held: Optional[Dict[str, Any]] = None
        """The attributes of the `data` that the program registered with it, where they may be read."""
        self.ident = 0
        """The identifier of the thread that first moved bytes through it, which is nearly always the only one."""
        self.thread: Optional[Thread] = None
        self.totals = NOTHING_YET
        self.others: Dict[Thread, Totals] = {}
        """The totals of any further threads."""
        self.errno = 0
        self.ended = ""
        """Empty while open, `done` once the peer will send no more, `closed` in the end."""
        self.socket: Any = None
        """A weak reference to the socket."""

    def all_totals(self) -> List[Tuple[Optional[Thread], Totals]]:
        """Each thread's totals. Safe to call from any thread."""
        return [(self.thread, self.totals), *list(self.others.items())]


def attributes(data: Any) -> Optional[Dict[str, Any]]:
    """The plain `__dict__` of `data`, or the dict that it is; None where reading it could run the program's code."""
    if type(data) is dict:
        return data
    found = next((kind.__dict__["__dict__"] for kind in type(data).__mro__ if "__dict__" in kind.__dict__), None)
    if type(found) is not GetSetDescriptorType and type(found) is not MemberDescriptorType:
        return None
    own = object.__getattribute__(data, "__dict__")
    return own if type(own) is dict else None


def outb_length(held: Optional[Dict[str, Any]]) -> int:
    """Bytes in the program's `outb`; -1 where it keeps none. Built-in types only: their `len` runs no code of the program."""
    if held is None:
        return -1
    outb: Any = held.get("outb")
    kind = type(outb)
    return len(outb) if kind is bytearray or kind is bytes else -1
