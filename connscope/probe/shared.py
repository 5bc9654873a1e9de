"""Rows and tallies that are in the ring file as well: what every call asks of them, and writes.

What a program has still to send is where it keeps that: with a selector, which has what was registered there, or in a
transport of asyncio's. Nothing of ours keeps either alive.
"""

from __future__ import annotations

from _weakref import ref

from . import layout as l
from .foreign import NOTHING_HELD, attributes, outb_length, reads_plainly
from .rows import Row, Tally
from .transports import offered, transport_of, unsent
from .typed import Any, Dict


class SharedTally(Tally):
    """What one thread has done with one socket, in the file as well."""

    __slots__ = ()
    at: int
    """Where it is written."""
    probe: Any
    """Whose it is."""

    def received(self, seq: int, size: int, calls: int = 1, eagains: int = 0, urgent: int = 0) -> None:
        """Count one call."""
        Tally.received(self, seq, size, calls, eagains, urgent)
        self.write()

    def sent(self, seq: int, size: int, calls: int = 1, eagains: int = 0, shorts: int = 0, urgent: int = 0) -> None:
        """Count one call."""
        Tally.sent(self, seq, size, calls, eagains, shorts, urgent)
        self.write()

    def write(self) -> None:
        """Write all of it down."""
        memory, at, into, out = self.probe.ring.memory, self.at, self.into, self.out
        l.WAY.pack_into(memory, at + l.IN_AT, *into[:3])
        l.WAY.pack_into(memory, at + l.OUT_AT, *out[:3])
        l.RARE.pack_into(memory, at + l.RARE_AT, into[3][0], into[3][2], *out[3])


class SharedRow(SharedTally, Row):
    """One socket, in the file as well. The selector holds what was registered with it."""

    __slots__ = (
        *("at", "owing", "plain", "selector", "transport", "waits", "cut", "errno", "injected", "paused"),
        *("family", "kind", "listener", "made", "made_at", "row_at", "secured", "version"),
    )

    def __init__(self, *known: Any) -> None:
        super().__init__(*known)
        self.cut, self.errno, self.injected, self.paused = "", 0, 0, False
        self.waits = True
        self.secured = False
        """Whether it is TLS, and its bytes are counted as the program reads and writes them."""
        self.family = self.kind = 0
        self.listener = self.made = self.made_at = 0
        """Through which it was accepted, the place where it was made, and when (monotonic ns)."""
        self.at = self.row_at = self.version = 0
        """Where tally and row are written, and how often the row was."""
        self.selector: Any = None
        """A weak reference to the selector that holds what was registered with it;"""
        self.owing = False
        """whether that has an `outb`,"""
        self.plain: Any = None
        """and its type, if it has a plain `__dict__`."""
        self.transport: Any = None
        """A weak reference to what stands between the socket and a program of asyncio's, and has the `outb`."""

    def does_wait(self, waits: bool) -> None:
        """A call of one that does may wait, which is told."""
        self.waits = waits

    def held(self) -> Dict[str, Any]:
        """The attributes of what the program registered with the socket, if it was something with attributes."""
        selector = self.selector and self.selector()
        key = selector._fd_to_key.get(self.fd) if selector is not None else None
        return NOTHING_HELD if key is None else attributes(key.data)

    def hold(self, selector: Any, data: Any) -> int:
        """Remember who has what was registered: the selector, or a transport. Answers how much is in its `outb`."""
        transport = transport_of(data) if type(data) is tuple else None
        if transport is not None:
            self.transport = self.transport if self.transport and self.transport() is transport else ref(transport)
            self.owing, self.plain = data[1] is not None, None
            if self.owing:
                self.probe.loop_of(selector).owing[self.conn] = self
            return unsent(transport)
        held = attributes(data)
        self.selector = ref(selector) if held is not NOTHING_HELD or type(data) is tuple else None
        self.owing = "outb" in held
        self.plain = type(data) if self.owing and reads_plainly(type(data), "outb") else None
        return outb_length(held)

    def offers(self) -> int:
        """How much its transport would send at once; -1 where that cannot be known."""
        return -1 if self.transport is None else offered(self.transport())

    def let_go(self) -> None:
        """Nothing is registered with it any more."""
        if self.conn in self.probe.wakers:
            self.probe.hush()
        if self.selector is not None or self.transport is not None:
            self.outb = self.owes()
            self.selector = self.plain = None
            self.owing = False

    def owes(self) -> int:
        """Bytes in the program's `outb` at this moment. Asked at every call of a socket that has one."""
        plain = self.plain
        if plain is None:
            return self.owes_otherwise()
        selector = self.selector()
        key = None if selector is None else selector._fd_to_key.get(self.fd)
        if key is None:
            return self.outb
        data = key.data
        try:
            outb: Any = data.outb if type(data) is plain else attributes(data).get("outb")
        except AttributeError:
            return -1
        kind = type(outb)
        return len(outb) if kind is bytes or kind is bytearray else -1

    def owes_otherwise(self) -> int:
        """The same of a transport, of a dict, and of what may be read by its dict only."""
        transport = self.transport and self.transport()
        if transport is not None:
            return unsent(transport)
        held = self.held()
        return self.outb if held is NOTHING_HELD else outb_length(held)
