"""What a key has changed is painted before anything else is done, and not with the next frame.

Textual has no public way to do so: a widget that wants to be drawn says so once it has nothing else to do, the screen
once that has nothing else to do starts a timer, and the timer draws. While a beat is drawn in between, a key waits for
that as well. Here the same is done in one step. It must not know any key.
"""

from typing import Any

from textual.screen import Screen

from connscope.tui.in_order import InOrder, Typed


class AtOnce(InOrder):
    """Paints when a key is done with, unless the next one waits already."""

    async def deal_with(self, event: Typed) -> None:
        """Do what it stands for, and show it."""
        await super().deal_with(event)
        if self.heard <= self.dealt and self._running and self.screen_stack:
            paint(self.screen)


def paint(screen: Screen[Any]) -> None:
    """Draw all that wants to be drawn anew.

    What those widgets say later finds nothing to be drawn. A change of the layout takes its usual way.
    """
    wanting = [widget for widget in screen._compositor.visible_widgets if widget._repaint_required]
    for widget in wanting:
        widget._repaint_required = False
    screen._dirty_widgets.update(wanting)
    if screen._dirty_widgets and not screen._layout_required:
        with screen._context():
            screen._on_timer_update()
