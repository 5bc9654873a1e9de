"""Where the chosen connection's bytes are, and why, so that it can be read: what comes and goes does not flicker.

A queue through which much flows is full in one look and not in the next. While time stands still all is shown as it is.
"""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from connscope.connections import Connection
from connscope.events import ConnId
from connscope.stations import Stations, cause, stations
from connscope.tui.station_cells import in_flight
from connscope.tui.view import View

LASTS_NS = 500_000_000
"""What is shown stays until it has not been so for so long."""


class Found(Struct, frozen=True):
    """All that is shown of one conversation; of a listening socket there is none."""

    it: Stations
    server: Connection | None
    client: Connection | None
    """Either is None where that end is elsewhere."""
    why: Sequence[str]
    flying: bool
    """Whether a difference is in flight, or was a moment ago."""


class Steady:
    """One thing that is shown, and when it was so last."""

    def __init__(self) -> None:
        self.shown: Any = None
        self.so_at = 0

    def settled(self, value: Any, now: int) -> Any:
        """The value, or for a while what was shown before."""
        if self.shown is None or value == self.shown or not 0 <= now - self.so_at < LASTS_NS:
            self.shown, self.so_at = value, now
        return self.shown


class Whereabouts:
    """Of one connection after the other."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.begin(0)

    def begin(self, conn_id: ConnId) -> None:
        """Nothing has been shown of this one."""
        self.conn_id = conn_id
        self.full = [Steady() for _ in range(5)]
        self.why = Steady()

    def look(self) -> Found | None:
        """At the moment that is shown; None where nothing is chosen, or no conversation, such as who listens."""
        ledger, now = self.view.ledger, self.view.now
        conn = ledger.connections.get(self.view.chosen)
        it = stations(ledger, conn) if conn is not None else None
        if conn is None or it is None:
            return None
        if conn.id != self.conn_id or self.view.stands or conn.over:
            self.begin(conn.id)
        partner = ledger.partner(conn)
        server, client = (partner, conn) if conn.role == "connected" else (conn, partner)
        full = tuple(steady.settled(so, now) for steady, so in zip(self.full, it.full, strict=True))
        it = replace(it, full=full)
        why = cause(it, server, self.view.high_water_of(server))
        return Found(it, server, client, self.why.settled(why, now), in_flight(it, (server, client), now))
