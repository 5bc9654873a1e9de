"""What the page of a connection by hand shows of what happens: at each beat, what was said, what came, what is over."""

from textual import on
from textual.widgets import Input

from connscope.events import Fact
from connscope.tui.byhand_keys import SAY
from connscope.tui.exchange import Call, chunk_of, event_of
from connscope.tui.look import Part
from connscope.tui.over import over
from connscope.tui.screens.hand_page import HandPage


class HandNews(HandPage):
    """The page and its time."""

    shown = False
    """Whether it was drawn since the last beat."""

    def on_mount(self) -> None:
        """As it was left."""
        self.outcome.say(*self.desk.outcome)
        self.show()
        if self.it.over:
            self.set_focus(self.stream)
        self.go_to_call()
        self.set_interval(self.beat_seconds, self.beat)

    @property
    def beat_seconds(self) -> float:
        """As the main screen's."""
        from connscope.tui.screens import panes

        return panes.BEAT_SECONDS

    def show(self) -> None:
        """Take in what was said and what came, and draw what has changed."""
        self.shown = True
        self.take()
        self.settle()
        self.bar.show()
        self.stream.show()
        self.bytes.show(self.stream.chosen)
        self.show_footer()

    def beat(self) -> None:
        """What the main screen had no reason to draw lately: what is waited for may be late without any news."""
        if not self.shown:
            self.show()
        self.shown = False

    def take(self) -> None:
        """Our calls and, where the server is ours, its own."""
        other = self.session.other_side(self.it.number)
        self.exchange.take(self.it.chunks, other.chunks if other is not None else ())

    def settle(self) -> None:
        """Say what is new: that an option could not be set, that it is over, what came of what was expected."""
        desk, it = self.desk, self.it
        if it.complaint and it.complaint != desk.told_complaint:
            self.tell(f"✗ {it.complaint}", "warn")
        desk.told_complaint = it.complaint
        if (told := self.over) not in (desk.told_over, ("", "")):
            desk.told_over = told
            self.tell(*told)
        verdict = it.verdict
        if verdict is not None and verdict is not desk.told_verdict:
            desk.told_verdict = verdict
            self.tell(f"{'✓' if verdict.ok else '✗'} {verdict.sentence}", "good" if verdict.ok else "bad")
        if it.over and not self.form.line.placeholder:
            self.give_up_saying()

    def give_up_saying(self) -> None:
        """It is over: nothing more can be said. Who is not just typing is taken to what can still be done."""
        self.form.line.placeholder = "It is over, and takes no more. In the stream, i opens another."
        if self.place == SAY and not self.form.line.value:
            self.set_focus(self.stream)

    @on(Input.Changed, "#text")
    def say_that_it_is_over(self, event: Input.Changed) -> None:
        """Nobody types in vain without being told."""
        if self.it.over and event.value and self.focused is self.form.line:
            self.tell(*self.over)

    @property
    def over(self) -> Part:
        """Why it is over, or as good as over, and what to do."""
        return over(self.it, self.session, self.view.is_here(self.it), self.desk.ended_how)

    def event_of(self, call: Call) -> int:
        """The journal's number of the event that tells of it, at the server's end if that is here; -1 if none does."""
        other, journal = self.session.other_side(self.it.number), self.view.journal
        if other is None:
            return event_of(call.chunk, self.it.conn, journal)
        chunk = self.exchange.there(call)
        return event_of(chunk, other.conn, journal) if chunk is not None else -1

    def go_to_call(self) -> None:
        """To that of the event from which somebody comes."""
        journal = self.view.journal
        fact = journal[self.event] if journal.first <= self.event < journal.end else None
        call = self.call_told_by(fact) if fact is not None else None
        if call is not None:
            self.stream.go_to(call)
            self.set_focus(self.stream)

    def call_told_by(self, fact: Fact) -> Call | None:
        """The call that it tells of, at either end."""
        other = self.session.other_side(self.it.number)
        theirs = chunk_of(fact, other.conn, other.chunks) if other is not None else None
        return self.exchange.call_of(theirs or chunk_of(fact, self.it.conn, self.it.chunks))
