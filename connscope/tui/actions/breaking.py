"""Breaking: where a program is to stop though nobody asks it to, set from what is under the cursor, and listed."""

from connscope.connections import Connection
from connscope.events import OURS_FROM, CallFact, Fact, Woke
from connscope.stepping import CLIENTS
from connscope.tui.actions.acting import Acting
from connscope.tui.option import Option
from connscope.tui.widgets.code import Code
from connscope.units import exact
from connscope.wishes import Breakpoint
from connscope.wording import said
from connscope.wording.moments import stops_at

NEAR = 3
"""A click beside a line that cannot stop is meant for the next one that can, if that is not further off."""

Offer = tuple[str, Option, dict[str, int | str]]
"""A kind of breakpoint, how it is offered, and its values."""

OUTCOMES: tuple[Offer, ...] = (
    ("error", Option("e", "error", "after any call that failed"), {}),
    ("EAGAIN", Option("a", "EAGAIN", "after any call that would have to wait"), {}),
    ("short send", Option("h", "short send", "after any send that took only a part"), {}),
    ("EOF", Option("f", "EOF", "after any empty read: a peer is done"), {}),
    ("idle", Option("i", "idle loop", "when select() answers, and nothing was called"), {}),
)
AMOUNTS = (("o", 0), ("4", 4096), ("6", 65536))


class Breaking(Acting):
    """Breakpoints."""

    offers: tuple[Offer, ...] = ()
    """What the open menu offers."""

    def action_break_here(self) -> None:
        """Offer what can be stopped at, first what the cursor is on."""
        from connscope.tui.screens.choice import Choice  # nobody waits for it at the start

        self.offers = (*self.under_cursor(), *OUTCOMES, *map(above, AMOUNTS))
        self.app.push_screen(Choice("Stop at", [option for _, option, _ in self.offers]), self.break_at)

    def break_at(self, key: str | None) -> None:
        """Set what was chosen."""
        for kind, option, value in self.offers:
            if option.key == key:
                self.say_set(self.session.stepping.stop_at(kind, **value))

    def say_set(self, point: Breakpoint) -> None:
        """That it holds from now on."""
        self.tell(f"Breakpoint {point.number}: {stops_at(point)}. B lists them.")
        self.draw()

    def under_cursor(self) -> list[Offer]:
        """What the cursor's line stands for: a line of the source, a call, a connection."""
        offers: list[Offer] = []
        if self.pane == "code":
            offers += self.line_offer(self.code.cursor + 1)
        fact = self.event_under_cursor
        if fact is not None:
            call = "select" if isinstance(fact, Woke) else said(fact)[0]
            offers.append(("call", Option("b", f"every {call}()", "before each of them"), {"call": call}))
            offers += self.place_offer(fact)
        conn = self.meant_connection
        if conn is not None:
            name = self.view.called(conn)
            key = "c" if offers else "b"
            offers.append(
                ("conn", Option(key, name[:14], "before any call on this connection"), {"conn": conn.id, "name": name})
            )
        return offers

    def line_offer(self, line: int) -> list[Offer]:
        """The line, or the next one that can stop; or why there is none."""
        stop = self.code.stops.nearest(line)
        if stop != line:
            self.tell(self.code.stops.why_not(line), seconds=5.0)
        if not stop:
            return []
        says = f"before {self.code.stops.at(stop)}() there"
        return [("line", Option("b", f"line {stop}", says), {"file": self.code.file, "line": stop})]

    def place_offer(self, fact: CallFact | Woke) -> list[Offer]:
        """The line at which that call stands."""
        file, line = fact.place
        says = f"before the call at {file}:{line}"
        return [("line", Option("l", "its line", says), {"file": file, "line": line})] if file else []

    @property
    def event_under_cursor(self) -> CallFact | Woke | None:
        """The call that an event tells of."""
        if self.pane != "events" or self.events.cursor < 0:
            return None
        fact: Fact = self.view.journal[self.events.numbers[self.events.cursor]]
        return fact if isinstance(fact, CallFact | Woke) else None

    @property
    def meant_connection(self) -> Connection | None:
        """The connection under the cursor, or that of the event; the end of it whose program is stepped."""
        fact = self.event_under_cursor
        if self.pane == "code" or isinstance(fact, Woke):
            return None
        ledger = self.view.ledger
        conn = ledger.connections.get(fact.conn if fact is not None else self.view.chosen)
        ours = self.session.stepping.whose == CLIENTS
        return conn if conn is None or (conn.id >= OURS_FROM) is ours else ledger.partner(conn)

    def on_code_gutter(self, message: Code.Gutter) -> None:
        """A click beside a line sets its breakpoint, or takes it away; a line that cannot stop says why."""
        stepping, stop = self.session.stepping, self.code.stops.nearest(message.line)
        point = stepping.at_line(self.code.file, message.line)
        if point is not None:
            stepping.remove(point.number)
            self.tell(f"Breakpoint {point.number} is gone.")
            self.draw()
        elif stop and stop - message.line <= NEAR:
            self.say_set(stepping.stop_at("line", file=self.code.file, line=stop))
        if stop != message.line:
            self.tell(self.code.stops.why_not(message.line), seconds=5.0)

    def action_breakpoints(self) -> None:
        """The list."""
        from connscope.tui.screens.breakpoints import Breakpoints  # nobody waits for it at the start

        self.app.push_screen(Breakpoints(self.session.stepping), lambda _: self.draw())


def above(amount: tuple[str, int]) -> Offer:
    """One offer about how much `outb` may hold."""
    key, size = amount
    return "outb", Option(key, f"outb > {exact(size)}", "once outb comes to be more than that"), {"size": size}
