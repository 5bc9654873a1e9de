"""Travelling: the view goes back and forth through the recent past, while the program runs on, or is held."""

from connscope.tui.actions.acting import Acting
from connscope.tui.travel import ends_a_loop


class Travelling(Acting):
    """Which moment is shown."""

    def stops(self, number: int) -> bool:
        """Whether a moment is one of the program that is stepped."""
        return self.view.stepped.stops_at(self.view.journal, number)

    def ends_a_loop(self, number: int) -> bool:
        """Whether it is where its `select()` has returned."""
        return ends_a_loop(self.view.journal[number]) and self.stops(number)

    def action_view_back(self) -> None:
        """One call earlier."""
        self.show_moment(self.view.travel.back(self.stops))

    def action_view_forward(self) -> None:
        """One call later."""
        self.view.travel.forward(self.stops)
        self.show_moment(True)

    def action_view_loop(self, step: int) -> None:
        """One `select()` earlier, or later."""
        if step > 0:
            self.view.travel.forward(self.ends_a_loop)
        self.show_moment(step > 0 or self.view.travel.back(self.ends_a_loop))

    def action_view_start(self) -> None:
        """As far back as it is known."""
        self.show_moment(self.view.travel.start(self.stops))

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
