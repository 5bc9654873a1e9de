"""Reviewing: pages that put together what comes from one place in the source, and where they lead."""

import time
from typing import TYPE_CHECKING

from connscope.events import NOWHERE
from connscope.tui.actions.acting import Acting

if TYPE_CHECKING:
    from connscope.origins import Origin
    from connscope.tui.grouping import Grouping
    from connscope.tui.screens.review import Review
    from connscope.tui.stall_cells import Stall


class Reviewing(Acting):
    """The pages, one at a time."""

    review: "Review | None" = None
    """The one that is open."""

    def action_origins(self) -> None:
        """Where sockets were made."""
        from connscope.tui.origin_cells import ORIGINS  # nobody waits for it at the start

        self.open_review(ORIGINS)

    def action_stalls(self) -> None:
        """Where loops stalled."""
        from connscope.tui.stall_cells import STALLS

        self.open_review(STALLS)

    def open_review(self, grouping: "Grouping") -> None:
        """Its page."""
        from connscope.tui.screens.review import Review

        self.app.clear_notifications()
        self.review = Review(grouping, self.view, self.tell)
        self.app.push_screen(self.review, self.reviewed)

    def reviewed(self, row: "Origin | Stall | None") -> None:
        """The page has gone; somebody may have gone to one of its groups."""
        from connscope.origins import Origin

        self.review = None
        self.tick()
        if isinstance(row, Origin):
            self.show_origin(row)
        elif row is not None:
            self.show_stall(row)

    def show_origin(self, origin: "Origin") -> None:
        """The table with nothing but what was made there, the cursor on the oldest that is open."""
        self.go_to("connections")
        # The blank ends the line's number: `db.py:4` is not to find `db.py:41`.
        self.connections.refilter(self.view.shown(origin.place) + " ")
        rows = [conn for conn in origin.members if conn in self.connections.members]
        if rows:
            self.choose(rows[0])
        elif not self.connections.rows:
            self.tell("None of them is in the table any more. Esc shows all rows again.", seconds=4.0)
        self.draw()

    def show_stall(self, stall: "Stall") -> None:
        """The line of source where the thread was."""
        if stall.place == NOWHERE:
            self.tell("Nobody looked where its thread was.")
            return
        self.go_to("code")
        self.code.look_at(stall.place)
        self.draw()

    def draw(self) -> None:
        """The page, while it covers everything else; what is drawn when it goes takes in all that has happened."""
        if self.review is None or self.review not in self.app.screen_stack:
            super().draw()
        elif self.review.is_mounted:
            self.quiet.drawn_at = time.monotonic()
            self.review.show()
