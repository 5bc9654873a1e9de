"""The main screen's time: the beat at which news is taken in, and what is then drawn in each pane.

What commands do there is in `actions/`, how panes are laid out in `arranged.py`, and which connection is chosen in
`choosing.py`; this knows none of them.
"""

import time
from math import inf

from connscope.events import ConnId, Held
from connscope.stepping import CLIENTS
from connscope.tui.at_once import paint
from connscope.tui.cycles import Cycles
from connscope.tui.pace import Pace
from connscope.tui.quiet import Quiet
from connscope.tui.resting import Resting
from connscope.tui.screens.choosing import Choosing
from connscope.tui.standing import Standing, standing

BEAT_SECONDS = 0.1
SOON_SECONDS = 0.02
BETWEEN_SECONDS = 0.001
"""Between two pieces of more news than can be taken in at once;"""
OFTEN_SECONDS = 0.025
"""and between two looks where a look brings much: at the next beat it would be several pieces."""
ANSWER_SECONDS = 0.002
"""How often the answer to a wish at the gate is looked for,"""
PATIENCE_SECONDS = 1.0
"""and for how long."""
SELDOM_SECONDS = 0.95
"""How often kernels are asked where nothing happens."""
LATEST_SECONDS = 0.25
"""So long a frame is put off while there is more news to be taken in."""
CALM_SECONDS = 0.1
"""So long nothing is drawn of what lies between two held moments."""

PASSING = Standing()
"""Time goes on: there is no moment to speak of."""


class Panes(Choosing):
    """Everything at once, as it goes on."""

    standing = PASSING
    """The moment that is shown, while time stands still."""
    asked_at = 0.0
    """When something was wished at the gate to which no answer has come; 0 if nothing was."""
    held_before: Held | None = None
    watched_at = 0.0
    """When it was last said whose kernel is to be asked."""
    goes_on = False
    """Whether more news will be taken in in a moment,"""
    puts_off = False
    """and whether a frame waits for that."""

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
        if (self.asked_at and now - self.asked_at < CALM_SECONDS) or not self.may_take_time(now):
            return
        if not self.quiet.is_calm(now) or now - self.watched_at >= SELDOM_SECONDS:
            self.watch_kernels(now)
        may_rest = self.may_rest(now)  # asked first: who stirs after that wakes this
        self.take_in()
        self.cycles.look_after(now, quiet=self.quiet.is_calm(now))
        if self.session.is_hard_pressed and not self.asked_at:
            self.call_later(self.draw_if_due, now)  # a key comes in between: beside a busy server both take their time
        else:
            self.draw_if_due(now)
        self.rest_or_go_on(now, rest=may_rest and self.quiet.is_calm(now) and not self.session.is_behind)

    def may_take_time(self, now: float) -> bool:
        """Whether a program that could use the time has had its share since the last frame."""
        return not self.session.is_hard_pressed or self.pace.allows(now, time.thread_time())

    def take_in(self) -> None:
        """Take in some news; where there is more, go on as soon as keys have had their turn, where much comes soon."""
        if self.resting.has_rested:
            self.resting.has_rested = False
            self.view.live_rates.rested(self.view.clock())
        self.changed |= self.session.tick()
        self.hear_of_news()
        if not self.goes_on and (self.session.is_behind or self.session.has_much_news):
            self.goes_on = True
            self.set_timer(BETWEEN_SECONDS if self.session.is_behind else OFTEN_SECONDS, self.go_on)

    def hear_of_news(self) -> None:
        """Remember when there was any last."""
        if self.session.has_news:
            self.quiet.stirred_at = time.monotonic()

    def go_on(self) -> None:
        """Take in some more, unless an answer is looked for: then each look does."""
        self.goes_on = False
        if self.asked_at:
            return
        self.take_in()
        if self.puts_off:
            self.draw_if_due(time.monotonic())

    def draw_if_due(self, now: float) -> None:
        """Draw what is new, but not between two pieces of news: the rest would wait for the whole frame."""
        self.puts_off = self.session.is_behind and now - self.quiet.drawn_at < LATEST_SECONDS
        if self.puts_off:
            return
        if self.is_due(now):
            self.show_news()
        elif self.terminal_box is not None:  # what a program writes is no fact
            self.make_room()
            self.terminal_box.show()

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
