"""Travelling: the view goes back and forth through the recent past, while the program runs on, or is held."""

from connscope.events import Fact
from connscope.tui.screens.panes import Panes
from connscope.tui.travel import ends_a_loop


class Travelling(Panes):
    """Which moment is shown."""

    def action_view_back(self) -> None:
        """One call earlier."""
        self.show_moment(self.view.travel.back(self.view.stepped.has))

    def action_view_forward(self) -> None:
        """One call later."""
        self.view.travel.forward(self.view.stepped.has)
        self.show_moment(True)

    def action_view_loop(self, step: int) -> None:
        """One `select()` earlier, or later."""
        stepped = self.view.stepped

        def wanted(fact: Fact) -> bool:
            return ends_a_loop(fact) and stepped.has(fact)

        if step > 0:
            self.view.travel.forward(wanted)
        self.show_moment(step > 0 or self.view.travel.back(wanted))

    def action_view_start(self) -> None:
        """As far back as it is known."""
        self.show_moment(self.view.travel.start(self.view.stepped.has))

    def action_view_live(self) -> None:
        """The present."""
        self.view.travel.live()
        self.show_moment(True)

    def show_moment(self, there: bool) -> None:
        """Draw the moment to which somebody has gone, if it was there."""
        if not there:
            self.tell("That is as far back as it is known.")
        self.view.look()
        self.draw()
