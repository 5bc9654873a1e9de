"""Finding: what is shown of the rows and events, and in which order."""

from typing import TYPE_CHECKING

from textual import on
from textual.widgets import Input

from connscope.tui.command import TERMINAL
from connscope.tui.screens.panes import Panes
from connscope.tui.widgets.clients import Clients
from connscope.tui.widgets.connections import Connections
from connscope.tui.widgets.events import Events

if TYPE_CHECKING:
    from connscope.tui.widgets.terminal import Terminal


class Filtering(Panes):
    """The filter below the panes, and the order of the rows."""

    def action_sort(self) -> None:
        """By the next column."""
        self.rows_pane.sort_next()

    def action_filter(self) -> None:
        """Ask for the text."""
        self.add_class("-filtering")
        self.filter_line.value = self.filtered.filter
        # At once, not `focus()`, which comes later: keys typed ahead are text already.
        self.filter_line.display = True
        self.set_focus(self.filter_line)
        self.show_footer()

    def action_back(self) -> None:
        """Without the filter; then to the connections."""
        if self.has_class("-filtering") or self.filtered.filter:
            self.filter_line.value = ""
            self.filtered.refilter("")
            self.end_filter()
        else:
            self.go_to("connections")

    @on(Input.Changed, "#filter")
    def filter_by(self, event: Input.Changed) -> None:
        """Filter while it is typed, by what is there by now: of letters typed ahead each has its own message."""
        if self.has_class("-filtering") and event.input.value != self.filtered.filter:
            self.filtered.refilter(event.input.value)

    @on(Input.Submitted, "#filter")
    def keep_filter(self, event: Input.Submitted) -> None:
        """Back to the rows that are left. Of the last letters nobody may have heard yet."""
        if event.value != self.filtered.filter:
            self.filtered.refilter(event.value)
        self.end_filter()

    def action_end_filter(self) -> None:
        """As enter does."""
        self.end_filter()

    def end_filter(self) -> None:
        """Put the input away."""
        self.remove_class("-filtering")
        self.set_focus(self.current)
        self.filter_line.display = False
        self.show_footer()

    @property
    def filtered(self) -> "Connections | Events | Clients | Terminal":
        """The pane that a filter acts on."""
        if self.terminal is not None and self.pane == TERMINAL:
            return self.terminal
        return self.events if self.pane == "events" else self.rows_pane

    @property
    def filter_line(self) -> Input:
        """Where it is typed."""
        return self.query_one("#filter", Input)
