"""What is said on the page of a connection by hand: what was typed, what was said before, or nothing of what waits."""

from textual import on
from textual.widgets import Input

from connscope.byhand.expecting import Expectation
from connscope.byhand.saying import write_saying
from connscope.launches import LONGEST_TEXT
from connscope.tui.desk import Order, read_order
from connscope.tui.exchange import Call
from connscope.tui.screens.hand_news import HandNews
from connscope.units import amount, exact
from connscope.wishes import HushClient, Say, Wish


class HandSaying(HandNews):
    """By the line, or by the bytes of a call."""

    def do(self, wish: Wish, sentence: str, role: str = "dim") -> bool:
        """Wish it, and say so; or why it cannot be. Answers whether it could."""
        if self.it.over:
            self.tell(self.over[0], "warn")
            return False
        try:
            self.session.do(wish)
        except ValueError as error:
            self.tell(f"✕ {error}", "warn")
            return False
        self.tell(sentence, role)
        self.soon()
        return True

    @on(Input.Submitted)
    def action_say(self) -> None:
        """Say what is typed, expect what is expected, or both."""
        try:
            order = read_order(self.it.number, self.form.values)
        except ValueError as error:
            self.tell(f"✕ {error}", "warn")
        else:
            self.say_typed(order)

    def say_typed(self, order: Order) -> None:
        """Once it is said, it is history, and the line is free."""
        kind, text = self.form.values["kind"], self.form.line.value
        if self.say(order):
            self.desk.remember(kind, text)
            self.form.line.write("")

    def say(self, order: Order) -> bool:
        """Begin to wait for what is expected, then say it. Answers whether it could be said."""
        self.take()
        before = self.it.expecting
        if order.expect is not None:
            saying = len(order.say.data) * order.say.times if order.say is not None else 0
            self.it.expect(order.expect, self.view.clock(), saying)
        done = order.say is None or self.do(order.say, said(order.say))
        if not done:
            self.it.expecting = before
        elif order.expect is not None:
            self.tell(f"… {said(order.say) + ' · ' if order.say else ''}waiting for {awaited(order.expect)}")
        self.show()
        return done

    def action_history(self, steps: int) -> None:
        """What was said before, or after that."""
        past = self.desk.step(steps, self.form.values["kind"], self.form.line.value)
        if past is not None:
            self.form.fill_in(*past)

    def action_resend(self) -> None:
        """The bytes of the chosen send once more."""
        call = self.stream.chosen
        if call is None or not (call.ours and call.outgoing and call.size):
            self.tell("Only what we said can be said again: choose a line with ▶.")
        elif self.has_all(call):
            self.say(Order(Say(self.it.number, call.chunk.data), None))

    def action_edit(self) -> None:
        """The bytes of the chosen call, to be changed."""
        call = self.stream.chosen
        if call is None or not call.size:
            self.tell("Nothing to be edited: choose a line with bytes.")
        elif self.has_all(call):
            self.edit(call)

    def edit(self, call: Call) -> None:
        """In the line, if they have room there."""
        # Of what is too long in bytes the spelling is not even looked at: that took a second.
        text = write_saying(call.chunk.data) if call.size <= LONGEST_TEXT else ""
        if text and len(text) <= LONGEST_TEXT:
            self.form.fill_in("text", text)
            self.set_focus(self.form.line)
        else:
            self.tell(f"Too long to be edited: {exact(call.size)} bytes. r says them again.")

    def has_all(self, call: Call) -> bool:
        """Whether all of its bytes are kept; if not, that is said."""
        if len(call.chunk.data) < call.size:
            self.tell(f"Of {call.chunk.kind} {call.chunk.number} not all bytes are kept.")
        return len(call.chunk.data) == call.size

    def action_hush(self) -> None:
        """Nothing of what waits."""
        if self.it.unsent:
            self.do(HushClient(self.it.number), "What has not begun to go out is not said.")
        else:
            self.tell("Nothing waits to be said.")


def awaited(expectation: Expectation) -> str:
    """What is waited for, in words."""
    what = {"end": "the end", "nothing": "that nothing comes"}.get(expectation.kind, expectation.name)
    return f"{what}, for {expectation.within:g} s"


def said(say: Say) -> str:
    """What goes out, and how."""
    words = [f"▶ {amount(len(say.data))}"]
    words += [f"in pieces of {amount(say.piece)}"] if say.piece else []
    words += [f"{exact(say.times)} times"] if say.times > 1 else []
    words += [f"every {say.every:g} s"] if say.every else []
    return ", ".join(words)
