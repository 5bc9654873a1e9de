"""The source that runs, with the calls a second at each line. Read-only, and no arrow: nothing is held."""

from pathlib import Path

from connscope.text import fit
from connscope.tui.look import Part
from connscope.tui.view import View
from connscope.tui.widgets.lines import Lines
from connscope.units import count as per_second


class Code(Lines):
    """One file."""

    def __init__(self, view: View) -> None:
        super().__init__(id="code")
        self.view = view
        self.file = ""
        self.lines: list[list[Part]] = []
        self.path: Path | None = None
        """The file that is to be read as soon as the pane is seen."""
        self.marked = 0
        """The line of the chosen connection's last call; 0 if it has none here."""

    def open(self, path: Path, shown_as: str) -> None:
        """Show this file, from the function that serves a client on."""
        self.file, self.path = shown_as, path
        self.entitle(shown_as, "calls a second at each line")
        self.show()

    def read(self, path: Path) -> None:
        """Take the file in and go to where the reading begins."""
        try:
            from connscope.tui.colouring import coloured

            self.lines = coloured(path)
        except OSError as error:  # no descriptor is free; the next beat tries again
            self.lines = [[(f"{self.file} cannot be read now: {error.strerror}", "warn")]]
            return
        self.path = None
        self.measure()
        self.cursor = self.line_of("def service_connection")
        self.scroll_to(y=self.cursor, animate=False, force=True)
        self.refresh()

    def line_of(self, words: str) -> int:
        """The first line with these words, or the first of all."""
        texts = ("".join(text for text, _ in parts) for parts in self.lines)
        return next((number for number, text in enumerate(texts) if words in text), 0)

    def show(self) -> None:
        """Draw the present."""
        if not self.size.height:
            return
        if self.path is not None:
            self.read(self.path)
        conn = self.view.ledger.connections.get(self.view.chosen)
        here = conn is not None and conn.place[0] == self.file
        self.marked = conn.place[1] if conn is not None and here else 0
        self.update()

    def on_resize(self) -> None:
        """Being seen begins with a size: the next beat would be too late."""
        self.show()

    def choose(self, number: int) -> None:
        """Put the cursor on that line."""
        self.cursor = max(0, min(number, len(self.lines) - 1))

    # What the pane's lines are.

    def count(self) -> int:
        """A line for each of the file's."""
        return len(self.lines)

    def parts(self, number: int, _width: int) -> list[Part]:
        """Line number, calls a second, source."""
        calls = self.view.calls_at((self.file, number + 1))
        marked = number + 1 == self.marked
        gutter = fit(per_second(calls) if calls >= 0.5 else "", 6, align="right")
        return [
            (fit(str(number + 1), 4, align="right"), "strong" if marked else "dim"),
            (gutter, "good" if calls else "faint"),
            (" ", "text"),
            *self.lines[number],
        ]
