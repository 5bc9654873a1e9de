"""The lines of a page of groups: each keeps its place for a while after a key, and the cursor stays on its group."""

from collections.abc import Hashable
from textwrap import wrap
from typing import Any

from textual.message import Message

from connscope.tui.grouping import Grouping
from connscope.tui.look import Part
from connscope.tui.row_columns import clear_of_bar
from connscope.tui.view import View
from connscope.tui.widgets.lines import Lines
from connscope.tui.widgets.table import QUIET_NS


class Groups(Lines):
    """A line for each, or a sentence about there being none."""

    class Chosen(Message):
        """The cursor is on another."""

    heads = 1

    def __init__(self, grouping: Grouping, view: View) -> None:
        super().__init__(id="groups")
        self.grouping = grouping
        self.view = view
        self.rows: list[Any] = []
        self.keys: list[Hashable] = []
        self.chosen: Hashable = None
        """The key of the one under the cursor."""
        self.key_at = -QUIET_NS
        """When a key was pressed last."""
        self.set_reactive(Groups.cursor, 0)

    def show(self) -> None:
        """Draw the moment. Whoever has just moved finds all where it was; what is new comes last."""
        found = {self.grouping.key_of(row): row for row in self.grouping.rows(self.view)}
        if 0 <= self.view.now - self.key_at < QUIET_NS:
            stays = [key for key in self.keys if key in found]
            self.keys = stays + [key for key in found if key not in set(stays)]
        else:
            self.keys = list(found)
        self.rows = [found[key] for key in self.keys]
        if self.chosen not in found:
            self.chosen = self.keys[min(max(self.cursor, 0), len(found) - 1)] if found else None
        self.cursor = self.keys.index(self.chosen) if found else -1
        self.entitle(self.grouping.title, self.grouping.total(self.rows, self.view))
        self.update()

    def choose(self, number: int) -> None:
        """Put the cursor there."""
        self.key_at = self.view.now
        if self.rows:
            self.cursor = max(0, min(number, len(self.rows) - 1))
            self.chosen = self.keys[self.cursor]
            self.post_message(self.Chosen())

    def on_resize(self) -> None:
        """As many lines as the sentence takes now."""
        super().on_resize()
        self.update()

    @property
    def row(self) -> Any:
        """The one under the cursor; None if there is none."""
        return self.rows[self.cursor] if self.rows else None

    # What the page's lines are.

    def count(self) -> int:
        """A line for each; or for the sentence."""
        return len(self.rows) or len(self.empty(self.scrollable_content_region.width))

    def head(self, _: int, width: int) -> list[Part]:
        """What the columns are."""
        return self.grouping.head(width) if self.rows else []

    def empty(self, width: int) -> list[list[Part]]:
        """That there is none, and what to do about it."""
        lines = wrap(self.grouping.empty, max(1, clear_of_bar(width)))
        return [*([(line, "dim")] for line in lines), [], [("esc", "key"), (" goes back", "dim")]]

    def parts(self, number: int, width: int) -> list[Part]:
        """One of them."""
        return self.grouping.line(self.rows[number], self.view, width) if self.rows else self.empty(width)[number]
