"""Where the bytes are in one line: seen wherever the detail, which has a line for each station, is not."""

from connscope.connections import Connection
from connscope.text import fit
from connscope.tui.look import Part
from connscope.tui.station_cells import ROOMY, way
from connscope.tui.view import View
from connscope.tui.whereabouts import Found, Whereabouts
from connscope.tui.widgets.bar import Bar

NAME = 18
"""Cells for whose bytes they are, where there is room for that besides."""


class Way(Bar):
    """The chosen connection's, from its client through the server and back; or why there are none."""

    DEFAULT_CSS = "Way { dock: bottom; margin-bottom: 1; background: $background; }"

    ground = "background"

    def __init__(self, view: View, whereabouts: Whereabouts) -> None:
        super().__init__(id="way")
        self.view = view
        self.whereabouts = whereabouts
        self.found: Found | None = None

    def show(self) -> None:
        """Draw the moment."""
        if self.display:
            self.found = self.whereabouts.look()
            self.update()

    def parts(self, _: int, width: int) -> list[Part]:
        """The seven stations."""
        chosen = self.view.ledger.connections.get(self.view.chosen)
        if self.found is None:
            return [(without_bytes(chosen), "dim")]
        line = way(self.found.it, width, self.found.flying)
        return [*self.named(chosen), *line] if width >= ROOMY + NAME else line

    def named(self, chosen: Connection | None) -> list[Part]:
        """Whose they are."""
        return [(fit(self.view.called(chosen) if chosen is not None else "", NAME), "dim")]


def without_bytes(chosen: Connection | None) -> str:
    """Why nothing can be said of the bytes of this."""
    if chosen is None:
        return "no connection is chosen"
    return "this is the listening socket: no bytes pass it" if chosen.role == "listening" else "this is no connection"
