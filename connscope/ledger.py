"""The ledger: facts folded into the picture. It knows no socket, no thread, no clock and no screen.

`apply(fact)` never raises and answers which connection changed. What is here is what the facts say: feed the same facts again
and the same ledger comes out. Numbers that a fact carries as totals replace ours, so that facts left out are made up for.
"""

from collections.abc import Callable
from typing import Any

from connscope import events as ev
from connscope.connections import Loop, Program, moved, note
from connscope.events import NOWHERE, UNKNOWN, ConnId, Fact
from connscope.picture import Picture
from connscope.states import CLOSED, LISTENING, OPEN, OPENED, PEER_DONE, RESET, State

RESETS = frozenset({"ECONNRESET", "EPIPE", "ECONNABORTED", "ECONNREFUSED", "ETIMEDOUT"})
"""Errors after which a connection is no more."""

WATCH_CALLS = {ev.Registered: "register", ev.Modified: "modify", ev.Unregistered: "unregister"}


class Ledger(Picture):
    """A picture that grows by facts. A method folds one kind of fact each; the table is at the end."""

    def apply(self, fact: Fact) -> ConnId:
        """Fold one fact; answers the connection that changed, or 0."""
        fold = FOLDS.get(type(fact))
        if fold is not None:
            fold(self, fact)
        elif isinstance(fact, ev.CallFact):
            self.called(fact, type(fact).__name__)
        return getattr(fact, "conn", 0)

    def opened(self, fact: ev.Opened) -> None:
        """A socket was made."""
        self.called(fact, "socket").fd = fact.fd

    def listening(self, fact: ev.Listening) -> None:
        """A socket takes connections."""
        conn = self.called(fact, "listen")
        conn.role, conn.address = "listening", fact.address

    def accepted(self, fact: ev.Accepted) -> None:
        """A connection came in."""
        conn = self.called(fact, "accept")
        conn.role, conn.fd, conn.address, conn.opened_at = "accepted", fact.fd, fact.address, fact.at
        listener = self.connections.get(fact.listener)
        if listener is not None:
            listener.last_call, listener.last_error, listener.last_at = "accept", "", fact.at
            listener.accepts += 1

    def connecting(self, fact: ev.Connecting) -> None:
        """One of our clients asks for a connection."""
        conn = self.called(fact, "connect")
        conn.role, conn.own, conn.address, conn.last_error = "connected", fact.own, fact.address, fact.error
        self.name(conn)
        if not fact.error:
            conn.state = OPEN

    def watched(self, fact: ev.Registered | ev.Modified | ev.Unregistered) -> None:
        """What the selector watches it for has changed."""
        conn = self.called(fact, WATCH_CALLS[type(fact)])
        conn.watch, conn.loop = fact.watch, fact.loop
        conn.role = fact.kind or conn.role
        if fact.outb != UNKNOWN:
            conn.outb = fact.outb
        conn.ready &= fact.watch
        if fact.kind and not fact.watch:
            self.enter(conn, CLOSED, fact.at)
            self.forget(conn.id)

    def received(self, fact: ev.Received) -> None:
        """Bytes came in."""
        conn = self.called(fact, fact.call)
        conn.bytes_in += fact.size
        conn.recvs += 1
        if conn.role == "accepted":
            self.bytes_in += fact.size
        conn.last_size, conn.head_in = fact.size, fact.head
        if fact.outb != UNKNOWN:
            conn.outb = fact.outb
        moved(conn, fact.at, fact.size)

    def peer_finished(self, fact: ev.PeerFinished) -> None:
        """The peer will send no more."""
        conn = self.called(fact, "recv")
        conn.recvs += 1
        conn.last_size = 0
        if fact.outb != UNKNOWN:
            conn.outb = fact.outb

    def sent(self, fact: ev.Sent) -> None:
        """Bytes went out. A program that offers its whole outb is about to cut off what was taken."""
        conn = self.called(fact, fact.call)
        conn.bytes_out += fact.size
        conn.sends += 1
        if conn.role == "accepted":
            self.bytes_out += fact.size
        conn.full = fact.size < fact.asked
        conn.shorts += conn.full
        conn.last_size, conn.head_out = fact.size, fact.head
        if fact.outb != UNKNOWN:
            conn.outb = max(0, fact.outb - fact.size) if fact.asked >= fact.outb else fact.outb
        moved(conn, fact.at, fact.size)

    def would_block(self, fact: ev.WouldBlock) -> None:
        """EAGAIN."""
        conn = self.called(fact, fact.call)
        conn.eagains += 1
        conn.last_error = "EAGAIN"
        conn.full = conn.full or fact.call.startswith("send")
        if fact.outb != UNKNOWN:
            conn.outb = fact.outb

    def failed(self, fact: ev.Reset | ev.Failed) -> None:
        """A call failed."""
        conn = self.called(fact, fact.call)
        conn.error = conn.last_error = fact.error
        if fact.outb != UNKNOWN:
            conn.lost = conn.outb = fact.outb

    def closed_(self, fact: ev.Closed) -> None:
        """The socket is closed."""
        conn = self.called(fact, "close")
        conn.watch = conn.ready = 0
        conn.closed_at = conn.closed_at or fact.at
        if fact.outb != UNKNOWN:
            conn.lost = conn.outb = fact.outb
        if fact.lost:
            note(conn, "let go of without a close")
        if conn.role == "opened":
            self.forget(conn.id)

    def urgent(self, fact: ev.UrgentReceived | ev.UrgentSent) -> None:
        """Out-of-band data moved; it is nobody's echo."""
        self.called(fact, "recv" if type(fact) is ev.UrgentReceived else "send").urgent += fact.size

    def loop_of(self, fact: Any) -> Loop:
        """The loop of a fact, with the totals that the fact carries."""
        loop = self.loops.get(fact.loop)
        if loop is None:
            loop = self.loops[fact.loop] = Loop(fact.loop)
        place = getattr(fact, "place", NOWHERE)
        if place != NOWHERE:
            self.calls[place] = self.calls.get(place, 0) + max(0, fact.loops - loop.loops)
        loop.loops, loop.idle = max(loop.loops, fact.loops), max(loop.idle, fact.idle)
        return loop

    def woke(self, fact: ev.Woke) -> None:
        """`select()` answered."""
        loop = self.loop_of(fact)
        loop.asleep_since, loop.slept, loop.woke_at, loop.timeout = 0, fact.slept, fact.at, fact.timeout
        self.answer(loop, fact.ready)

    def idled(self, fact: ev.Idled) -> None:
        """The loop went round for nothing."""
        loop = self.loop_of(fact)
        loop.asleep_since, loop.slept, loop.woke_at = 0, fact.slept, fact.at

    def asleep(self, fact: ev.Asleep) -> None:
        """The thread sleeps in `select()`: nothing is ready."""
        loop = self.loop_of(fact)
        loop.asleep_since, loop.timeout = fact.at, fact.timeout
        self.answer(loop, [])

    def answer(self, loop: Loop, ready: list[tuple[ConnId, int]]) -> None:
        """Mark who is ready, and no longer who was."""
        connections = self.connections
        for conn_id, _ in loop.ready:
            if conn_id in connections:
                connections[conn_id].ready = 0
        for conn_id, mask in ready:
            if conn_id in connections:
                connections[conn_id].ready = mask
        loop.ready = ready

    def loop_ended(self, fact: ev.LoopEnded) -> None:
        """The selector is closed."""
        loop = self.loops.get(fact.loop)
        if loop is not None:
            self.answer(loop, [])
            loop.asleep_since, loop.ended = 0, True

    def started(self, fact: ev.Started) -> None:
        """A program runs."""
        self.programs[fact.program] = Program(fact.program, fact.address, fact.at)

    def ended(self, fact: ev.Ended) -> None:
        """A program's thread is over."""
        program = self.programs.setdefault(fact.program, Program(fact.program))
        program.ended_at, program.error = fact.at, fact.error

    def sampled(self, fact: ev.CpuSampled) -> None:
        """What its thread has cost so far."""
        program = self.programs.setdefault(fact.program, Program(fact.program))
        program.cpu, program.cpu_at = fact.cpu, fact.at

    def dropped(self, fact: ev.Dropped) -> None:
        """Records were left out."""
        self.left_out += fact.count

    def retired(self, fact: ev.Retired) -> None:
        """The probe took itself off."""
        self.failure = fact.error

    def known(self, fact: ev.Known) -> None:
        """What the exact table says counts, whatever was left out before."""
        conn = self.get(fact)
        if fact.role == "accepted":
            self.bytes_in += fact.bytes_in - (conn.bytes_in if conn.role == "accepted" else 0)
            self.bytes_out += fact.bytes_out - (conn.bytes_out if conn.role == "accepted" else 0)
        for name in KNOWN:
            setattr(conn, name, getattr(fact, name))
        if fact.role == "connected":
            self.name(conn)
        self.enter(conn, known_state(fact), fact.at)


def known_state(fact: ev.Known) -> State:
    """The state that the exact table speaks of."""
    if fact.ended == "closed":
        return RESET if fact.error in RESETS else CLOSED
    if fact.role in ("opened", "listening"):
        return OPENED if fact.role == "opened" else LISTENING
    return PEER_DONE if fact.ended == "done" else OPEN


KNOWN = (
    "own", "fd", "role", "address", "watch", "error", "outb", "bytes_in", "bytes_out", "recvs", "sends", "shorts", "eagains",
)  # fmt: skip

Folds = dict[type[Fact], Callable[[Ledger, Any], None]]

FOLDS: Folds = {
    ev.Opened: Ledger.opened,
    ev.Listening: Ledger.listening,
    ev.Accepted: Ledger.accepted,
    ev.Connecting: Ledger.connecting,
    ev.Registered: Ledger.watched,
    ev.Modified: Ledger.watched,
    ev.Unregistered: Ledger.watched,
    ev.Received: Ledger.received,
    ev.PeerFinished: Ledger.peer_finished,
    ev.Sent: Ledger.sent,
    ev.UrgentReceived: Ledger.urgent,
    ev.UrgentSent: Ledger.urgent,
    ev.WouldBlock: Ledger.would_block,
    ev.Reset: Ledger.failed,
    ev.Failed: Ledger.failed,
    ev.Closed: Ledger.closed_,
    ev.Woke: Ledger.woke,
    ev.Idled: Ledger.idled,
    ev.Asleep: Ledger.asleep,
    ev.LoopEnded: Ledger.loop_ended,
    ev.Started: Ledger.started,
    ev.Ended: Ledger.ended,
    ev.CpuSampled: Ledger.sampled,
    ev.Dropped: Ledger.dropped,
    ev.Retired: Ledger.retired,
    ev.Known: Ledger.known,
}
