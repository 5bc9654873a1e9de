"""By hand: a connection of one's own is opened, gone back to, and left alone without being ended."""

import time
from typing import TYPE_CHECKING

from connscope.events import CallFact, ClientFact, ConnId
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
        there = self.session.conversations
        if self.pane == "clients":
            return (self.clients.chosen if self.clients.chosen in there else 0), -1
        if self.pane != "events":
            return self.hand_at(self.view.chosen), -1
        event = self.event_meant
        fact = self.view.journal[event] if event >= 0 else None
        if isinstance(fact, ClientFact):
            return (fact.client if fact.client in there else 0), -1
        return (self.hand_at(fact.conn), event) if isinstance(fact, CallFact) else (0, -1)

    def hand_at(self, conn_id: ConnId) -> int:
        """The number of the client by hand whose connection this is, whichever end is meant; 0 if it is nobody's."""
        ledger, conversations = self.session.ledger, list(self.session.conversations.values())
        conn = ledger.connections.get(conn_id)
        partner = ledger.partner(conn) if conn is not None else None
        ends = (conn_id, partner.id if partner is not None else conn_id)
        return next((it.number for it in conversations if it.conn and it.conn in ends), 0)

    @property
    def event_meant(self) -> int:
        """The journal's number of the event under the cursor; -1 if there is none, or none any more."""
        pane = self.events
        event = pane.numbers[pane.cursor] if 0 <= pane.cursor < pane.count() else -1
        return event if event >= self.view.journal.first else -1

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
        self.soon()

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
            self.quiet.drawn_at = time.monotonic()
            self.page.show()
