"""The top line: what is observed, how it is doing, and whether the picture is whole."""

from typing import NamedTuple

from connscope.events import OURS_FROM
from connscope.stepping import CLIENTS, PACED, RUNNING
from connscope.text import visible
from connscope.tui.cells import state_of
from connscope.tui.look import Part, width_of
from connscope.tui.stalling import in_few_words
from connscope.tui.view import View
from connscope.tui.widgets.bar import Bar
from connscope.units import SECOND, age, amount, count, exact

GAP = "   "
NARROW = 100
"""Below so many columns the address is its port."""

LOOK_NS = 500_000_000
FEW = 500
SAMPLE_NS = 2_000_000_000
"""So long after one was left out the events that are told are a sample."""


class Group(NamedTuple):
    """A few words that come and go together; the higher the rank, the sooner they yield."""

    rank: int
    parts: list[Part]


class Header(Bar):
    """One line, drawn anew when it changes."""

    DEFAULT_CSS = "Header { dock: top; &.-held { background: $held; } }"

    gap = GAP
    """Between two groups."""

    def __init__(self, view: View) -> None:
        super().__init__(id="header")
        self.view = view
        self.are_full = self.counted_at = 0
        self.left_out = self.left_out_at = 0
        """How many were left out by now, and when that was seen first."""

    def show(self) -> None:
        """Draw the moment; while the program is held the whole band says so."""
        ground = "held" if self.view.stepping.stands else "panel"
        if ground != self.ground:
            self.ground = ground
            self.set_class(ground == "held", "-held")
            self.refresh()
        self.update()

    def parts(self, _: int, width: int) -> list[Part]:
        """As many groups as there is room for: the least important yield, the others keep their order."""
        groups = self.groups(width)
        while len(groups) > 1 and sum(width_of(each.parts) + len(self.gap) for each in groups) - len(self.gap) > width:
            groups.remove(max(groups, key=lambda each: each.rank))
        parts: list[Part] = []
        for group in groups:
            parts += [*group.parts, (self.gap, "text")]
        return parts[:-1]

    def groups(self, width: int) -> list[Group]:
        """What there is to say."""
        name = self.name_of(width)
        room = width - width_of(name) - len(GAP)
        return [
            Group(0, name),
            *self.trouble(room),
            *self.moment(width),
            *self.stalls(),
            *self.health(),
            *self.traffic(),
            *self.missing(width),
        ]

    def name_of(self, width: int) -> list[Part]:
        """What is observed. Where room is short the host yields: it is nearly always this machine."""
        session, policy = self.view.session, self.view.name_then
        address = session.address if width >= NARROW else ":" + session.address.rpartition(":")[2]
        return [("connscope", "key"), ("  ", "text"), (policy, "strong"), (" " + visible(address, 40), "text")]

    def trouble(self, room: int) -> list[Group]:
        """What makes the picture end or lack something, in as many words as there is room for."""
        ledger = self.view.session.ledger  # what is wrong now, whatever is shown
        program = ledger.programs.get(self.view.session.name)
        groups: list[Group] = []
        if program is not None and self.view.dead:
            why = visible(f"✕ died: {program.error}" if program.error else "■ ended", room - 13)
            groups.append(Group(0, [(why, "bad"), (" · ", "dim"), ("r", "key"), (" restarts", "text")]))
        groups += self.clients_trouble(room)
        if ledger.failure:
            groups.append(Group(0, [(visible("✕ the probe failed: " + ledger.failure, room), "bad")]))
        return groups

    def clients_trouble(self, room: int) -> list[Group]:
        """Those that run our clients; of servers, one that died before this one began is past."""
        programs = self.view.session.ledger.programs.items()
        others = [other for name, other in programs if name.startswith("clients") and other.error]
        return [Group(1, [(visible(f"✕ {other.name} died: {other.error}", room), "bad")]) for other in others]

    def moment(self, width: int) -> list[Group]:
        """Whether the program runs, which is so now; and which moment is shown, which may be another."""
        view = self.view
        groups = [Group(0, program_state(view))] if view.session_alive or view.session.is_between else []
        if not view.is_live:
            groups.append(Group(0, [("◂ view ", "mark"), (back_by(view.present - view.now), "mark")]))
        elif view.stands and width >= NARROW:  # where it is short it would come and go
            groups.append(Group(3, [("view ", "dim"), ("live", "text")]))
        return groups

    def stalls(self) -> list[Group]:
        """That a loop does not come back, or did not a moment ago; else how often that was."""
        told = in_few_words(self.view)
        return [Group(1 if len(told) == 1 else 5, told)] if told else []

    def health(self) -> list[Group]:
        """How the program's thread is doing, or did."""
        rates = self.view.rates
        if not self.view.alive:
            return []
        if self.view.stands:
            return self.standing()
        busy = "warn" if rates.all_idle else "strong"
        cpu = [("cpu ", "text"), (str(round(rates.cpu * 100)), busy), (" %", "text")]
        loops = [(count(rates.loops), busy), (" loop/s" if count(rates.loops) == "1" else " loops/s", "text")]
        if rates.all_idle:
            loops.append((" all idle", "warn"))
        return [Group(3, cpu), Group(2 if rates.all_idle else 5, loops)]

    def standing(self) -> list[Group]:
        """What still says something when time stands still."""
        loop = self.view.ledger.loops.get(self.view.loop)
        cpu = [("cpu ", "text"), (str(round(self.view.rates.cpu * 100)), "strong"), (" %", "text")]
        number = [Group(2, [("loop ", "text"), (exact(loop.loops), "strong")])] if loop is not None else []
        return [*number, Group(4, cpu)]

    def traffic(self) -> list[Group]:
        """Who is there, and what moves."""
        view = self.view
        there = view.roll.open
        groups: list[Group] = []
        if there:
            groups.append(Group(4, [(exact(there), "strong"), (" client" if there == 1 else " clients", "text")]))
        if view.rates.echoed >= 1:
            groups.append(Group(6, [(amount(round(view.rates.echoed)) + "/s", "strong"), (" echoed", "text")]))
        return groups + self.full()

    def missing(self, width: int) -> list[Group]:
        """How many events were left out; while more are, that there is only a sample of them to be seen.

        While time stands still none are, and which loop it is says more.
        """
        view, left_out = self.view, self.view.ledger.left_out
        if left_out != self.left_out:
            self.left_out, self.left_out_at = left_out, view.now
        words = [f"{exact(left_out)} left out"] if left_out else []
        if words and view.is_live and view.now - self.left_out_at < SAMPLE_NS:
            words = ["events are a sample", *words] if width >= NARROW else ["events are a sample"]
        return [Group(3 if view.stands else 1, [(" · ".join(words), "warn")])] if words else []

    def full(self) -> list[Group]:
        """How many whose peers do not read."""
        full = self.count_full()
        return [Group(2, [(f"▲ {exact(full)} send full", "mark")])] if full else []

    def count_full(self) -> int:
        """Those that have a row. Of thousands it is looked twice a second which of them still owe something."""
        view, now = self.view, self.view.now
        full, known, members = view.ledger.full, view.ledger.connections, view.roll.members
        if len(full) <= FEW or not 0 <= now - self.counted_at < LOOK_NS:
            self.counted_at = now
            self.are_full = sum(state_of(known[it], now) == "send full" for it in full if it in members)
        return self.are_full


def program_state(view: View) -> list[Part]:
    """What the program is doing at present, whatever is shown."""
    if view.session.is_between:
        return [("◌ starting anew", "mark")]
    stepping = view.stepping
    ours = stepping.whose == CLIENTS
    loops = [loop for number, loop in view.session.ledger.loops.items() if (number >= OURS_FROM) is ours]
    held, sleeps = stepping.held, any(loop.asleep_since for loop in loops)
    whose = "our clients " if stepping.whose == CLIENTS else ""
    if stepping.mode == RUNNING:
        return [("▶ running", "good")]
    if stepping.mode == PACED:
        return [(f"▶ {whose}{stepping.pace:g} {'loops' if stepping.by_loops else 'calls'}/s", "mark")]
    if held is not None:
        return [(f"❚❚ {whose}held {'after' if held.after else 'before'} {held.call}()", "mark")]
    if sleeps:
        return [(f"❚❚ {whose}waiting in select()", "mark")]
    return [(f"❚❚ {whose}stopping", "mark")]


def back_by(nanoseconds: int) -> str:
    """How long ago the moment was that is shown."""
    return f"{max(0, nanoseconds) / 1e9:.1f} s back" if nanoseconds < 60 * SECOND else f"{age(nanoseconds)} back"
