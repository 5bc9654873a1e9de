"""By hand: a connection of one's own is opened, gone back to, and left alone without being ended."""

import time
from typing import TYPE_CHECKING

from connscope.events import CallFact
from connscope.tui.actions.moving import Moving

if TYPE_CHECKING:
    from connscope.tui.desk import Desk, Past
    from connscope.tui.screens.byhand import ByHand
    from connscope.tui.screens.whereto import Where

GONE = "The call is no longer kept, or nobody tells of it: only the server's own calls are events."


class Handling(Moving):
    """The pages, one at a time."""

    page: "ByHand | None" = None
    """The one that is open."""

    def on_mount(self) -> None:
        """Nothing was said."""
        self.desks: dict[int, Desk] = {}
        self.said: list[Past] = []
        self.where: Where | None = None

    def action_by_hand(self) -> None:
        """Go back to the connection under the cursor, if it is by hand; else, or from its page, ask for another."""
        if self.page is not None:
            self.page.action_another()
            return
        number, event = self.hand_meant()
        if number:
            self.open_hand(number, event)
        else:
            self.ask_where()

    def action_open(self) -> None:
        """Of an event on a connection by hand, the call that it tells of."""
        number, event = self.hand_meant() if self.pane == "events" else (0, -1)
        if number:
            self.open_hand(number, event)
        else:
            super().action_open()

    def hand_meant(self) -> tuple[int, int]:
        """The number of the client by hand that is under the cursor, and the event there; 0 and -1 for none."""
        ledger, there = self.session.ledger, self.session.conversations
        event = self.events.numbers[self.events.cursor] if self.pane == "events" and self.events.cursor >= 0 else -1
        if self.pane == "clients":
            return (self.clients.chosen, -1) if self.clients.chosen in there else (0, -1)
        fact = self.view.journal[event] if event >= 0 else None
        if event >= 0 and not isinstance(fact, CallFact):
            return 0, -1
        conn = ledger.connections.get(fact.conn if isinstance(fact, CallFact) else self.view.chosen)
        ends = (conn.id, partner.id if (partner := ledger.partner(conn)) is not None else 0) if conn is not None else ()
        number = next((number for number, it in list(there.items()) if it.conn and it.conn in ends), 0)
        return number, event

    def ask_where(self) -> None:
        """Where to."""
        from connscope.tui.screens.whereto import Where, WhereTo  # nobody waits for it at the start

        usual = Where(self.session.host, self.session.port, self.session.small_pipes)
        self.app.push_screen(WhereTo(self.where or usual), self.connect)

    def connect(self, where: "Where | None") -> None:
        """Open it, if it is still wanted. A thread does it: to look for a host's address may take its time."""
        if where is not None:
            self.where = where
            self.run_worker(lambda: self.connect_to(where), thread=True)

    def connect_to(self, where: "Where") -> None:
        """Have it opened; called in a thread of its own."""
        try:
            number = self.session.open_by_hand(where.host, where.port, small_pipes=where.small_pipes)
        except (OSError, ValueError) as error:
            sentence = f"Not connected: {getattr(error, 'strerror', None) or error}"
            self.app.call_from_thread(self.tell, sentence, "error", 5.0)
        else:
            self.app.call_from_thread(self.open_hand, number)

    def open_hand(self, number: int, event: int = -1) -> None:
        """Its page, at the call that this event tells of."""
        from connscope.tui.desk import Desk  # nobody waits for it at the start
        from connscope.tui.screens.byhand import ByHand

        conversation = self.session.conversations.get(number)
        if conversation is None or self.page is not None:
            return
        desk = self.desks.get(number)
        if desk is None:
            self.desks = {each: desk for each, desk in self.desks.items() if each in self.session.conversations}
            desk = self.desks[number] = Desk(conversation, self.said)
        self.clear_notices()
        self.page = ByHand(self.session, self.view, desk, self.soon, event)
        self.app.push_screen(self.page, self.left)

    def clear_notices(self) -> None:
        """What was said of the main screen is not to lie over the page."""
        self.app.clear_notifications()

    def left(self, wanted: int | None) -> None:
        """The page has gone, because somebody wants to go back, to an event, or to another connection."""
        from connscope.tui.screens.hand_page import ANOTHER

        self.page = None
        self.tick()
        if wanted == ANOTHER:
            self.ask_where()
        elif wanted is not None:
            self.show_event(wanted)

    def show_event(self, number: int) -> None:
        """Have the cursor on that event, filter or not; the present is shown."""
        self.view.travel.live()
        self.view.look()
        self.go_to("events")
        self.draw()
        if number not in self.events.numbers and self.events.filter:
            self.events.refilter("")
        if number in self.events.numbers:
            self.events.choose(self.events.numbers.index(number))
        else:
            self.tell(GONE, seconds=4.0)

    def draw(self) -> None:
        """The page, while it covers everything else; what is drawn when it goes takes in all that has happened."""
        if self.page is None:
            super().draw()
        elif self.page.is_mounted:
            self.drawn_at = time.monotonic()
            self.page.show()
