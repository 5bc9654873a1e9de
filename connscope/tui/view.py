"""What is on show: one moment of the ledger, with names and rates. Widgets draw from it and change nothing.

That moment is the present, or one in the recent past; the program's own time goes on in either case, or stands still.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from connscope.connections import Connection, Program
from connscope.events import NOWHERE, Cleared, ClientFact, ConnId, Fact, Held, Place
from connscope.ledger import Ledger
from connscope.places import shown_file, shown_place
from connscope.session import Session
from connscope.stepping import CLIENTS
from connscope.tui.peaks import Peaks
from connscope.tui.rates import Rates, Speeds
from connscope.tui.roll import NOBODY, Roll, roll_of
from connscope.tui.row_columns import Column, columns_for
from connscope.tui.sifting import Stepped
from connscope.tui.travel import Travel
from connscope.wording.moments import why

if TYPE_CHECKING:
    from connscope.byhand.conversation import Conversation


class View:
    """The moment being shown. `now` moves only by `advance`, so that all panes agree about it."""

    def __init__(
        self,
        session: Session,
        clock: Callable[[], int],
        wall: Callable[[], float] = time.time,
        times: str = "clock",
    ) -> None:
        self.session = session
        self.stepping = session.stepping
        self.journal = session.journal
        self.travel = Travel(session.journal)
        self.clock = clock
        self.now = clock()
        self.began = self.now
        self.times = times
        """`clock` or `elapsed`: what stands before each event."""
        self.wall_offset = wall() - self.now / 1e9
        self.live_rates = Rates()
        self.peaks = Peaks()
        self.folder = ""
        """Where the program's own files lie: places below it are told by what follows."""
        self.chosen: ConnId = 0
        self.listener: Connection | None = None
        self.loop: ConnId = 0
        """The loop that is stepped."""
        self.roll_called: tuple[tuple[object, ...], Roll] = ((), NOBODY)

    @property
    def ledger(self) -> Ledger:
        """The picture of the moment that is shown."""
        return self.travel.ledger or self.session.ledger

    @property
    def is_live(self) -> bool:
        """Whether that is the present."""
        return self.travel.at is None

    @property
    def rates(self) -> Speeds:
        """How fast things went just before it."""
        return self.live_rates if self.is_live else self.live_rates.then(self.now)

    @property
    def connections(self) -> list[Connection]:
        """All that have a row: for who looks at each of them once, and not at every beat."""
        return [self.ledger.connections[conn_id] for conn_id in self.roll.ids]

    def advance(self, changed: set[ConnId]) -> None:
        """Time has passed, and these connections have changed since."""
        present, live = self.clock(), self.session.ledger
        self.take_rates(present, live)
        self.peaks.take(present, changed, live.connections)
        self.look()

    def look(self) -> None:
        """Show the moment: the present, or that to which somebody has gone."""
        at = self.travel.at
        self.now = self.clock() if at is None else self.then(at)
        self.listener = self.find_listener()
        self.loop = self.find_loop(self.listener)

    def columns_for(self, width: int) -> list[Column]:
        """The columns of the table that fit."""
        return columns_for(width)

    def take_rates(self, now: int, live: Ledger) -> None:
        """Look at what the program has done."""
        self.live_rates.take(now, live, self.session.loop, live.programs.get(self.session.name))

    @property
    def roll(self) -> Roll:
        """The program's side: who listens, who came in; of this moment, for the ledger goes on between two looks."""
        ledger, (of, roll) = self.ledger, self.roll_called
        if (ledger, ledger.turnover, self.roll_depends(ledger)) != of:
            roll = self.find_roll(ledger)
            self.roll_called = (ledger, ledger.turnover, self.roll_depends(ledger)), roll
        return roll

    def roll_depends(self, _: Ledger) -> object:
        """What else it depends on."""
        return self.listener.id if self.listener is not None else 0

    def find_roll(self, ledger: Ledger) -> Roll:
        """What the table shows: who came in, and who listens."""
        served, listener = ledger.served, self.listener
        listens = [listener.id] if listener is not None and listener.id not in served else []
        listens = [conn_id for conn_id in listens if conn_id in ledger.connections]
        return roll_of(ledger, [*listens, *served], listens)

    def then(self, number: int) -> int:
        """When that fact was; where the journal has let go of it meanwhile, the moment that is shown already."""
        try:
            return self.journal[number].at
        except IndexError:
            return self.now

    def peak(self, conn_id: ConnId) -> int:
        """The most that was in `outb` within the last two seconds; of the past that is not kept."""
        return self.peaks.of(conn_id) if self.is_live else 0

    def find_listener(self) -> Connection | None:
        """The listening socket: that of a program that is over still, that of an earlier one no more."""
        ledger = self.ledger
        listeners = [ledger.connections[conn_id] for conn_id in ledger.listeners.values()]
        latest = max(listeners, key=lambda conn: conn.id, default=None)
        return None if latest is None or (latest.over and self.alive) else latest

    def name(self, conn: Connection) -> str:
        """What one of our own clients is called, whichever end is meant; empty for anybody else."""
        if conn.name:
            return conn.name
        partner = self.ledger.partner(conn)
        return partner.name if partner is not None else self.ledger.gone.get(conn.id, "")

    def called(self, conn: Connection) -> str:
        """What a connection is called where it must be called something."""
        return self.name(conn) or conn.address or f"fd {conn.fd}"

    def caller(self, fact: Fact) -> str:
        """Whose fact it is, in a word."""
        if isinstance(fact, ClientFact):
            return f"client-{fact.client}"
        if isinstance(fact, Cleared):
            return "screen"
        conn_id = getattr(fact, "conn", 0)
        conn = self.ledger.connections.get(conn_id)
        if conn is None and hasattr(fact, "conn"):
            return self.ledger.gone.get(conn_id, "gone")
        if conn is None:
            return "loop" if hasattr(fact, "loop") else "program"
        return "listening" if conn.role == "listening" else self.called(conn)

    def is_here(self, it: "Conversation") -> bool:
        """Whether it is our server that a connection by hand goes to."""
        host, _, port = it.address.rpartition(":")
        return port.isdigit() and self.session.serves(host.strip("[]"), int(port))

    @property
    def far_ends(self) -> frozenset[ConnId]:
        """Our own ends of connections by hand that go elsewhere: nobody else tells of them."""
        return frozenset(it.conn for it in list(self.session.conversations.values()) if not self.is_here(it))

    @property
    def name_then(self) -> str:
        """The name of the program that ran last: at the moment that is shown it may have been another server."""
        return self.session.latest_in(self.ledger)

    @property
    def program(self) -> Program | None:
        """The observed program."""
        return self.ledger.programs.get(self.name_then)

    def find_loop(self, listener: Connection | None) -> ConnId:
        """The loop that is stepped: that of the call at which it is held, or else its program's."""
        held, connections = self.held, self.ledger.connections
        if held is not None:
            conn = connections.get(held.conn)
            found = held.loop or (conn.loop if conn is not None else 0)
            if found:
                return found
        if self.stepping.whose == CLIENTS:
            return max((conn.loop for conn in connections.values() if conn.role == "connected"), default=0)
        return (listener.loop if listener is not None else 0) or self.session.loop

    @property
    def held(self) -> Held | None:
        """Where the program that is stepped stood still at the moment that is shown."""
        return self.stepping.held_in(self.ledger, self.name_then)

    @property
    def why_held(self) -> str:
        """Why a breakpoint held it there, in a sentence; empty if none did."""
        held = self.held
        point = self.stepping.points.get(held.point) if held is not None else None
        return why(point, self.ledger.hits.get(point.number, 0)) if point is not None else ""

    @property
    def stepped(self) -> Stepped:
        """How to tell its story from others'."""
        programs = self.stepping.programs_in(self.ledger, self.name_then)
        return Stepped(programs, clients=self.stepping.whose == CLIENTS)

    @property
    def stepped_thread(self) -> Stepped:
        """The same of the one thread that is held, if there are several."""
        return self.stepped

    @property
    def stands(self) -> bool:
        """Whether time is not simply passing: the program is held, or it is the past that is shown."""
        return self.stepping.stands or not self.is_live

    @property
    def alive(self) -> bool:
        """Whether the observed program runs."""
        return self.program is not None and self.program.running

    @property
    def present(self) -> int:
        """The moment that is the present, whatever is shown."""
        return self.now if self.is_live else self.clock()

    @property
    def session_program(self) -> Program | None:
        """The program as it is at present."""
        return self.session.ledger.programs.get(self.session.name)

    @property
    def session_alive(self) -> bool:
        """Whether the program runs at present."""
        program = self.session_program
        return program is not None and program.running

    @property
    def dead(self) -> bool:
        """Whether the program has ended by now, and neither not begun nor is about to begin anew."""
        program = self.session_program
        return program is not None and not program.running and not self.session.is_between

    @property
    def high_water(self) -> int:
        """How much `outb` the program lets grow; 0 where it sets no bound."""
        return self.session.high_water_of(self.name_then)

    def high_water_of(self, conn: Connection | None) -> int:
        """The same of its own server: that of one that is over may have been another than runs by now."""
        if conn is None or not conn.over:
            return self.high_water
        before = [each for each in self.session.observed_in(self.ledger) if each.started_at <= conn.opened_at]
        latest = max(before, key=lambda each: each.started_at, default=None)
        return self.session.high_water_of(latest.name) if latest is not None else self.high_water

    @property
    def nobody(self) -> str:
        """What to say of a table in which nobody is but who listens."""
        return "1 socket watched · 0 clients" if self.roll.ids else ""

    @property
    def told_loop(self) -> ConnId:
        """The loop whose trips are told among the events; 0: all of the program's."""
        return self.session.loop

    def awaited(self, place: Place, conn_id: ConnId) -> Place:  # noqa: ARG002 - of the program that has libraries
        """Where the program waits for what a library does at that place for that connection, if it is known."""
        return NOWHERE

    def shown_file(self, file: str) -> str:
        """A file as it is said: `app/db.py`."""
        return shown_file(file, self.folder)

    def saved_since(self, saved_at: int) -> bool:  # noqa: ARG002 - of a program whose files may change
        """Whether a source that was saved then is another than the one that runs."""
        return False

    def shown(self, place: Place) -> str:
        """A place in the source as it is said: `app/db.py:41`; empty where it is not known."""
        return shown_place(place, self.folder)

    def time(self, at: int) -> str:
        """When it was, to the millisecond: twelve cells."""
        return self.time_of_day(at) if self.times == "clock" else f"{(at - self.began) / 1e9:10.3f} s"

    def time_of_day(self, at: int) -> str:
        """When it was by the wall clock."""
        seconds = self.wall_offset + at / 1e9
        return time.strftime("%H:%M:%S", time.localtime(seconds)) + f".{int(seconds % 1 * 1000):03}"

    def calls_at(self, place: Place) -> float:
        """Calls a second at a place in the source."""
        return self.rates.calls.get(place, 0.0)
