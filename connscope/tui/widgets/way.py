"""Where the bytes are in one line: seen wherever the detail, which has a line for each station, is not."""

from connscope.connections import Connection
from connscope.stations import Stations, stations
from connscope.text import fit
from connscope.tui.look import Part
from connscope.tui.station_cells import ROOMY, in_flight, way
from connscope.tui.view import View
from connscope.tui.widgets.bar import Bar

NAME = 18
"""Cells for whose bytes they are, where there is room for that besides."""


class Way(Bar):
    """The chosen connection's, from its client through the server and back."""

    DEFAULT_CSS = "Way { dock: bottom; margin-bottom: 1; background: $background; }"

    ground = "background"

    def __init__(self, view: View) -> None:
        super().__init__(id="way")
        self.view = view

    def show(self) -> None:
        """Draw the moment."""
        if self.display:
            self.update()

    def parts(self, _: int, width: int) -> list[Part]:
        """The seven stations."""
        conn = self.view.ledger.connections.get(self.view.chosen)
        it = stations(self.view.ledger, conn) if conn is not None else None
        if conn is None or it is None:
            return [("no connection is chosen", "dim")]
        named: list[Part] = [(fit(self.view.called(conn), NAME), "dim")] if width >= ROOMY + NAME else []
        return [*named, *self.way(it, conn, width)]

    def way(self, it: Stations, conn: Connection, width: int) -> list[Part]:
        """From one end to the other."""
        return way(it, width, in_flight(it, (conn, self.view.ledger.partner(conn)), self.view.now))
