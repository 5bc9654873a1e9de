"""The list of events: the journal's facts in words, newest last."""

from bisect import bisect_left

from connscope import events as ev
from connscope.events import ConnId, Fact
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


AT_ONCE = 5_000
"""Facts that are put into words for a filter before something else has its turn."""


class Callers:
    """Whose facts these are, many of them at one moment: each connection is asked once."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.known: dict[ConnId, str] = {}

    def of(self, fact: Fact) -> str:
        """In a word."""
        if not isinstance(fact, ev.CallFact):
            return self.view.caller(fact)
        caller = self.known.get(fact.conn)
        if caller is None:
            caller = self.known[fact.conn] = self.view.caller(fact)
        return caller


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
        self.seen = self.behind = 0
        """The facts between them have been looked through."""
        self.looks_back = False
        """Whether older ones are still to be looked through."""
        self.following = True
        self.filter = ""

    def show(self) -> None:
        """Take in what is new, and draw the moment."""
        journal = self.view.journal
        self.numbers += self.sifted(self.seen, journal.end)
        self.seen = journal.end
        gone = bisect_left(self.numbers, journal.first)
        del self.numbers[:gone]
        self.told = bisect_left(self.numbers, self.view.travel.end)
        self.entitle("Events", self.summary())
        last, moment = self.told - 1, self.view.travel.at
        comes = moment is not None and moment != self.moment
        self.moment, before, top = moment, self.cursor, round(self.scroll_y)
        self.cursor = last if self.following or comes else min(max(self.cursor - gone, 0), last)
        if self.cursor in (before, -1) or round(self.scroll_y) == top:  # else all is drawn anew
            self.update()

    def refilter(self, wanted: str) -> None:
        """Let only those through in whose line this occurs."""
        self.filter, self.numbers, self.following = wanted, [], True
        self.seen = self.behind = self.view.journal.end
        self.look_back()
        self.refresh()

    def look_back(self) -> None:
        """Look for older ones, and not for all at once: a key that is pressed meanwhile waits for this."""
        first = self.view.journal.first
        since = max(first, self.behind - AT_ONCE) if self.filter else first
        found = self.sifted(since, self.behind)
        self.behind, self.looks_back = since, since > first
        self.numbers[:0] = found
        if not self.following:
            self.told += len(found)
            self.measure()
            self.scroll_to(y=round(self.scroll_y) + len(found), animate=False, force=True)
            self.cursor += len(found)
        self.show()
        if self.looks_back:
            self.call_later(self.look_further_back, self.filter)

    def look_further_back(self, wanted: str) -> None:
        """Go on with it, unless the filter is another by now."""
        if self.looks_back and wanted == self.filter:
            self.look_back()

    def sifted(self, since: int, until: int) -> list[int]:
        """The numbers of those facts from there to there that belong in the list."""
        view, wanted, callers = self.view, self.filter.lower(), Callers(self.view)
        if since >= until:
            return []
        facts = sifted(view.journal, since, until, view.told_loop, view.far_ends)
        if not wanted:
            return [number for number, _ in facts]
        return [number for number, fact in facts if wanted in " ".join((callers.of(fact), *said(fact))).lower()]

    def summary(self) -> str:
        """Whether it follows, what was left out, what is filtered."""
        words = ["following" if self.following else f"{exact(self.told - 1 - self.cursor)} newer · f follow"]
        more = " …" if self.looks_back else ""
        words += [f"{exact(len(self.numbers))}{more} match “{visible(self.filter, 20)}”"] if self.filter else []
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
