"""What is on show: one moment of the ledger, with names and rates. Widgets draw from it and change nothing."""

import time
from collections.abc import Callable

from connscope.connections import Connection, Program
from connscope.events import Cleared, ClientFact, ConnId, Fact, Place
from connscope.session import Session
from connscope.tui.rates import Rates

PEAK_NS = 2_000_000_000


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
        self.ledger = session.ledger
        self.journal = session.journal
        self.clock = clock
        self.now = clock()
        self.began = self.now
        self.times = times
        """`clock` or `elapsed`: what stands before each event."""
        self.wall_offset = wall() - self.now / 1e9
        self.rates = Rates()
        self.peaks: dict[ConnId, tuple[int, int]] = {}
        self.chosen: ConnId = 0
        self.connections: list[Connection] = []
        """The server's side: who listens, and who came in; not the clients' ends, not the wakeup pair."""

    def advance(self, changed: set[ConnId]) -> None:
        """Show the present; these connections have changed since."""
        self.now = self.clock()
        self.rates.take(self.now, self.ledger, self.session.loop, self.program)
        listener = self.listener
        served = self.ledger.connections.values()
        self.connections = [conn for conn in served if conn.role == "accepted" or conn is listener]
        self.peaks = {conn_id: peak for conn_id, peak in self.peaks.items() if self.now - peak[1] <= PEAK_NS}
        for conn_id in changed:
            conn = self.ledger.connections.get(conn_id)
            if conn is None:
                self.peaks.pop(conn_id, None)
            elif conn.outb >= self.peak(conn_id) and conn.outb > 0:
                self.peaks[conn_id] = (conn.outb, self.now)

    def peak(self, conn_id: ConnId) -> int:
        """The most that was in `outb` within the last two seconds."""
        return self.peaks.get(conn_id, (0, 0))[0]

    @property
    def listener(self) -> Connection | None:
        """The listening socket: that of a dead server still, that of an earlier one no more."""
        listeners = [conn for conn in self.ledger.connections.values() if conn.role == "listening"]
        latest = max(listeners, key=lambda conn: conn.id, default=None)
        return None if latest is None or (latest.over and self.alive) else latest

    def name(self, conn: Connection) -> str:
        """What one of our own clients is called, whichever end is meant; empty for anybody else."""
        if conn.name:
            return conn.name
        partner = self.ledger.partner(conn)
        return partner.name if partner is not None else ""

    def caller(self, fact: Fact) -> str:
        """Whose fact it is, in a word."""
        if isinstance(fact, ClientFact):
            return f"client-{fact.client}"
        if isinstance(fact, Cleared):
            return "screen"
        conn = self.ledger.connections.get(getattr(fact, "conn", 0))
        if conn is None:
            return "gone" if hasattr(fact, "conn") else "loop" if hasattr(fact, "loop") else "program"
        return "listening" if conn.role == "listening" else self.name(conn) or conn.address or f"fd {conn.fd}"

    @property
    def program(self) -> Program | None:
        """The observed program."""
        return self.ledger.programs.get(self.session.policy)

    @property
    def alive(self) -> bool:
        """Whether the observed program runs."""
        return self.program is not None and self.program.running

    @property
    def dead(self) -> bool:
        """Whether it has ended, and not only not begun."""
        return self.program is not None and not self.program.running

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
