"""What each key does on the page of a connection by hand: a method for each, named as in `byhand_keys.py`."""

from textual import on
from textual.widgets import Input

from connscope.byhand.expecting import Expectation
from connscope.byhand.saying import write_saying
from connscope.launches import LONGEST_TEXT
from connscope.tui.byhand_keys import KEYS
from connscope.tui.desk import Order, read_order
from connscope.tui.exchange import Call
from connscope.tui.screens.choice import Choice, Option
from connscope.tui.screens.confirm import Confirm
from connscope.tui.screens.hand_page import ANOTHER, HandPage
from connscope.tui.widgets.stream import counted
from connscope.units import amount, exact
from connscope.wishes import (
    EndClient,
    FreezeClient,
    HalfCloseClient,
    HushClient,
    ReadClientOptions,
    ResetClient,
    Say,
    SetClientOption,
    ThawClient,
    Wish,
)

COPIES = (
    Option("y", "line", "what is under the cursor, as it stands here"),
    Option("h", "bytes as hex", "all of its bytes that are kept"),
    Option("r", "bytes, Python", "the same as Python writes them"),
    Option("s", "whole stream", "call by call, and what each recv was made of"),
)


ENDED = {"close": "closed by us", "reset": "reset by us, without a goodbye"}


class ByHand(HandPage):
    """Everything that can be done to it."""

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

    # To say something.

    @on(Input.Submitted)
    def action_say(self) -> None:
        """Say what is typed, expect what is expected, or both."""
        values = self.form.values
        try:
            order = read_order(self.it.number, values)
        except ValueError as error:
            self.tell(f"✕ {error}", "warn")
            return
        if self.say(order):
            self.desk.remember(values["kind"], values["text"])
            self.form.line.write("")

    def say(self, order: Order) -> bool:
        """Begin to wait for what is expected, then say it. Answers whether it could be said."""
        self.take()
        before = self.it.expecting
        if order.expect is not None:
            self.it.expect(order.expect, self.view.clock())
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

    # What is done to the connection.

    def action_freeze(self) -> None:
        """Stop reading, or read again."""
        if self.it.frozen:
            self.do(ThawClient(self.it.number), "It reads again.")
        else:
            self.do(
                FreezeClient(self.it.number), "❆ It does not read: what comes waits in the kernel. z thaws it.", "warn"
            )

    def action_half_close(self) -> None:
        """Say no more, once all that was said is gone."""
        waits = f" once {amount(self.it.unsent)} are gone" if self.it.unsent else ""
        self.do(HalfCloseClient(self.it.number), f"Nothing more is said{waits}: the other side reads an end.")

    def action_close(self) -> None:
        """Close it; asked first where that loses something."""
        self.unless_lost("Close it?", "close", EndClient(self.it.number))

    def action_reset(self) -> None:
        """End it without a goodbye; asked first where that loses something."""
        self.unless_lost("Reset it?", "reset", ResetClient(self.it.number))

    def unless_lost(self, question: str, word: str, wish: Wish) -> None:
        """Do it at once where nothing is lost by it."""
        lost = self.what_is_lost()
        if not lost or self.it.over:
            self.end(wish, ENDED[word])
            return
        confirm = Confirm(question, f"That loses {lost}.")
        self.app.push_screen(confirm, lambda yes: self.end(wish, ENDED[word]) if yes else None)

    def end(self, wish: Wish, how: str) -> None:
        """Do it, and remember how it was ended."""
        if self.do(wish, f"{how.capitalize()}."):
            self.desk.ended_how = how

    def what_is_lost(self) -> str:
        """The bytes that would never arrive, in words; empty if there are none that we know of."""
        unread = self.exchange.unread
        words = [f"{amount(self.it.unsent)} said and not sent"] if self.it.unsent else []
        return ", and ".join([*words, *([f"{amount(unread)} not read"] if unread else [])])

    def action_options(self) -> None:
        """Read them, and have them set."""
        from connscope.tui.screens.socket_options import SocketOptions

        if self.do(ReadClientOptions(self.it.number), "Its options, as the kernel says them."):
            self.app.push_screen(SocketOptions(self.it), self.set_options)

    def set_options(self, wanted: dict[str, int] | None) -> None:
        """Ask the kernel for those that were changed."""
        for name, value in (wanted or {}).items():
            if not self.do(SetClientOption(self.it.number, name, value), "Asked for: the top line has what was given."):
                return

    # How it is shown.

    def action_move(self, steps: int) -> None:
        """Up or down."""
        self.stream.choose(self.stream.place + steps)
        self.bytes.show(self.stream.chosen)

    def action_page(self, pages: int) -> None:
        """Up or down by what is in view."""
        self.action_move(pages * self.stream.page)

    def action_follow(self) -> None:
        """The newest."""
        self.action_page(len(self.exchange.calls))

    def action_hex(self) -> None:
        """As hex, or as text."""
        self.stream.toggle_hex()

    def action_copy(self) -> None:
        """Ask what."""
        if self.stream.chosen is None:
            self.tell("Nothing to copy yet.")
        else:
            self.app.push_screen(Choice("Copy", COPIES), self.copy)

    def copy(self, key: str | None) -> None:
        """Hand it to the terminal."""
        if key:
            text, part = self.stream.copyable(key)
            self.app.copy_to_clipboard(text)
            lines = counted(text.count("\n") + 1, "line")
            self.tell(f"Copied: {lines}, {amount(len(text))}{f' · {part}' if part else ''}.")

    # To go away.

    def action_event(self) -> None:
        """To the event of the chosen call."""
        call = self.stream.chosen
        if call is None:
            return
        number = self.event_of(call)
        if number < 0:
            self.tell("No event tells of it: it is not here, or no longer kept.")
        else:
            self.leave(number)

    def action_another(self) -> None:
        """To the question where to."""
        self.leave(ANOTHER)

    def action_back(self) -> None:
        """To the main screen."""
        self.leave(None)

    def action_help(self) -> None:
        """What is to be seen here."""
        from connscope.tui.screens.hand_help import FIRST, sections
        from connscope.tui.screens.help import Help

        self.app.push_screen(Help(FIRST, sections(KEYS)))

    def action_next(self, steps: int) -> None:
        """The next place where the keys can go, or the one before."""
        ring = [self.form.line, self.stream, *(self.form.controls[name] for name in self.form.fields())]
        at = ring.index(self.focused) if self.focused in ring else 0
        self.set_focus(ring[(at + steps) % len(ring)])


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
