"""The line below what is said: what came of it, or what is wrong with it, or what to do first."""

from connscope.text import visible
from connscope.tui.look import Part
from connscope.tui.widgets.bar import Bar


class Outcome(Bar):
    """One sentence with its glyph."""

    DEFAULT_CSS = "Outcome { background: $background; }"

    ground = "background"

    def __init__(self) -> None:
        super().__init__(id="outcome")
        self.said: Part = ("", "dim")

    def say(self, sentence: str, role: str = "dim") -> None:
        """Show that; its glyph, if it has one, comes with it."""
        if (sentence, role) != self.said:
            self.said = (sentence, role)
            self.update()

    def parts(self, _: int, width: int) -> list[Part]:
        """The sentence, as far as there is room."""
        sentence, role = self.said
        return [(visible(sentence, width), role)]
