"""The list of events: the journal's facts in words, newest last."""

from connscope import events as ev
from connscope.events import Fact
from connscope.text import fit, visible
from connscope.tui.look import Part
from connscope.tui.view import View
from connscope.tui.widgets.lines import Lines
from connscope.units import exact
from connscope.wording import said

SILENT = (ev.CpuSampled, ev.Known, ev.Asleep, ev.OutbSeen)
"""Facts about the watching, not about what is watched."""

OF_A_CLIENT = (ev.Connecting, ev.Connected, ev.Reset, ev.Failed)
"""What is told of our own clients' end; the rest would say twice what the server's end says."""

ROLES = {
    ev.Received: "good",
    ev.Accepted: "good",
    ev.Sent: "accent",
    ev.WouldBlock: "warn",
    ev.Dropped: "warn",
    ev.Reset: "bad",
    ev.Failed: "bad",
    ev.Ended: "bad",
    ev.Retired: "bad",
    ev.Woke: "dim",
    ev.Idled: "dim",
}


class Events(Lines):
    """What happened, a line each."""

    def __init__(self, view: View) -> None:
        super().__init__(id="events")
        self.view = view
        self.numbers: list[int] = []
        """The journal's numbers of the facts that the filter lets through."""
        self.seen = 0
        self.following = True
        self.filter = ""

    def show(self) -> None:
        """Take in what is new, and draw the present."""
        journal = self.view.journal
        self.numbers += [number for number, fact in journal.since(self.seen) if self.matches(fact)]
        self.seen = journal.end
        if self.numbers and self.numbers[0] < journal.first:
            self.numbers = [number for number in self.numbers if number >= journal.first]
        self.entitle("Events", self.summary())
        if self.following:
            self.cursor = len(self.numbers) - 1
        self.update()

    def refilter(self, wanted: str) -> None:
        """Let only those through in whose line this occurs."""
        self.filter = wanted
        self.numbers, self.seen, self.following = [], self.view.journal.first, True
        self.show()
        self.refresh()

    def matches(self, fact: Fact) -> bool:
        """Whether the fact belongs in the list."""
        if isinstance(fact, SILENT):
            return False
        conn = self.view.ledger.connections.get(getattr(fact, "conn", 0))
        if conn is not None and conn.role == "connected" and not isinstance(fact, OF_A_CLIENT):
            return False
        if hasattr(fact, "loop") and fact.loop != self.view.session.loop:
            return False
        return not self.filter or self.filter.lower() in self.text(fact).lower()

    def text(self, fact: Fact) -> str:
        """The whole line as plain text."""
        return " ".join(text.strip() for text, _ in self.line(fact, 160))

    def summary(self) -> str:
        """Whether it follows, what was left out, what is filtered."""
        words = ["following" if self.following else f"{exact(len(self.numbers) - 1 - self.cursor)} newer · f follow"]
        words += [f"{exact(len(self.numbers))} match “{visible(self.filter, 20)}”"] if self.filter else []
        words += [f"{exact(self.view.ledger.left_out)} left out"]
        return " · ".join(words)

    def choose(self, number: int) -> None:
        """Put the cursor there; on the last line, follow again."""
        if self.numbers:
            self.cursor = max(0, min(number, len(self.numbers) - 1))
            self.following = self.cursor == len(self.numbers) - 1
            self.entitle("Events", self.summary())

    def follow(self) -> None:
        """Go to the newest and stay there."""
        self.choose(len(self.numbers) - 1)

    # What the pane's lines are.

    def count(self) -> int:
        """A line for each fact that the filter lets through."""
        return len(self.numbers)

    def parts(self, number: int, width: int) -> list[Part]:
        """One fact."""
        try:
            fact = self.view.journal[self.numbers[number]]
        except IndexError:
            return []
        return self.line(fact, width)

    def line(self, fact: Fact, width: int) -> list[Part]:
        """When, who, which call, how much, and what it means."""
        call, amount, note = said(fact)
        role = ROLES.get(type(fact), "text")
        who = fit(self.view.caller(fact), 15)
        return [
            (self.view.time(fact.at) + "  ", "dim"),
            (who + "  ", "dim" if role == "dim" else "text"),
            (fit(call, 10) + " ", role),
            (fit(amount, 16) + "  ", "dim" if role == "dim" else "text"),
            (fit(note, max(0, width - 60)), "dim"),
        ]
