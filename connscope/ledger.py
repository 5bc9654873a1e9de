"""The ledger: facts folded into the picture. It knows no socket, no thread, no clock and no screen.

`apply(fact)` never raises and answers which connection changed. What is here is what the facts say: feed the same facts
again and the same ledger comes out. Totals that a fact carries replace ours, so that facts left out are made up for.
"""

from collections.abc import Callable
from typing import Any

from connscope import events as ev
from connscope.connections import Connection, note, turn
from connscope.events import UNKNOWN, ConnId, Fact
from connscope.states import CONNECTING, LISTENING, OPEN
from connscope.totals import Totals

WATCH_CALLS = {ev.Registered: "register", ev.Modified: "modify", ev.Unregistered: "unregister"}

CALLED_ONLY: dict[type[Fact], str] = {
    ev.Connected: "connect",
    ev.Peeked: "recv",
    ev.HalfClosed: "shutdown",
    ev.OptionSet: "setsockopt",
}
"""Facts that say no more than that there was this call."""

TRANSFERS = frozenset({"recv", "recv_into", "send", "sendall"})
TELLING = TRANSFERS | {"connect", "connect_ex", "accept"}
"""Calls whose failure says something of the connection, and not only of the call."""


DATA_KEPT = 16
"""Attributes of one connection; the probe tells of fewer, but what is read from a file may say anything."""


class Ledger(Totals):
    """A picture that grows by facts. A method folds one kind of fact each; the table is at the end."""

    def apply(self, fact: Fact) -> ConnId:
        """Fold one fact; answers the connection that it is about, or 0."""
        fold = FOLDS.get(type(fact))
        if fold is not None:
            fold(self, fact)
        return getattr(fact, "conn", 0)

    def passed(self, fact: Fact) -> None:
        """Nothing is kept of it."""

    def called_only(self, fact: Any) -> None:
        """A call that changes nothing that is kept, but perhaps the state."""
        self.called(fact, CALLED_ONLY[type(fact)])

    def opened(self, fact: ev.Opened) -> None:
        """A socket was made."""
        conn = self.called(fact, "socket")
        conn.fd, conn.waits, conn.made, conn.family = fact.fd, True, fact.place, fact.family
        self.turnover += 1
        self.originate(conn, fact.place, "socket", fact.at)
        if fact.role:
            self.found(conn, fact)

    def found(self, conn: Connection, fact: ev.Opened) -> None:
        """It was made around a descriptor in use. If another stands for the same socket, both ends find that one."""
        taken = self.own.get(fact.own, 0) if fact.role == "connected" else self.peers.get(fact.address, 0)
        other = self.connections.get(taken) if taken not in (0, conn.id) else None
        if other is not None and not other.over:
            conn.own, conn.address = fact.own, fact.address
            self.take_role(conn, fact.role)
        else:
            self.introduce(conn, fact.role, fact.own, fact.address)
        self.enter(conn, LISTENING if fact.role == "listening" else OPEN, fact.at)

    def listening(self, fact: ev.Listening) -> None:
        """A socket takes connections."""
        self.introduce(self.called(fact, "listen"), "listening", "", fact.address)

    def accepted(self, fact: ev.Accepted) -> None:
        """A connection came in."""
        conn = self.called(fact, "accept")
        conn.fd, conn.opened_at, conn.waits, conn.made = fact.fd, fact.at, True, fact.place
        listener = self.connections.to_change(fact.listener)
        self.introduce(conn, "accepted", listener.address if listener is not None else "", fact.address)
        self.originate(conn, fact.place, "accept", fact.at)
        if listener is not None:
            listener.last_call, listener.last_error = "accept", ""
            listener.last_at, listener.place = fact.at, fact.place
            listener.accepts += 1
            conn.family = listener.family
            listener.error = ""

    def bound(self, fact: ev.Bound) -> None:
        """It has an address of its own: of what neither listens nor connects that is all there is to know."""
        conn = self.called(fact, "bind")
        if conn.role == "opened":
            conn.own = fact.address

    def connecting(self, fact: ev.Connecting) -> None:
        """One of our clients asks for a connection."""
        conn = self.called(fact, "connect")
        conn.last_error = fact.error
        self.introduce(conn, "connected", fact.own, fact.address)
        self.name(conn)
        if not fact.error and conn.state is CONNECTING:
            conn.state = OPEN

    def blocking_set(self, fact: ev.BlockingSet) -> None:
        """Whether its calls wait has changed."""
        self.called(fact, "setblocking").waits = fact.blocking

    def watched(self, fact: ev.Registered | ev.Modified | ev.Unregistered) -> None:
        """What the selector watches it for has changed."""
        conn = self.connections.to_change(fact.conn) or self.begin(fact)
        last = conn.last_call, conn.last_size, conn.last_error  # the socket's own: this is the selector's
        self.called(fact, WATCH_CALLS[type(fact)])
        if last[0]:
            conn.last_call, conn.last_size, conn.last_error = last
        conn.watch, conn.loop = fact.watch, fact.loop
        if fact.kind not in ("", conn.role):
            self.take_role(conn, fact.kind)
        conn.ready &= fact.watch
        self.read_outb(conn, fact.outb)
        if fact.kind and not fact.watch:
            self.forget(conn.id)

    def read_outb(self, conn: Connection, outb: int) -> None:
        """The length of `outb`, as it was just before a call."""
        if outb != UNKNOWN:
            conn.outb = outb
            conn.echoes = outb == conn.bytes_in - conn.bytes_out

    # Nearly all facts are the next two: each call less in them is worth a line more.

    def received(self, fact: ev.Received) -> None:
        """Bytes came in."""
        size, outb = fact.size, fact.outb
        conn = self.called(fact, fact.call, size)
        into = conn.bytes_in
        if outb != UNKNOWN:
            conn.outb = outb
            conn.echoes = outb == into - conn.bytes_out
        conn.bytes_in = into + size
        conn.recvs += 1
        conn.receives_at = fact.place
        if conn.role != "connected":
            self.bytes_in += size
        conn.head_in = fact.head
        if fact.at >= conn.second_ends:
            turn(conn, fact.at)
        conn.moved += size

    def sent(self, fact: ev.Sent) -> None:
        """Bytes went out. A program that offers its whole outb is about to cut off what was taken."""
        size, asked, outb = fact.size, fact.asked, fact.outb
        conn = self.called(fact, fact.call, size)
        out = conn.bytes_out = conn.bytes_out + size
        conn.sends += 1
        conn.sends_at = fact.place
        if conn.role != "connected":
            self.bytes_out += size
        full = size < asked
        if full is not conn.full:
            self.fill(conn, full)
        if full:
            conn.shorts += 1
        if outb != UNKNOWN:
            left = outb if asked < outb else outb - size if outb > size else 0
            conn.outb = left
            conn.echoes = left == conn.bytes_in - out
        conn.head_out = fact.head
        if fact.at >= conn.second_ends:
            turn(conn, fact.at)
        conn.moved += size

    def peer_finished(self, fact: ev.PeerFinished) -> None:
        """The peer will send no more."""
        conn = self.called(fact, "recv", size=0)
        conn.recvs += 1
        conn.peer_done_at = conn.peer_done_at or fact.at
        self.read_outb(conn, fact.outb)

    def would_block(self, fact: ev.WouldBlock) -> None:
        """EAGAIN."""
        conn = self.called(fact, fact.call)
        if fact.call in TRANSFERS:
            conn.eagains += 1
        conn.last_error = "EAGAIN"
        if fact.call.startswith("send"):
            self.fill(conn, True)
        self.read_outb(conn, fact.outb)

    def failed(self, fact: ev.Reset | ev.Failed) -> None:
        """A call failed."""
        was_over = fact.conn in self.closed
        conn = self.called(fact, fact.call)
        conn.last_error = fact.error
        if not was_over and (type(fact) is ev.Reset or fact.call in TELLING):
            conn.error = fact.error
        if fact.outb != UNKNOWN:
            conn.outb = fact.outb
            conn.lost = fact.outb if conn.over else 0

    def closed_(self, fact: ev.Closed) -> None:
        """The socket is closed."""
        conn = self.called(fact, "close")
        self.free(conn, lost=fact.lost)
        if fact.outb != UNKNOWN:
            conn.lost = conn.outb = fact.outb
        if fact.lost:
            note(conn, "let go of without a close")
        if conn.role == "opened":
            self.forget(conn.id)

    def outb_seen(self, fact: ev.OutbSeen) -> None:
        """Somebody looked into `outb`."""
        conn = self.connections.to_change(fact.conn)
        if conn is not None:
            conn.outb, conn.outb_start = fact.size, fact.head
            conn.outb_seen_at = (conn.bytes_in, conn.bytes_out)

    def data_seen(self, fact: ev.DataSeen) -> None:
        """An attribute of what the program registered with it."""
        conn = self.connections.to_change(fact.conn)
        if conn is not None and (fact.name in conn.data or len(conn.data) < DATA_KEPT):
            conn.data = {**conn.data, fact.name: fact}

    def cleared(self, fact: ev.Cleared) -> None:
        """Rows were taken away."""
        if fact.what == "closed":
            self.forget_closed()
        else:
            self.forget_ended()

    def urgent(self, fact: ev.UrgentReceived | ev.UrgentSent) -> None:
        """Out-of-band data moved; it is nobody's echo."""
        self.called(fact, "recv" if type(fact) is ev.UrgentReceived else "send").urgent += fact.size


FOLDS: dict[type[Fact], Callable[[Ledger, Any], None]] = {
    **dict.fromkeys(CALLED_ONLY, Ledger.called_only),
    ev.Opened: Ledger.opened,
    ev.Bound: Ledger.bound,
    ev.Listening: Ledger.listening,
    ev.Accepted: Ledger.accepted,
    ev.Connecting: Ledger.connecting,
    ev.BlockingSet: Ledger.blocking_set,
    ev.Registered: Ledger.watched,
    ev.Modified: Ledger.watched,
    ev.Unregistered: Ledger.watched,
    ev.Received: Ledger.received,
    ev.PeerFinished: Ledger.peer_finished,
    ev.Sent: Ledger.sent,
    ev.OutbSeen: Ledger.outb_seen,
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
    ev.ClientBegan: Ledger.client_began,
    ev.ClientActed: Ledger.client_acted,
    ev.ClientFroze: Ledger.client_froze,
    ev.ClientThawed: Ledger.client_thawed,
    ev.ClientEnded: Ledger.client_ended,
    ev.Waiting: Ledger.waiting,
    ev.Unwatched: Ledger.unwatched_process,
    ev.Unseen: Ledger.unseen_,
    ev.Secured: Ledger.secured,
    ev.Awaiting: Ledger.awaiting,
    ev.Stalled: Ledger.stalled,
    ev.Held: Ledger.held,
    ev.Released: Ledger.released,
    ev.DataSeen: Ledger.data_seen,
    ev.Cleared: Ledger.cleared,
    ev.Injected: Ledger.injected,
    ev.ReadingStopped: Ledger.reading_stopped,
    ev.ReadingResumed: Ledger.reading_resumed,
    ev.KernelSampled: Ledger.kernel_sampled,
    ev.EndedByHand: Ledger.ended_by_hand,
    **dict.fromkeys((ev.Printed, ev.PipesSet), Ledger.passed),
}
