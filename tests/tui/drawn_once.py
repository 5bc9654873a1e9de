"""A new layout is drawn when the pilot waits, as all else is, and not at once; and how often anything was drawn.

Textual draws the whole screen each time that it lays one out: five times until an app has begun, before anybody looks.
"""

from collections import Counter
from typing import Any

from textual.screen import Screen

LAY_OUT, UPDATE, DRAW = Screen._refresh_layout, Screen._on_timer_update, Screen._compositor_refresh
DRAWN = Counter[str]()
"""How many frames."""


def lay_out(screen: Screen[Any], *size: Any, **how: Any) -> None:
    """Say where everything is, and leave the whole screen to be drawn."""
    screen._compositor_refresh = lambda: screen._dirty_widgets.add(screen)  # type: ignore[method-assign]
    try:
        LAY_OUT(screen, *size, **how)
    finally:
        del screen._compositor_refresh


def update(screen: Screen[Any]) -> None:
    """As Textual does; what it lays out for that it draws at once."""
    screen._refresh_layout = lambda *size, **how: LAY_OUT(screen, *size, **how)  # type: ignore[method-assign]
    try:
        UPDATE(screen)
    finally:
        del screen._refresh_layout


def draw(screen: Screen[Any]) -> None:
    """As Textual does."""
    DRAWN["frames"] += 1
    DRAW(screen)
