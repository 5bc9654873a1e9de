"""One connection by hand as it is shown: our calls and, where the server is ours, its own, in one order.

Pure: the calls of both ends in, one list out. It must not know how a line looks.
"""

from bisect import insort
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from connscope import events as ev
from connscope.byhand.chunks import END, HALF_CLOSE, INJECT, RECV, SEND, Chunk
from connscope.byhand.stream import parts
from connscope.events import ConnId, Fact
from connscope.journal import OUT_OF_ORDER_NS, Journal

MOST_CALLS = 20_000
"""So many are kept in view; then the oldest half goes."""

AT = attrgetter("at")


@dataclass(slots=True)
class Call:
    """One call of ours, or one of the server's on its end."""

    chunk: Chunk
    ours: bool
    at: int
    """When it was: by the clock, but never before its causes."""

    @property
    def outgoing(self) -> bool:
        """Whether its bytes go from us to the server, whoever has made it."""
        return self.chunk.outgoing is self.ours

    @property
    def size(self) -> int:
        """How many they are."""
        return self.chunk.size


class Exchange:
    """What has been said, by calls."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.sides: dict[tuple[bool, bool], list[Chunk]] = {}
        """Those that moved bytes, by whose they are, ours or not, and whether they go to the server."""
        self.last: dict[bool, Call] = {}
        """The latest call of ours, and of the server's."""
        self.moved: dict[tuple[bool, bool], int] = {}
        """Where each stream ends by now, whether the calls that made it are kept or not."""
        self.shut: dict[tuple[bool, bool], int] = {}
        """And when it was half-closed, if it was."""

    def take(self, ours: Sequence[Chunk], theirs: Sequence[Chunk]) -> None:
        """What was not taken yet, by the clock; but nothing before its cause, which another thread may date later."""
        left, right = self.fresh(ours, True), self.fresh(theirs, False)
        while left and right:
            early, late = (left, right) if left[0].at <= right[0].at else (right, left)
            self.add((late if self.waits(early[0]) and not self.waits(late[0]) else early).popleft())
        for call in (*left, *right):
            self.add(call)

    def fresh(self, chunks: Sequence[Chunk], ours: bool) -> deque[Call]:
        """The new ones of one end; its list may have let go of its oldest meanwhile."""
        new, last = len(chunks), self.last[ours].chunk if ours in self.last else None
        while new and chunks[new - 1] is not last:
            new -= 1
        return deque(Call(chunk, ours, chunk.at) for chunk in chunks[new:])

    def waits(self, call: Call) -> bool:
        """Whether bytes of it were sent by a call that is not here yet, or its end was; that may not have been one."""
        stream = (not call.ours, call.outgoing)
        if call.chunk.kind == END:
            return stream not in self.shut
        return call.chunk.kind == RECV and call.chunk.end > self.moved.get(stream, 0)

    def add(self, call: Call) -> None:
        """In its place: not before the call that its end made before, and not before its causes."""
        before = (self.last[call.ours].at,) if call.ours in self.last else ()
        call.at = max([call.at, *before, *(cause.at for cause, _ in self.made_of(call)), *self.ended_by(call)])
        self.last[call.ours] = call
        if call.chunk.kind == HALF_CLOSE:
            self.shut[call.ours, call.outgoing] = call.at
        insort(self.calls, call, key=AT)
        if len(self.calls) > MOST_CALLS:
            del self.calls[: MOST_CALLS // 2]
            self.sides = {}
            for each in self.calls:
                self.enter(each)
        else:
            self.enter(call)

    def enter(self, call: Call) -> None:
        """Into its stream."""
        if call.size:
            self.sides.setdefault((call.ours, call.outgoing), []).append(call.chunk)
            self.moved[call.ours, call.outgoing] = call.chunk.end

    # What came of what.

    def side(self, ours: bool, outgoing: bool) -> list[Chunk]:
        """The calls of one end in one direction that moved bytes; they follow each other without a gap."""
        return self.sides.get((ours, outgoing), [])

    @property
    def unread(self) -> int:
        """Bytes that the server has sent and we have not read, as far as its end is here."""
        return max(0, self.moved.get((False, False), 0) - self.moved.get((True, False), 0))

    def made_of(self, call: Call) -> list[tuple[Chunk, int]]:
        """Which of the other end's sends made up this recv, and how much of each; of a send, nothing."""
        return parts(call.chunk, self.side(not call.ours, call.outgoing)) if call.chunk.kind == RECV else []

    def ended_by(self, call: Call) -> list[int]:
        """Of an end, when the other side has half-closed, if that is how it ended it."""
        when = self.shut.get((not call.ours, call.outgoing)) if call.chunk.kind == END else None
        return [] if when is None else [when]

    def echo_of(self, call: Call) -> list[tuple[Chunk, int]]:
        """Of a recv of ours, which of our sends came back in it; nothing unless that is known to be so."""
        return parts(call.chunk, self.side(True, True)) if call.ours and call.chunk.echo else []

    def there(self, call: Call) -> Chunk | None:
        """The server's call that it is, or that first had bytes of it, or last before an end; None: not known."""
        if not call.ours:
            return call.chunk
        theirs = self.side(False, call.outgoing)
        found = parts(call.chunk, theirs)
        return found[0][0] if found else theirs[-1] if theirs and not call.size else None

    def call_of(self, chunk: Chunk | None) -> Call | None:
        """The call that this is."""
        return next((call for call in reversed(self.calls) if call.chunk is chunk), None)


FACTS: dict[str, type[Fact]] = {
    RECV: ev.Received,
    SEND: ev.Sent,
    END: ev.PeerFinished,
    HALF_CLOSE: ev.HalfClosed,
    INJECT: ev.Injected,
}
"""What tells of each kind of call."""


def event_of(chunk: Chunk, conn: ConnId, journal: Journal) -> int:
    """The journal's number of the fact that tells of this call on that end; −1 if it has none, or none any more."""
    kind = FACTS.get(chunk.kind, Fact)
    for number, fact in journal.since(journal.number_at(chunk.at)):
        if type(fact) is kind and tells_of(fact, chunk, conn):
            return number
        if fact.at > chunk.at + OUT_OF_ORDER_NS:
            break
    return -1


def chunk_of(fact: Fact, conn: ConnId, chunks: Sequence[Chunk]) -> Chunk | None:
    """The call on that end that this fact tells of."""
    return next((chunk for chunk in reversed(chunks) if tells_of(fact, chunk, conn)), None)


def tells_of(fact: Fact, chunk: Chunk, conn: ConnId) -> bool:
    """Whether it is that call."""
    same = (fact.at, type(fact), getattr(fact, "conn", 0)) == (chunk.at, FACTS.get(chunk.kind), conn)
    return same and getattr(fact, "size", 0) == chunk.size
