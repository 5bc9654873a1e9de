"""Typing: what a person says to the program's terminal, and the keys that are more than text there."""

from textual import on

from connscope.programs import ProgramSession
from connscope.tui.screens.panes import Panes
from connscope.tui.typed import MOST_BYTES, as_bytes
from connscope.tui.widgets.typing_line import TypingLine
from connscope.units import exact


class Typing(Panes):
    """What goes to the program as if it came from a keyboard."""

    session: ProgramSession

    def action_type(self) -> None:
        """Open the line, or go back to it."""
        if self.terminal_box is None or self.nobody_hears:
            return
        self.add_class("-typing")
        # At once, not `focus()`, which comes later: keys typed ahead are text already.
        self.terminal_box.line.display = True
        self.set_focus(self.terminal_box.line)
        self.terminal_box.terminal.follow()
        self.show_footer()

    def action_end_typing(self) -> None:
        """Put the line away; what is in it stays there, unless it is a secret."""
        if self.terminal_box is None:
            return
        line = self.terminal_box.line
        line.value = "" if line.password else line.value
        self.remove_class("-typing")
        self.set_focus(self.current)
        line.display = False
        self.show_footer()

    @on(TypingLine.Entered)
    def type_line(self, message: TypingLine.Entered) -> None:
        """A line, with its end."""
        if not self.nobody_hears:
            self.type_in(as_bytes(message.text) + b"\n")

    def type_in(self, data: bytes) -> None:
        """Type it; what is too much is said, and not done."""
        if len(data) > MOST_BYTES:
            self.tell(f"No terminal takes a line of more than {exact(MOST_BYTES)} bytes: nothing was typed.", "warning")
        elif self.session.type_in(data) < len(data):
            self.tell(f"{self.session.name} does not read: there is no room for more.", "warning")
        self.soon()

    def action_interrupt(self) -> None:
        """Ctrl-C, into the program, not to us."""
        if not self.nobody_hears:
            self.session.interrupt()
            self.tell(f"Ctrl-C was typed into {self.session.name}.")
            self.soon()

    def action_end_input(self) -> None:
        """As Ctrl-D at a terminal: what is in the line goes as it is; where there is nothing, the input is over."""
        if self.nobody_hears:
            return
        if self.terminal_box is not None and (text := self.terminal_box.line.taken()):
            self.type_in(as_bytes(text))
        self.session.end_input()
        self.tell(f"Ctrl-D was typed into {self.session.name}: at the start of a line that is the end of its input.")
        self.soon()

    @property
    def nobody_hears(self) -> bool:
        """Whether there is no program that could be typed to; said at once."""
        if self.session.is_between or not self.view.session_alive:
            how = "esc, then r" if isinstance(self.focused, TypingLine) else "r"
            self.tell(f"Nothing runs that could be typed to: {how} starts it anew.", "warning")
            return True
        return False
