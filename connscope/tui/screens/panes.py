"""The main screen's time: the beat at which news is taken in, and what is then drawn in each pane.

What commands do there is in `actions/`, how panes are laid out in `arranged.py`; this knows neither.
"""

import time
from math import inf

from connscope.connections import Connection
from connscope.events import ConnId, Held
from connscope.stepping import CLIENTS
from connscope.tui.at_once import paint
from connscope.tui.cycles import Cycles
from connscope.tui.pace import Pace
from connscope.tui.quiet import Quiet
from connscope.tui.resting import Resting
from connscope.tui.screens.arranged import Arranged
from connscope.tui.standing import Standing, standing
from connscope.tui.widgets.clients import Clients
from connscope.tui.widgets.connections import Connections

BEAT_SECONDS = 0.1
SOON_SECONDS = 0.02
BETWEEN_SECONDS = 0.001
"""Between two pieces of more news than can be taken in at once."""
ANSWER_SECONDS = 0.002
"""How often the answer to a wish at the gate is looked for,"""
PATIENCE_SECONDS = 1.0
"""and for how long."""
SELDOM_SECONDS = 0.95
"""How often kernels are asked where nothing happens."""
CALM_SECONDS = 0.1
"""So long nothing is drawn of what lies between two held moments."""

PASSING = Standing()
"""Time goes on: there is no moment to speak of."""


class Panes(Arranged):
    """Everything at once, as it goes on."""

    standing = PASSING
    """The moment that is shown, while time stands still."""
    looked_at = (0, 0, 0)
    asked_at = 0.0
    """When something was wished at the gate to which no answer has come; 0 if nothing was."""
    held_before: Held | None = None
    watched_at = 0.0
    """When it was last said whose kernel is to be asked."""
    goes_on = False
    """Whether more news will be taken in in a moment."""

    def on_mount(self) -> None:
        """Begin to look."""
        self.cycles = Cycles(self.session)
        self.pace = Pace()
        self.quiet = Quiet()
        self.changed: set[ConnId] = set()
        self.open_source()
        self.resting = Resting(self, BEAT_SECONDS, self.beat)
        self.tick()
        self.answers = self.set_interval(ANSWER_SECONDS, self.look_for_answer, pause=True)

    def on_unmount(self) -> None:
        """Leave nothing behind."""
        self.resting.set_alarm(None)
        self.cycles.let_go()

    def open_source(self) -> None:
        """Show the source that runs, whatever was looked at before."""
        self.standing = PASSING
        self.code.follow(PASSING)
        ours = self.session.stepping.whose == CLIENTS
        self.code.open("clients/multiconn.py" if ours else self.session.source_name)

    def beat(self) -> None:
        """Ten times a second, or seldom while all rest: draw what is new, but nothing between two steps."""
        now = time.monotonic()
        if self.asked_at and now - self.asked_at < CALM_SECONDS:
            return
        if not self.quiet.is_calm(now) or now - self.watched_at >= SELDOM_SECONDS:
            self.watch_kernels(now)
        may_rest = self.may_rest(now)  # asked first: who stirs after that wakes this
        self.take_in()
        self.cycles.look_after(quiet=self.quiet.is_calm(now))
        if self.is_due(now) and (not self.session.is_hard_pressed or self.pace.allows(now, time.thread_time())):
            self.show_news()
        elif self.terminal_box is not None:  # what a program writes is no fact
            self.make_room()
            self.terminal_box.show()
        self.rest_or_go_on(now, rest=may_rest and self.quiet.is_calm(now) and not self.session.is_behind)

    def take_in(self) -> None:
        """Take in some news; where there is more, go on as soon as keys and frames have had their turn."""
        if self.resting.has_rested:
            self.resting.has_rested = False
            self.view.live_rates.rested(self.view.clock())
        self.changed |= self.session.tick()
        self.hear_of_news()
        if self.session.is_behind and not self.goes_on:
            self.goes_on = True
            self.set_timer(BETWEEN_SECONDS, self.go_on)

    def hear_of_news(self) -> None:
        """Remember when there was any last."""
        if self.session.has_news:
            self.quiet.stirred_at = time.monotonic()

    def go_on(self) -> None:
        """Take in some more."""
        self.goes_on = False
        self.take_in()

    def may_rest(self, now: float) -> bool:
        """Whether there will be no news that nobody calls for, if there is none now."""
        awaits = self.asked_at or self.clients.tally.to_come
        goes_by = not self.view.is_live or self.terminal_box is not None
        return self.quiet.is_calm(now) and not (awaits or goes_by) and self.session.wake_once(self.resting.wake)

    def rest_or_go_on(self, now: float, *, rest: bool) -> None:
        """Until the next beat, be it soon or late."""
        if rest:
            paint(self)  # Textual would wake once more to see that there is nothing to be painted
            again = SELDOM_SECONDS if self.session.kernels_stir else inf
            self.resting.rest(max(BEAT_SECONDS, min(again, self.quiet.ages_at(now) - now)))
        else:
            self.resting.go_on()

    def attend(self) -> None:
        """Somebody does something: then it is seen at once how old things are by now, and each second that passes."""
        now = time.monotonic()
        if self.is_mounted:
            self.quiet.attended_at = now
            if self.resting.rests and self.is_due(now):
                self.resting.look()

    def watch_kernels(self, now: float) -> None:
        """Say whose kernel is to be asked: of those whose numbers are seen. Of the past nobody can be.

        Where nothing has happened for a while the chosen one is asked no more often than others, until something does.
        """
        self.watched_at = now
        seen, chosen = self.connections.kernels_seen, self.view.chosen
        if not self.view.is_live:
            self.session.watch((), 0)
        elif self.quiet.is_calm(now):
            self.session.watch([*seen, chosen], 0)
        else:
            self.session.watch(seen, chosen)

    def is_due(self, now: float) -> bool:
        """Whether there is something to draw."""
        return self.quiet.is_due(now, stands=self.view.stands, live=self.view.is_live)

    def tick(self) -> None:
        """Take in the news and draw what has changed; there may be more to come."""
        self.take_in()
        self.resting.go_on()
        self.show_news()

    def show_news(self) -> None:
        """Draw the present, or how far back it is now what is shown."""
        changed, self.changed = self.changed, set()
        self.view.advance(changed)
        self.look_closer()
        self.draw()

    def draw(self) -> None:
        """Draw the moment that is shown."""
        self.quiet.drawn_at = now = time.monotonic()
        self.pace.drawn(now, time.thread_time())
        self.make_room()
        self.stand()
        for pane in (self.connections, self.detail, self.code, self.clients, self.events):
            pane.show()
        if self.terminal_box is not None:
            self.terminal_box.show()
        self.header.show()
        self.way.show()
        if self.welcome.display:
            self.welcome.show()
        self.show_footer()

    def stand(self) -> None:
        """While time stands still, have every pane at the moment's call, once; then its cursor may be moved."""
        before, self.standing = self.standing, self.moment_shown()
        if self.standing.conn and self.standing.moment is not before.moment:
            self.connections.put_in_order()
            self.choose(self.standing.conn)
        self.code.follow(self.standing)
        if self.view.stands:
            self.strip.show(self.standing)
            self.moment.show(self.standing)

    def moment_shown(self) -> Standing:
        """What is at hand. As long as it stands at one call that is the same, however much others do meanwhile."""
        if not self.view.stands:
            return PASSING
        held = self.view.held
        same = held is not None and held is self.standing.held and self.view.is_live and not self.standing.is_past
        return self.standing if same else standing(self.view)

    # Wishes at the gate are answered soon.

    def expect(self) -> None:
        """Something was wished at the gate: look for the answer until it has come.

        What is held already shows no other state until then, and to draw it would only keep the answer waiting.
        """
        self.asked_at, self.held_before = time.monotonic(), self.session.stepping.held
        if self.held_before is None or not self.view.is_live:
            self.view.travel.live()
            self.view.look()
            self.draw()
        self.answers.resume()
        self.resting.go_on()

    def look_for_answer(self) -> None:
        """Draw when the program stands still anew, or runs; or else soon enough."""
        changed = self.session.tick()
        self.hear_of_news()
        held, late = self.session.stepping.held, time.monotonic() - self.asked_at
        if (held is not None and held is not self.held_before) or late >= PATIENCE_SECONDS:
            self.asked_at = 0.0
            self.answers.pause()
        if changed or not self.asked_at:
            self.view.advance(changed)
        if not self.asked_at:
            self.look_closer()
            self.draw()

    def soon(self) -> None:
        """Look again before the next beat: somebody waits for what a key did."""
        self.set_timer(SOON_SECONDS, self.tick)

    # The chosen connection.

    def look_closer(self) -> None:
        """Have what is behind the chosen connection read when it has changed; of the others a length is enough."""
        conn = self.view.ledger.connections.get(self.view.chosen)
        if conn is None or conn.over or not self.session.has_more(conn):
            return
        moment = (conn.id, conn.bytes_in, conn.bytes_out)
        if moment != self.looked_at:
            self.looked_at = moment
            self.session.look(conn.id)

    def choose(self, conn_id: int) -> None:
        """Put the cursor on a connection, or on that of our client whose end it is."""
        conn = self.view.ledger.connections.get(conn_id)
        if conn is not None:
            self.point_at(self.view.ledger.partner(conn) or conn if conn.role == "connected" else conn)

    def point_at(self, end: Connection) -> None:
        """Choose it, and put the table's cursor there if it is in the table; whoever calls this draws what shows it."""
        self.view.chosen = end.id
        if end.id in self.connections.members:
            self.connections.choose(self.connections.rows.index(end.id))

    def on_connections_chosen(self, message: Connections.Chosen) -> None:
        """The other panes follow the cursor, if they have not gone there before it."""
        if message.conn != self.view.chosen:
            self.view.chosen = message.conn
            self.code.show()
            self.show_chosen()

    def on_clients_chosen(self, message: Clients.Chosen) -> None:
        """The table follows."""
        self.choose_client(message.client)

    def choose_client(self, number: int) -> bool:
        """Choose the server's end; where that is not ours, the client's own. Answers whether there is any."""
        ledger = self.view.ledger
        client = ledger.clients.get(number)
        conn = ledger.connection_of(client) if client is not None else None
        if conn is not None:
            self.point_at(ledger.partner(conn) or conn)
            self.show_chosen()
        return conn is not None

    def show_chosen(self) -> None:
        """Draw what is told of it; where the program is held on no connection, that is outb too."""
        self.detail.show()
        self.way.show()
        self.moment.update()

    def look_at(self, pane: str) -> None:
        """Where no conversation is chosen yet, who comes to the clients looks at that of the one under the cursor."""
        comes = pane == "clients" != self.pane
        super().look_at(pane)
        chosen = self.view.ledger.connections.get(self.view.chosen)
        if comes and (chosen is None or chosen.role == "listening"):
            self.choose_client(self.clients.chosen)
