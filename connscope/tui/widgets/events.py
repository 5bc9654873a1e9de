"""The list of events: the journal's facts in words, newest last."""

from bisect import bisect_left

from connscope import events as ev
from connscope.events import Fact
from connscope.text import fit, visible
from connscope.tui.look import Part
from connscope.tui.sifting import sifted
from connscope.tui.view import View
from connscope.tui.widgets.lines import Lines
from connscope.units import exact
from connscope.wording import said

ROLES: dict[type[Fact], str] = {
    **dict.fromkeys(ev.every_fact(ev.HandFact), "strong"),
    ev.Received: "good",
    ev.Accepted: "good",
    ev.Sent: "accent",
    ev.WouldBlock: "warn",
    ev.Dropped: "warn",
    ev.Stalled: "warn",
    ev.Reset: "bad",
    ev.Failed: "bad",
    ev.Ended: "bad",
    ev.Retired: "bad",
    ev.Woke: "dim",
    ev.Idled: "dim",
}


ROOMY = 90
"""From so many cells on there is room for the longest call's name, `setblocking`."""


class Events(Lines):
    """What happened, a line each."""

    def __init__(self, view: View) -> None:
        super().__init__(id="events")
        self.view = view
        self.numbers: list[int] = []
        """The journal's numbers of the facts that the filter lets through."""
        self.told = 0
        """How many of them had happened at the moment that is shown."""
        self.moment: int | None = None
        """The fact up to which the past was shown last."""
        self.seen = 0
        self.following = True
        self.filter = ""

    def show(self) -> None:
        """Take in what is new, and draw the moment."""
        journal = self.view.journal
        self.numbers += self.sifted()
        self.seen = journal.end
        gone = bisect_left(self.numbers, journal.first)
        del self.numbers[:gone]
        self.told = bisect_left(self.numbers, self.view.travel.end)
        self.entitle("Events", self.summary())
        last, moment = self.told - 1, self.view.travel.at
        comes = moment is not None and moment != self.moment
        self.moment = moment
        self.cursor = last if self.following or comes else min(max(self.cursor - gone, 0), last)
        self.update()

    def refilter(self, wanted: str) -> None:
        """Let only those through in whose line this occurs."""
        self.filter = wanted
        self.numbers, self.seen, self.following = [], self.view.journal.first, True
        self.show()
        self.refresh()

    def sifted(self) -> list[int]:
        """The numbers of new facts that belong in the list."""
        view, wanted = self.view, self.filter.lower()
        if self.seen == view.journal.end:
            return []
        facts = sifted(view.journal, self.seen, view.told_loop, view.far_ends)
        return [number for number, fact in facts if not wanted or wanted in self.text(fact).lower()]

    def text(self, fact: Fact) -> str:
        """What a filter looks through: whose fact it is, and its words; not laid out, for there are many."""
        return " ".join((self.view.caller(fact), *said(fact)))

    def summary(self) -> str:
        """Whether it follows, what was left out, what is filtered."""
        words = ["following" if self.following else f"{exact(self.told - 1 - self.cursor)} newer · f follow"]
        words += [f"{exact(len(self.numbers))} match “{visible(self.filter, 20)}”"] if self.filter else []
        words += [f"{exact(self.view.ledger.left_out)} left out"]
        return " · ".join(words)

    def choose(self, number: int) -> None:
        """Put the cursor there; on the last line, follow again."""
        if self.told:
            self.cursor = max(0, min(number, self.told - 1))
            self.following = self.cursor == self.told - 1
            self.entitle("Events", self.summary())

    def follow(self) -> None:
        """Go to the newest and stay there."""
        self.choose(self.told - 1)

    # What the pane's lines are.

    def count(self) -> int:
        """A line for each fact that the filter lets through."""
        return self.told

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
        wide = 11 if width >= ROOMY else 10
        who = fit(self.view.caller(fact), 15)
        return [
            (self.view.time(fact.at) + "  ", "dim"),
            (who + "  ", "dim" if role == "dim" else "text"),
            (fit(call, wide) + " ", role),
            (fit(amount, 16) + "  ", "dim" if role == "dim" else "text"),
            (fit(note, max(0, width - 50 - wide)), "dim"),
        ]
