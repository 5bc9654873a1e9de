"""One line as a program writes it: text, tabs and backspaces, as many cells as anybody will read and no more."""

from connscope.text import cells, visible

MOST_CELLS = 4_000
"""A longer line is cut and ends in "…"."""

TAB = 8


class Line:
    """What a program has written since the last line end."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._column = 0
        self._returned = False

    @property
    def text(self) -> str:
        """All of it, in visible characters."""
        return visible("".join(self._pieces), MOST_CELLS)

    def write(self, raw: bytes) -> None:
        """Add text to it; of what lies beyond the longest line nothing is kept."""
        self._begin()
        if (room := MOST_CELLS + 1 - self._column) > 0:
            self._add(visible(raw) if len(raw) < room else visible(raw, room))

    def tab(self) -> None:
        """Fill with spaces up to the next column that eight divides."""
        self._begin()
        if self._column <= MOST_CELLS:
            self._add(" " * (TAB - self._column % TAB))

    def back(self) -> None:
        """Take a cell back; of a character that is two cells wide a space remains. What was cut stays cut."""
        if self._returned or not 0 < self._column <= MOST_CELLS:
            return
        last = self._pieces[-1][-1]
        self._pieces[-1] = self._pieces[-1][:-1]
        if not self._pieces[-1]:
            self._pieces.pop()
        self._column -= cells(last)
        if cells(last) > 1:
            self._add(" ")

    def return_(self) -> None:
        """Go back to its beginning: whatever is written next begins it anew. Until then it stays."""
        self._returned = True

    def erase(self, how: bytes) -> None:
        """What `CSI K` asks for: nothing in front of us is there to erase, but after a return all of it is."""
        if self._returned or how not in (b"", b"0"):
            self.clear()

    def clear(self) -> None:
        """Begin with an empty line."""
        self._pieces.clear()
        self._column = 0
        self._returned = False

    def is_new(self) -> bool:
        """Whether nothing has been written on it."""
        return not self._pieces

    def _begin(self) -> None:
        if self._returned:
            self.clear()

    def _add(self, text: str) -> None:
        if text:
            self._pieces.append(text)
            self._column += cells(text)
