"""What a person may choose about the screen, whoever read it from where. It knows neither file nor screen."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

Times = Literal["clock", "elapsed"]

THEMES = ("dark", "light", "projector", "colour-blind")
TIMES: tuple[Times, ...] = ("clock", "elapsed")


class Preferences(Struct, frozen=True):
    """How the screen looks and listens."""

    theme: str = "dark"
    """One of `THEMES`."""
    ascii: bool = False
    """No character beyond ASCII is drawn."""
    times: Times = "clock"
    """Events by the time of day, or by the time since the start."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Other keys for commands, by the command's name: as Textual names them, separated by commas."""


DEFAULTS = Preferences()
