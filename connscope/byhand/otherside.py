"""The other end of a connection by hand, where that is ours too: its calls as chunks, as the facts tell of them.

Sizes only add up if nothing is missed: where facts were left out, the exact table (`Known`) says where it stands;
where the journal has let go of some, the ledger at its beginning.
"""

from collections.abc import Callable, Iterable
from typing import Any

from connscope import events as ev
from connscope.byhand.chunks import END, HALF_CLOSE, INJECT, RECV, SEND, Chunk
from connscope.byhand.conversation import MOST_CHUNKS, SPARE_CHUNKS, Conversation
from connscope.connections import Connection
from connscope.events import ConnId, Fact
from connscope.journal import Journal
from connscope.ledger import Ledger


class OtherSide:
    """What the program at the other end received and sent; `outgoing` is towards us. Bounded as a conversation is."""

    def __init__(self, conn: ConnId) -> None:
        self.conn = conn
        self.chunks: list[Chunk] = []
        self.received = self.recvs = self.sent = self.sends = 0
        self.injected = self.injections = 0
        """Bytes that were put in between the program's own sends; they are in `sent` too. How often, as far as told."""
        self.known = False
        """Whether all that it has done so far is counted."""
        self.closed_at = 0

    def take(self, facts: Iterable[Fact]) -> None:
        """What is told next."""
        for fact in facts:
            fold = FOLDS.get(type(fact))
            if fold is not None and fact.conn == self.conn:  # type: ignore[attr-defined]
                fold(self, fact)

    def stand(self, at: Connection | ev.Known) -> None:
        """Where it is by now, whatever was missed."""
        self.known = True
        self.received, self.recvs, self.sends = at.bytes_in, at.recvs, at.sends
        self.injected = max(self.injected, at.injected)
        self.sent = at.bytes_out + self.injected

    def add(self, number: int, fact: Any, outgoing: bool, size: int, kind: str) -> None:
        """A call; of what it carried a fact has the beginning only."""
        if not self.known:
            return
        start = self.sent if outgoing else self.received
        data = fact.head if size and size == len(fact.head) else b""
        self.chunks.append(Chunk(number, fact.at, outgoing, start, size, data, kind, told=True))
        if outgoing:
            self.sent += size
        else:
            self.received += size
        if len(self.chunks) >= MOST_CHUNKS + SPARE_CHUNKS:
            del self.chunks[:SPARE_CHUNKS]


def accepted(it: OtherSide, _: ev.Accepted) -> None:
    """Its beginning."""
    it.known = True


def known(it: OtherSide, fact: ev.Known) -> None:
    """Where it stands, whatever was left out."""
    it.stand(fact)


def received(it: OtherSide, fact: ev.Received) -> None:
    """Bytes of ours have come there."""
    it.recvs += 1
    it.add(it.recvs, fact, False, fact.size, RECV)


def sent(it: OtherSide, fact: ev.Sent) -> None:
    """Bytes were sent to us."""
    it.sends += 1
    it.add(it.sends, fact, True, fact.size, SEND)


def injected(it: OtherSide, fact: ev.Injected) -> None:
    """So were these, but not by the program; what the exact table has counted already comes late."""
    total = fact.total or it.injected + fact.size
    if fact.error or total <= it.injected:
        return
    it.sent += max(0, total - fact.size - it.injected)  # put in before, and left out
    it.injections += 1
    it.injected = total
    it.add(it.injections, fact, True, fact.size, INJECT)


def closed(it: OtherSide, fact: ev.Closed) -> None:
    """Nothing more will come."""
    it.closed_at = fact.at


FOLDS: dict[type[Fact], Callable[[OtherSide, Any], None]] = {
    ev.Accepted: accepted,
    ev.Known: known,
    ev.Received: received,
    ev.Sent: sent,
    ev.Injected: injected,
    ev.Closed: closed,
    ev.PeerFinished: lambda it, fact: it.add(0, fact, False, 0, END),
    ev.HalfClosed: lambda it, fact: it.add(0, fact, True, 0, HALF_CLOSE) if fact.how else None,
}


def hand_out(sides: Iterable[OtherSide], journal: Journal, number: int) -> None:
    """To each what the journal tells of it from there on; the journal is read once, however many they are."""
    told: dict[ConnId, list[Fact]] = {side.conn: [] for side in sides}
    for _, fact in journal.since(number):
        if type(fact) in FOLDS and (facts := told.get(fact.conn)) is not None:  # type: ignore[attr-defined]
            facts.append(fact)
    for side in sides:
        side.take(told[side.conn])


class OtherSides:
    """Those of all conversations whose other end is in the ledger; told of each batch of facts once."""

    def __init__(self) -> None:
        self.by_client: dict[int, OtherSide] = {}
        self.next = 0
        """The number of the first fact that was not taken in."""

    def take(self, conversations: Iterable[Conversation], ledger: Ledger, journal: Journal) -> None:
        """Take in what the journal has got since the last time."""
        there = {it.number: it for it in conversations}
        fresh = {number: found for number, it in there.items() if (found := self.found(it, ledger))}
        self.by_client = {number: side for number, side in self.by_client.items() if number in there}
        if not all(side.closed_at for side in self.by_client.values()):
            if self.next < journal.first:
                skip(self.by_client.values(), journal)
            hand_out(self.by_client.values(), journal, self.next)
        self.next = journal.end
        if fresh:
            sides = {number: OtherSide(other) for number, (other, _) in fresh.items()}
            skip(sides.values(), journal)
            hand_out(sides.values(), journal, journal.number_at(min(opened_at for _, opened_at in fresh.values())))
            self.by_client.update(sides)

    def found(self, it: Conversation, ledger: Ledger) -> tuple[ConnId, int] | None:
        """The other end of one that had none so far, and since when it is there."""
        own = ledger.connections.get(it.conn) if it.number not in self.by_client else None
        other = ledger.partner(own) if own is not None else None
        return (other.id, other.opened_at) if other is not None and other.role == "accepted" else None


def skip(sides: Iterable[OtherSide], journal: Journal) -> None:
    """Have each go on from where it stood when the journal begins; the facts before are gone."""
    for side in sides:
        conn = journal.beginning.connections.get(side.conn)
        side.known = False
        if conn is not None and conn.role == "accepted":
            side.stand(conn)
            side.closed_at = conn.closed_at
