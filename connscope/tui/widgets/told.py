"""What is said below a page's lines of the one under the cursor. It keeps its height: nothing above it jumps."""

from connscope.tui.look import Part
from connscope.tui.station_cells import paragraph
from connscope.tui.widgets.bar import Bar


class Told(Bar):
    """A few lines."""

    DEFAULT_CSS = "Told { height: 4; overflow-y: hidden; }"

    def __init__(self) -> None:
        super().__init__(id="told")
        self.sentences: list[list[Part]] = []

    def say(self, sentences: list[list[Part]]) -> None:
        """Say that, a paragraph for each."""
        if sentences != self.sentences:
            self.sentences = sentences
            self.update()

    def lines(self, width: int) -> list[list[Part]]:
        """Their lines; what goes on in the next one hangs behind the glyph."""
        found: list[list[Part]] = []
        for parts in self.sentences:
            (glyph, role), *words = parts if len(parts) > 1 else [("", "text"), *parts]
            found += paragraph((glyph, role), words, width)
        return found

    def count(self) -> int:
        """As many as it takes."""
        return len(self.lines(self.scrollable_content_region.width))

    def parts(self, number: int, width: int) -> list[Part]:
        """One of them."""
        return self.lines(width)[number]
