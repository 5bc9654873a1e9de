"""The line in which a person types to the program. It reads nothing of it, and sends nothing: it tells the screen."""

import re

from textual import events
from textual.binding import Binding
from textual.message import Message

from connscope.tui.typed import LONGEST, History, typeable
from connscope.tui.widgets.entry import Entry

LINE_END = re.compile(r"\r\n|\r|\n")


class TypingLine(Entry):
    """One line at a time; up and down bring back what was typed before."""

    class Entered(Message):
        """A line is to go to the program."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    BINDINGS = [  # noqa: RUF012 - Textual's own name
        Binding("up", "history(-1)", show=False),
        Binding("down", "history(1)", show=False),
        Binding("ctrl+c", "screen.interrupt", show=False),
        Binding("ctrl+d", "screen.end_input", show=False),
        Binding("escape", "screen.end_typing", show=False),
    ]

    def __init__(self) -> None:
        super().__init__("", LONGEST, typeable)
        self.id = "typing"
        self.select_on_focus = False
        self.history = History()
        self.placeholder = "type to the program…"

    async def action_submit(self) -> None:
        """Somebody has pressed enter. The line is empty until the program has been told: more may be typed ahead."""
        self.enter()

    def enter(self) -> None:
        """Hand the line over."""
        text = self.taken()
        self.post_message(self.Entered(text))

    def taken(self) -> str:
        """What is in the line, which then is empty; a password is not remembered."""
        text = self.value
        self.history.remember("" if self.password else text)
        self.value = ""
        return text

    def action_history(self, steps: int) -> None:
        """What was typed before, or after that."""
        if not self.password:
            self.value = self.history.step(steps, self.value)
            self.cursor_position = len(self.value)

    def hide(self, hidden: bool) -> None:
        """Show dots for what is typed, as long as the program wants it not to be seen."""
        if hidden is not self.password:
            self.password = hidden

    def _on_paste(self, event: events.Paste) -> None:
        """Each line end is an enter, as at any terminal."""
        event.prevent_default()
        event.stop()
        *lines, rest = LINE_END.split(event.text)
        for line in lines:
            self.replace(line, *self.selection)
            self.enter()
        self.replace(rest, *self.selection)
