"""How exact totals are folded into the picture, after records were left out: they count, whatever was told before.

It knows no single call.
"""

from connscope import events as ev
from connscope.connections import Connection, turn
from connscope.crew import Crew
from connscope.states import CLOSED, CONNECTING, LISTENING, OPEN, OPENED, PEER_DONE, RESET, RESETS, State


class Totals(Crew):
    """A picture that is put right by what was counted where it happened. A method folds one kind of fact each."""

    def dropped(self, fact: ev.Dropped) -> None:
        """Records were left out; what they would have told of is known in all."""
        self.left_out += fact.count
        self.bytes_in += fact.bytes_in
        self.bytes_out += fact.bytes_out

    def retired(self, fact: ev.Retired) -> None:
        """The probe took itself off."""
        self.failure = fact.error

    def known(self, fact: ev.Known) -> None:
        """What the exact table says counts, whatever was left out; `Dropped` has made up for the totals of all."""
        conn = self.connections.to_change(fact.conn) or self.begin(fact)
        at, into, out, recvs, sends = fact.at, fact.bytes_in, fact.bytes_out, fact.recvs, fact.sends
        if at >= conn.second_ends:
            turn(conn, at)
        moved = into + out - conn.bytes_in - conn.bytes_out
        if moved > 0:
            conn.moved += moved
            conn.last_at = max(conn.last_at, at)
        if recvs > conn.recvs:
            self.count(conn.receives_at, recvs - conn.recvs)
        if sends > conn.sends:
            self.count(conn.sends_at, sends - conn.sends)
        conn.bytes_in, conn.bytes_out, conn.recvs, conn.sends = into, out, recvs, sends
        conn.shorts, conn.eagains = fact.shorts, fact.eagains
        conn.fd, conn.watch, conn.error, conn.waits = fact.fd, fact.watch, fact.error, None
        conn.injected, conn.paused, conn.cut, conn.urgent = fact.injected, fact.paused, fact.cut, fact.urgent
        ends = (fact.role, fact.own or conn.own, fact.address)
        if ends != (conn.role, conn.own, conn.address):
            self.introduce(conn, *ends)
        if fact.role == "connected":
            self.name(conn)
        conn.outb, conn.echoes = fact.outb, fact.outb == conn.owed
        if fact.made_at:
            self.turnover += conn.opened_at != fact.made_at
            conn.made, conn.opened_at, conn.family = fact.made, fact.made_at, fact.family
            self.originate(conn, fact.made, "accept" if fact.role == "accepted" else "socket", fact.made_at)
        if fact.ended == "closed":
            self.free(conn, lost=False)
        elif fact.ended:
            conn.peer_done_at = conn.peer_done_at or fact.at
        state = known_state(conn, fact)
        if state is not conn.state:
            self.enter(conn, state, at)
        if conn.over and conn.role not in ("listening", "accepted", "connected"):
            self.forget(conn.id)


def known_state(conn: Connection, fact: ev.Known) -> State:
    """The state that the exact table speaks of; it does not know whether a connect is still under way."""
    if fact.ended == "closed":
        return RESET if fact.error in RESETS else CLOSED
    if fact.role == "listening":
        return LISTENING
    if fact.role not in ("accepted", "connected"):
        return OPENED
    if fact.error in RESETS:
        return RESET
    if fact.ended:
        return PEER_DONE
    return CONNECTING if conn.state is CONNECTING and not fact.bytes_in + fact.bytes_out else OPEN
