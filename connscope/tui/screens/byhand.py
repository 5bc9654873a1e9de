"""The page of a connection by hand with all that its keys do: a method for each, named as in `byhand_keys.py`."""

from connscope.tui.byhand_keys import KEYS
from connscope.tui.option import Option
from connscope.tui.screens.choice import Choice
from connscope.tui.screens.hand_ending import HandEnding
from connscope.tui.screens.hand_page import ANOTHER
from connscope.tui.widgets.stream import counted
from connscope.units import amount

COPIES = (
    Option("y", "line", "what is under the cursor, as it stands here"),
    Option("h", "bytes as hex", "all of its bytes that are kept"),
    Option("r", "bytes, Python", "the same as Python writes them"),
    Option("s", "whole stream", "call by call, and what each recv was made of"),
)


class ByHand(HandEnding):
    """Everything that can be done there."""

    # How it is shown.

    def action_move(self, steps: int) -> None:
        """Up or down."""
        self.stream.choose(self.stream.place + steps)
        self.bytes.show(self.stream.chosen)

    def action_page(self, pages: int) -> None:
        """Up or down by what is in view."""
        self.action_move(pages * self.stream.page)

    def action_follow(self) -> None:
        """The newest."""
        self.action_page(len(self.exchange.calls))

    def action_hex(self) -> None:
        """As hex, or as text."""
        self.stream.toggle_hex()

    def action_copy(self) -> None:
        """Ask what."""
        if self.stream.chosen is None:
            self.tell("Nothing to copy yet.")
        else:
            self.app.push_screen(Choice("Copy", COPIES), self.copy)

    def copy(self, key: str | None) -> None:
        """Hand it to the terminal."""
        if key:
            text, part = self.stream.copyable(key)
            self.app.copy_to_clipboard(text)
            lines = counted(text.count("\n") + 1, "line")
            self.tell(f"Copied: {lines}, {amount(len(text))}{f' · {part}' if part else ''}.")

    # To go away.

    def action_event(self) -> None:
        """To the event of the chosen call."""
        call = self.stream.chosen
        if call is None:
            return
        number = self.event_of(call)
        if number < 0:
            self.tell("No event tells of it: it is not here, or no longer kept.")
        else:
            self.leave(number)

    def action_another(self) -> None:
        """To the question where to."""
        self.leave(ANOTHER)

    def action_back(self) -> None:
        """To the main screen."""
        self.leave(None)

    def action_help(self) -> None:
        """What is to be seen here."""
        from connscope.tui.screens.hand_help import FIRST, sections
        from connscope.tui.screens.help import Help

        self.app.push_screen(Help(FIRST, sections(KEYS)))

    def action_next(self, steps: int) -> None:
        """The next place where the keys can go, or the one before."""
        ring = [self.form.line, self.stream, *(self.form.controls[name] for name in self.form.fields())]
        at = ring.index(self.focused) if self.focused in ring else 0
        self.set_focus(ring[(at + steps) % len(ring)])
