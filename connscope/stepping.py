"""What is held still, how it goes on, and where it is to stop: what a person asked for, made into wishes at the gate.

One program is stepped at a time, the server or our clients; the other runs on. What really happened is in the ledger,
as facts; this knows only what was asked. It must know neither threads nor screens.
"""

from collections.abc import Callable, Sequence
from itertools import count

from msgspec import Struct, field

from connscope import wishes
from connscope.events import Held
from connscope.ledger import Ledger
from connscope.picture import Picture
from connscope.wishes import Breakpoint, GateWish

SERVER, CLIENTS, CLIENTS_OUTSIDE, CLIENTS_BY_HAND = "server", "clients", "clients outside", "clients by hand"
RUNNING, HELD, PACED = "running", "held", "paced"
PACES = (20.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.25)
"""Calls, or loops, a second in slow motion."""


def alone(_: Picture, name: str) -> Sequence[str]:
    """A program that is one process."""
    return (name,)


class Stepping(Struct):
    """What was asked for. `send` hands a wish to the program that is stepped."""

    ledger: Ledger
    send: Callable[[GateWish], None]
    processes: Callable[[Picture, str], Sequence[str]] = alone
    """The names of all processes of the program of that name, by a picture."""
    program: str = ""
    """The name of the program that runs."""
    whose: str = SERVER
    mode: str = RUNNING
    pace: float = 0.0
    """Calls or loops a second; 0 when it is not paced."""
    by_loops: bool = False
    points: dict[int, Breakpoint] = field(default_factory=dict)
    """By their numbers."""
    off: set[int] = field(default_factory=set)
    """Those of them that are switched off."""
    numbers: "count[int]" = field(default_factory=lambda: count(1))
    foreseen: bool = False
    """Whether it was held for a key whose turn has not come."""
    noticed: Held | None = None
    """The breakpoint's stop that was taken in last."""

    # What is the case.

    @property
    def programs(self) -> Sequence[str]:
        """The names of what is stepped at this moment."""
        return self.programs_in(self.ledger)

    def programs_in(self, picture: Picture, program: str = "") -> Sequence[str]:
        """The names of what is stepped, by that picture; clients may live in three places."""
        if self.whose == CLIENTS:
            return (CLIENTS, CLIENTS_OUTSIDE, CLIENTS_BY_HAND)
        return self.processes(picture, program or self.program)

    @property
    def held(self) -> Held | None:
        """Where it stands still at this moment, if it does."""
        return self.held_in(self.ledger)

    def held_in(self, picture: Picture, program: str = "") -> Held | None:
        """Where it stood still by that picture, if it did, the first of its threads; another may have run then."""
        programs = (picture.programs.get(name) for name in self.programs_in(picture, program))
        return next((each.held for each in programs if each is not None and each.held is not None), None)

    @property
    def stands(self) -> bool:
        """Whether it stands still, or is about to, or goes on in slow motion: its time is not the world's."""
        return self.mode != RUNNING

    def notice(self) -> None:
        """Take in what came of it: a breakpoint was hit, or the program is over."""
        programs = [self.ledger.programs[name] for name in self.programs if name in self.ledger.programs]
        if programs and not any(program.running for program in programs):
            self.mode, self.pace, self.foreseen = RUNNING, 0.0, False
        elif (held := self.held) is not None and held.point and held is not self.noticed:
            self.mode, self.pace, self.noticed = HELD, 0.0, held
            if len(self.programs) > 1:  # those in another place run on
                self.send(wishes.Hold())

    # How it goes on.

    def hold(self) -> None:
        """Stop at the next call."""
        self.ask(wishes.Hold(), HELD)

    def hold_before_asked(self) -> None:
        """Stop a program that runs, for somebody is about to ask for it. From any thread."""
        if self.mode == RUNNING:
            self.foreseen = True
            self.hold()

    def is_foreseen(self) -> bool:
        """Whether what is asked for now has been done already; it is not asked twice."""
        foreseen, self.foreseen = self.foreseen, False
        return foreseen

    def go(self) -> None:
        """Run on."""
        self.ask(wishes.Go(), RUNNING)

    def step(self, wish: GateWish) -> None:
        """Go on for a bit, then hold again; a program that runs is held at the end of such a bit."""
        self.ask(wish, HELD)

    def slower(self) -> None:
        """Slow motion, or slower than it is."""
        slower = [pace for pace in PACES if pace < self.pace or not self.pace]
        self.go_at(slower[0] if slower else PACES[-1])

    def faster(self) -> None:
        """Faster than it is; from the fastest slow motion on as fast as it can."""
        faster = [pace for pace in PACES if pace > self.pace > 0]
        if faster:
            self.go_at(faster[-1])
        elif self.pace:
            self.go()

    def go_at(self, pace: float) -> None:
        """So many calls a second, or loops."""
        self.ask(wishes.Pace(pace, self.by_loops), PACED)
        self.pace = pace

    def count_by(self, *, loops: bool) -> None:
        """What slow motion counts."""
        self.by_loops = loops
        if self.pace:
            self.go_at(self.pace)

    def ask(self, wish: GateWish, mode: str) -> None:
        """Have it go on like this; what was known of it has been taken in."""
        self.mode, self.pace = mode, 0.0
        self.send(wish)

    def turn_to(self, whose: str) -> None:
        """Step the other program from now on; the one that was stepped runs on."""
        stood, self.foreseen = self.stands, False
        self.send(wishes.SetBreakpoints(()))
        self.go()
        self.whose = whose
        self.tell_points()
        if stood:
            self.hold()

    def begin(self, program: str) -> None:
        """A program runs from now on, a new one: nothing was asked of it, but the breakpoints hold."""
        self.program = program
        if self.whose == SERVER:
            self.mode, self.pace, self.foreseen = RUNNING, 0.0, False
            self.points = {number: point for number, point in self.points.items() if point.kind != "conn"}
            self.tell_points()

    # Where it stops.

    def stop_at(self, kind: str, **value: int | str) -> Breakpoint:
        """Set a breakpoint, switched on; the same again is the one there is."""
        point = Breakpoint(0, kind, **value)  # type: ignore[arg-type]
        for known in self.points.values():
            if wishes.same(point, known):
                self.off.discard(known.number)
                self.tell_points()
                return known
        point.number = next(self.numbers)
        self.points[point.number] = point
        self.tell_points()
        return point

    def switch(self, number: int) -> None:
        """Off, or on again."""
        self.off ^= {number}
        self.tell_points()

    def remove(self, number: int) -> None:
        """Stop there no more."""
        self.points.pop(number, None)
        self.off.discard(number)
        self.tell_points()

    def at_line(self, file: str, line: int) -> Breakpoint | None:
        """The breakpoint on a line, if there is one."""
        lines = (point for point in self.points.values() if point.kind == "line")
        return next((point for point in lines if (point.file, point.line) == (file, line)), None)

    def tell_points(self) -> None:
        """Say which hold."""
        on = tuple(point for number, point in self.points.items() if number not in self.off)
        self.send(wishes.SetBreakpoints(on))
