"""Our own clients where there are too many to tell of each call: how they begin and end, what goes wrong, and totals.

Call by call ten thousand would keep a screen busy with nothing else, and themselves busy with telling. Their bytes and
calls are exact all the same, if told a second or so late; and while somebody holds them still, or steps them, each call
is told.
"""

from collections import deque
from collections.abc import Iterator
from errno import EAGAIN
from itertools import islice

from connscope import events as ev
from connscope.events import ConnId, Fact
from connscope.probe import records as r
from connscope.probe.core import Probe
from connscope.probe.lean import Lean
from connscope.probe.rows import NOTHING_YET, Row, Way
from connscope.sources.clients import ClientSource
from connscope.sources.exact import counts_of, known
from connscope.sources.reader import CALL, CONN, ERRNO, Reader
from connscope.sources.translate import Record
from connscope.wishes import GateWish, Go, SetBreakpoints, Wish

LOOKS_AT_ONCE = 400
"""So many connections are looked at each time, in turns, whether their totals have changed,"""
LOOKS_AT_LEAST = 50
"""and so many while there is much else to tell: who comes and who goes is told first;"""
ACTS_AT_ONCE = 250
"""of so many clients it is told what their behaviours did."""

GONE = 65_536
"""Rows of closed sockets that are kept until their close is told: all of a crowd may end at once."""

PASSED_OVER = frozenset({
    *(r.SELECT, r.IDLE, r.REGISTER, r.MODIFY, r.UNREGISTER, r.SETBLOCKING, r.SETSOCKOPT),
    *(r.RECV, r.RECV_INTO, r.PEEK, r.SEND, r.SENDALL),
})  # fmt: skip
"""What is not told one by one, as long as it goes well."""

ASKED, RESULT = 6, 7


class SparingReader(Reader):
    """Reads a probe, and tells little of what it reads."""

    def __init__(self, probe: Probe, program: str) -> None:
        super().__init__(probe, program)
        self.steps = self.tells_all = False
        """Whether each call is wanted, and whether it is told already."""
        self.in_turn: list[Row] = []
        """Those that are still to be looked at before it is the first one's turn again."""
        self.told: dict[ConnId, tuple[Way, Way]] = {}
        """What had come in and gone out when the totals were told last."""

    def read(self, now: int, last: bool = False) -> list[Fact]:
        """All facts since the last time. Before each call is told, all totals are."""
        facts = super().read(now, last)
        if self.steps and not self.tells_all:
            facts += self.resync(now)
        self.tells_all = self.steps
        if not self.tells_all:
            facts += self.totals(now, max(LOOKS_AT_LEAST, LOOKS_AT_ONCE - len(facts)))
        return facts

    def facts(self, batch: list[Record]) -> list[Fact]:
        """What is told of these records."""
        if not self.tells_all:
            batch = [record for record in batch if record[CALL] not in PASSED_OVER or is_unusual(record)]
            self.steps = self.steps or any(record[CALL] == r.HELD for record in batch)
        return super().facts(batch)

    @property
    def leaves_out(self) -> bool:
        """Whether calls may not be told; then a close tells the exact numbers."""
        return not self.tells_all or super().leaves_out

    def last_words(self, record: Record) -> list[Fact]:
        """And nothing is told of it from now on."""
        if record[CALL] == r.CLOSE:
            self.told.pop(record[CONN], None)
        return super().last_words(record)

    def totals(self, now: int, looks: int) -> Iterator[Fact]:
        """The exact numbers of those whose turn it is, where they have changed; a close tells its own."""
        self.in_turn = self.in_turn or list(self.probe.rows.values())
        looked_at = self.in_turn[-looks:]
        del self.in_turn[-looks:]
        for row in looked_at:
            moved = (row.into, row.out)
            if row.role == "connected" and row.ended != "closed" and moved != self.told.get(row.conn, UNMOVED):
                self.told[row.conn] = moved
                yield known(row, now, counts_of(row.all_totals()))


UNMOVED = (NOTHING_YET, NOTHING_YET)


def is_unusual(record: Record) -> bool:
    """Whether a call failed, but for want of patience, or brought the end of what comes."""
    if record[ERRNO]:
        return bool(record[ERRNO] != EAGAIN)
    return record[CALL] in (r.RECV, r.RECV_INTO) and not record[RESULT] and record[ASKED] > 0


class SparingClients(ClientSource):
    """A crowd; what is told of it is little."""

    def __init__(self, name: str, ids: Iterator[int]) -> None:
        super().__init__(name, ids)
        self.reader: SparingReader = SparingReader(self.probe, name)
        self.probe.gone = deque(maxlen=GONE)
        self.lean = Lean(self.probe, self.new_socket, type(self.selector))
        self.lean.put_on()
        self.has_points = False
        self.acts: dict[int, dict[str, Fact]] = {}
        """By client and behaviour what was told last of how often it acted, and not yet passed on."""

    def do(self, wish: Wish) -> None:
        """Have it done soon. The gate is asked at each call only while it may be closed."""
        if not isinstance(wish, GateWish):
            super().do(wish)
            return
        if isinstance(wish, SetBreakpoints):
            self.has_points = bool(wish.points)
        else:
            self.reader.steps = not isinstance(wish, Go)
        is_open = not (self.has_points or self.reader.steps)
        if not is_open:
            self.lean.take_off()
        super().do(wish)
        if is_open:
            self.lean.put_on()

    def beside(self) -> list[Fact]:
        """What the clients have told of themselves; of what their behaviours did the latest, and not of all at once."""
        facts: list[Fact] = []
        for fact in super().beside():
            if type(fact) is ev.ClientActed:
                self.acts.setdefault(fact.client, {})[fact.behaviour] = fact
            else:
                if type(fact) is ev.ClientEnded:
                    facts += self.acts.pop(fact.client, {}).values()
                facts.append(fact)
        for client in list(islice(self.acts, ACTS_AT_ONCE)):
            facts += self.acts.pop(client).values()
        return facts
