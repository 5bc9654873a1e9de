"""What the stations of the chosen connection were in the last half minute: the past is looked up once.

All that is kept of one connection takes three milliseconds to be looked through, which is too long for each frame.
"""

from collections.abc import Iterable

from connscope.connections import Connection
from connscope.events import ConnId
from connscope.picture import Picture
from connscope.stations import Stations, history
from connscope.tui.station_cells import LONGEST
from connscope.units import SECOND


class HalfMinute:
    """The last of each second."""

    def __init__(self) -> None:
        self.of: tuple[ConnId, int | None] = (0, None)
        """Whose it is, and the moment of the past that it leads to; None: the present."""
        self.samples: list[Stations] = []

    def until(self, it: Stations, picture: Picture, conn: Connection, moment: int | None) -> list[Stations]:
        """What led to these stations, them included. It is told of each that is shown."""
        if (conn.id, moment) != self.of:
            self.of = conn.id, moment
            self.samples = latest(history(picture, conn))
        self.samples = latest([*self.samples, it])[-LONGEST - 2 :]
        return self.samples


def latest(samples: Iterable[Stations]) -> list[Stations]:
    """The last in each second."""
    return list({each.at // SECOND: each for each in samples}.values())
