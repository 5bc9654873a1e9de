"""One line to type into, without a frame. What cannot be shown as it is never gets in, whether typed or pasted."""

import re
from collections.abc import Callable

from textual import events
from textual.widgets import Input

from connscope.text import visible

LONE_RETURN = r"\r(?!\n)"


class Entry(Input):
    """An `Input` of one row. `tame` makes of any text one that can be shown, and leaves such a one as it is."""

    DEFAULT_CSS = """
    Entry {
        height: 1;
        border: none;
        padding: 0 1;
        background: $panel;
        &:focus { border: none; background-tint: $background 0%; }
        &.-textual-compact { padding: 0 1; }
    }
    """

    def __init__(
        self,
        text: str,
        longest: int,
        tame: Callable[[str], str] = visible,
        *,
        lines: bool = False,
    ) -> None:
        self.tame = tame
        self.longest = longest
        self.takes_lines = lines
        super().__init__(text, compact=True, select_on_focus=True)

    def validate_value(self, value: str) -> str:
        """Whoever sets it."""
        return self.tame(value)

    def replace(self, text: str, start: int, end: int) -> None:
        """What is typed or pasted, as far as there is room: one character more than allowed, so that it is told."""
        start, end = sorted((start, end))
        room = self.longest + 1 - len(self.value) + (end - start)
        super().replace(self.tame(text[: max(0, room)])[: max(0, room)], start, end)

    def _on_paste(self, event: events.Paste) -> None:
        """All lines where lines can be said. Terminals send a return for each new line."""
        if self.takes_lines:
            event.prevent_default()
            event.stop()
            self.replace(re.sub(LONE_RETURN, "\n", event.text), *self.selection)
