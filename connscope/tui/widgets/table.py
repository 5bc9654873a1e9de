"""The base of the two tables: rows by number, a cursor that stays on its row, marks, and a filter.

What a row stands for, which there are and in which order, is the table's own. It must not know what keys do to rows.
"""

from collections.abc import Iterable

from textual.message import Message

from connscope.tui.look import place_at
from connscope.tui.row_columns import Column
from connscope.tui.view import View
from connscope.tui.widgets.lines import Lines

QUIET_NS = 2_000_000_000
"""Rows do not change places for this long after a key."""


class Table(Lines):
    """Rows below the columns' titles."""

    def __init__(self, view: View, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.view = view
        self.rows: list[int] = []
        self.chosen = 0
        """The row under the cursor, by its number; 0 if there is none."""
        self.marks: set[int] = set()
        self.filter = ""
        self.columns: list[Column] = []
        self.key_at = 0

    # What a table says of itself.

    def show(self) -> None:
        """Draw the present."""
        raise NotImplementedError

    def rearrange(self) -> None:
        """Put all rows in order now."""
        raise NotImplementedError

    def chosen_anew(self) -> Message:
        """What is to be told when the cursor has come to another row."""
        raise NotImplementedError

    # What is the same for both.

    @property
    def quiet(self) -> bool:
        """Whether rows may change places: nobody has pressed a key lately."""
        return self.view.now - self.key_at >= QUIET_NS

    def choose(self, number: int) -> None:
        """Put the cursor on that row."""
        if not self.rows:
            return
        self.cursor = max(0, min(number, len(self.rows) - 1))
        if self.rows[self.cursor] != self.chosen:
            self.chosen = self.rows[self.cursor]
            self.post_message(self.chosen_anew())

    def toggle_mark(self) -> None:
        """Mark the row under the cursor, or take its mark away, and go on to the next."""
        if self.chosen in self.rows:
            self.marks ^= {self.chosen}
            self.choose(self.cursor + 1)
            self.show()

    def refilter(self, wanted: str) -> None:
        """Let only those through in which this occurs."""
        self.filter = wanted
        self.rearrange()

    def meant(self) -> Iterable[int]:
        """The marked ones, if any are."""
        return [number for number, row in enumerate(self.rows) if row in self.marks] or super().meant()

    def titles_from(self, x: int) -> list[str]:
        """The keys of the column that is there and of those behind it."""
        at = place_at(x, [column.width + column.gap for column in self.columns])
        return [column.key for column in self.columns[at:]] if at >= 0 else []
