"""Moving: the cursor within a pane, and from pane to pane."""

from connscope.events import CallFact, HandFact
from connscope.tui.actions.acting import Acting
from connscope.tui.command import TERMINAL


class Moving(Acting):
    """Where the keys act, and on which line."""

    def action_move(self, steps: int) -> None:
        """Up or down."""
        self.connections.key_at = self.view.now
        self.current.choose(self.current.place + steps)

    def action_page(self, pages: int) -> None:
        """Up or down by what is in view."""
        self.action_move(pages * self.current.page)

    def action_first(self) -> None:
        """The first line."""
        self.action_move(-self.current.count())

    def action_last(self) -> None:
        """The last line."""
        self.action_move(self.current.count())

    def action_follow(self) -> None:
        """The newest event, or the newest of what the program has written."""
        if self.terminal is not None and self.pane == TERMINAL:
            self.terminal.follow()
        else:
            self.events.follow()

    def action_open(self) -> None:
        """The connection under the cursor, or that of the event."""
        if self.pane == "events":
            self.choose_that_of_event()
        if self.pane != "clients" or self.choose_that_of_client():
            self.go_to("detail")

    def choose_that_of_event(self) -> None:
        """Choose the connection that the event under the cursor tells of, if it is in the table."""
        if self.events.cursor < 0:
            return
        fact = self.view.journal[self.events.numbers[self.events.cursor]]
        if isinstance(fact, CallFact | HandFact) and fact.conn in self.connections.members:
            self.connections.choose(self.connections.rows.index(fact.conn))

    def choose_that_of_client(self) -> bool:
        """Choose the connection of the client under the cursor; if it is no longer kept, say so, and answer that."""
        number = self.clients.chosen
        kept = not number or self.choose_client(number)
        if not kept:
            self.tell(f"The connection of client-{number} is over, and no longer kept.")
        return kept

    def action_pane(self, pane: str) -> None:
        """Go there."""
        self.go_to(pane)

    def action_next_pane(self, step: int = 1) -> None:
        """The next one."""
        panes = self.places
        self.go_to(panes[(panes.index(self.pane) + step) % len(panes)])

    def action_previous_pane(self) -> None:
        """The one before."""
        self.action_next_pane(-1)
