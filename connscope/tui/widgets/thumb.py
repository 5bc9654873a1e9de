"""A pane's scrollbar: Textual's, but drawn anew only when its thumb looks different.

A list that grows tells its bar ten times a second how long it is by now, and the thumb hardly moves. To draw the bar
anew took twice as long as the events that had come. It must not know whose it is.
"""

from math import ceil

from textual.reactive import Reactive
from textual.scrollbar import ScrollBar

EIGHTHS = 8
"""Of a cell: so finely a thumb is drawn."""


class Thumb(ScrollBar):
    """The vertical one."""

    window_virtual_size: Reactive[int] = Reactive(100, repaint=False)
    window_size: Reactive[int] = Reactive(0, repaint=False)
    position: Reactive[float] = Reactive(0, repaint=False)

    drawn: tuple[int, ...] = ()
    """How it looked when it was drawn last."""
    moves = False
    """Whether it is about to be looked at."""

    def move(self) -> None:
        """Look at it when all has been said: a list that follows becomes longer first, and is scrolled then."""
        if not self.moves:
            self.moves = self.call_later(self.look)

    def look(self) -> None:
        """Draw it if it looks different by now."""
        self.moves = False
        looks = thumb(self.size.height, self.window_virtual_size, self.window_size, self.position)
        if looks != self.drawn:
            self.drawn = looks
            self.refresh()

    def watch_window_virtual_size(self) -> None:
        """There is more, or less."""
        self.move()

    def watch_window_size(self) -> None:
        """More of it is seen, or less."""
        self.move()

    def watch_position(self) -> None:
        """Something else of it is seen."""
        self.move()


def thumb(height: int, lines: int, seen: int, top: float) -> tuple[int, ...]:
    """The bar's height, and where its thumb begins and ends, in eighths of a cell; without these where there is none.

    As Textual works it out where it draws it.
    """
    if not 0 < seen < lines or not height or height == lines:
        return (height,)
    size = max(1, seen * height / lines)
    start = int((height - size) * top / (lines - seen) * EIGHTHS)
    return height, start, start + ceil(size * EIGHTHS)
