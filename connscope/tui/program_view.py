"""What is on show of somebody's own program: every socket that it has, in all its processes, whoever opened it."""

from collections.abc import Sequence

from connscope.connections import Connection, Program
from connscope.events import NOWHERE, OURS_FROM, ConnId, Place
from connscope.ledger import Ledger
from connscope.places import is_library
from connscope.programs import ProgramSession
from connscope.stepping import CLIENTS
from connscope.tui.rates import Sums
from connscope.tui.roll import Roll, roll_of
from connscope.tui.row_columns import Column, columns_of_program
from connscope.tui.sifting import Stepped
from connscope.tui.view import View
from connscope.units import exact

PLAIN = frozenset({"listening", "accepted", "connected"})
"""What is never for a loop to wake itself."""


class ProgramView(View):
    """The moment being shown."""

    session: ProgramSession
    pairs: Sequence[ConnId] = ()
    """Those that may be for a loop to wake itself, until something else goes through them."""

    def look(self) -> None:
        """Show the moment, with places told from where the program lies."""
        self.folder = self.session.folder
        super().look()

    @property
    def ran(self) -> list[Program]:
        """The processes by the picture that is shown, the first one first."""
        return self.session.observed_in(self.ledger)

    def find_listener(self) -> Connection | None:
        """The first of those that listen; of a program that is over the first that did."""
        listeners = [self.ledger.connections[conn_id] for conn_id in self.roll.listening]
        return min(listeners, key=lambda conn: (conn.over, conn.id), default=None)

    def roll_depends(self, ledger: Ledger) -> object:
        """When it began, and which of its pairs have only woken a loop so far."""
        ran, known = self.ran, ledger.connections
        wakeups = tuple(each for each in self.pairs if (conn := known.get(each)) is not None and is_wakeup(conn))
        return (ran[0].started_at if ran else 0), wakeups

    def find_roll(self, ledger: Ledger) -> Roll:
        """All its sockets but loops' own wakeups; what was opened before it began anew is past."""
        ran, known = self.ran, ledger.connections
        began = ran[0].started_at if ran else 0
        its = [conn for each, conn in known.items() if each < OURS_FROM and conn.opened_at >= began]
        self.pairs = [conn.id for conn in its if conn.role == "opened" and conn.family == "unix"]
        ids = [conn.id for conn in its if conn.role in PLAIN or not is_wakeup(conn)]
        return roll_of(ledger, ids, [conn_id for conn_id in ids if known[conn_id].role == "listening"])

    def find_loop(self, listener: Connection | None) -> ConnId:
        """The loop at which it is held, or else that of the chosen connection."""
        chosen = self.ledger.connections.get(self.chosen)
        stands = self.held is not None or self.stepping.whose == CLIENTS
        if not stands and chosen is not None and chosen.loop and chosen.id < OURS_FROM:
            return chosen.loop
        return super().find_loop(listener)

    def columns_for(self, width: int) -> list[Column]:
        """With a word for each process, if there are several."""
        return columns_of_program(width, pids=len(self.ran) > 1)

    @property
    def nobody(self) -> str:
        """The same, where several may listen."""
        listens = len(self.roll.ids)
        if not listens:
            return "waiting for a socket…" if self.session_alive else "no socket was touched"
        return f"{exact(listens)} socket{'s' * (listens > 1)} listening · nobody connected"

    @property
    def told_loop(self) -> ConnId:
        """All of them."""
        return 0

    @property
    def stepped_thread(self) -> Stepped:
        """What the held thread does; where none is held, what all of them do."""
        held, it = self.held, self.stepped
        program = self.ledger.programs.get(held.program) if held is not None else None
        if held is not None and program is not None and not it.clients:
            it.thread = (program.pid, held.thread)
        return it

    def take_rates(self, now: int, live: Ledger) -> None:
        """What all its processes have done."""
        loops, ran = self.session.loops_in(live), self.session.observed_in(live)
        received, sent = self.session.connected_moved
        self.live_rates.take_sums(
            now,
            Sums(
                sum(loop.loops for loop in loops),
                sum(loop.idle for loop in loops),
                live.bytes_in + received,
                live.bytes_out + sent,
                sum(program.cpu for program in ran),
                max((program.cpu_at for program in ran), default=0),
            ),
            live.calls,
        )

    def called(self, conn: Connection) -> str:
        """What a socket is called where it must be called something."""
        return self.name(conn) or conn.address or conn.own or f"fd {conn.fd}"

    def awaited(self, place: Place, conn_id: ConnId) -> Place:
        """Where the program waits for what is done in a library; nowhere, if nobody is known to."""
        conn = self.ledger.connections.get(conn_id)
        if conn is None or not is_library(place[0]):
            return NOWHERE
        return next((each.place for each in conn.awaits if not is_library(each.place[0])), NOWHERE)

    def saved_since(self, saved_at: int) -> bool:
        """Whether that was after it began: it may run what was there before."""
        program = self.session.ledger.programs.get(self.session.name)
        return program is not None and saved_at / 1e9 > program.started_at / 1e9 + self.wall_offset


def is_wakeup(conn: Connection) -> bool:
    """Whether it is for a loop to wake itself: no socket, or one of a pair through which nothing but zeros went."""
    if conn.role in ("pair", "other"):
        return True
    if conn.role != "opened" or conn.family != "unix":
        return False
    return conn.bytes_out == conn.sends and not (conn.head_in + conn.head_out).strip(b"\0")
