"""What came of a program in all, in a few lines for the end. Facts are counted as they come; no clock, no output."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from connscope import events as ev
from connscope.events import NOWHERE, ConnId, Fact, Place
from connscope.units import exact

EXAMPLES = 3
"""Of many alike so many are named."""


@dataclass(slots=True)
class Socket:
    """One that is open."""

    role: str = "opened"
    address: str = ""
    made: Place = NOWHERE
    bytes_in: int = 0
    bytes_out: int = 0


class Account:
    """Grows by facts. A method counts one kind of fact each; the table is at the end."""

    def __init__(self) -> None:
        self.open: dict[ConnId, Socket] = {}
        self.roles: Counter[str] = Counter()
        """How many there ever were."""
        self.bytes_in = self.bytes_out = 0
        """By those that are closed."""
        self.errors: Counter[str] = Counter()
        self.made = self.left_out = 0
        self.let_go: Counter[str] = Counter()
        """How many were let go of without a close, by what they were for and the line that made them."""
        self.unwatched: dict[int, ev.Unwatched] = {}
        self.unseen: dict[ConnId, tuple[int, int]] = {}
        self.failure = ""

    def add(self, facts: Iterable[Fact]) -> None:
        """Count these."""
        for fact in facts:
            count = COUNTS.get(type(fact))
            if count is not None:
                count(self, fact)

    def socket(self, conn: ConnId, place: Place) -> Socket:
        """The record of an open one, perhaps a new one."""
        found = self.open.get(conn)
        if found is None:
            found = self.open[conn] = Socket(made=place)
            self.made += 1
        return found

    def opened(self, fact: ev.Opened) -> None:
        """There is one more."""
        self.socket(fact.conn, fact.place)

    def introduced(self, fact: ev.Accepted | ev.Connecting | ev.Listening) -> None:
        """It is known what it is for."""
        self.take_on(self.socket(fact.conn, fact.place), ROLES[type(fact)], fact.address)

    def take_on(self, socket: Socket, role: str, address: str) -> None:
        """Note what it is for, once."""
        socket.address = address or socket.address
        if socket.role == "opened" != role:
            socket.role = role
            self.roles[role] += 1

    def came_in(self, fact: ev.Received | ev.UrgentReceived) -> None:
        """Bytes were read."""
        self.socket(fact.conn, fact.place).bytes_in += fact.size

    def went_out(self, fact: ev.Sent | ev.UrgentSent) -> None:
        """Bytes were sent."""
        self.socket(fact.conn, fact.place).bytes_out += fact.size

    def failed(self, fact: ev.Reset | ev.Failed) -> None:
        """A call failed."""
        self.errors[fact.error] += 1

    def closed(self, fact: ev.Closed) -> None:
        """It is over; its bytes stay."""
        if fact.lost:
            socket = self.socket(fact.conn, NOWHERE)
            self.let_go[f"{socket.role}{at_line(socket)}"] += 1
        self.end(fact.conn)

    def end(self, conn: ConnId) -> None:
        """Take it out of those that are open."""
        socket = self.open.pop(conn, None)
        if socket is not None:
            self.bytes_in += socket.bytes_in
            self.bytes_out += socket.bytes_out

    def known(self, fact: ev.Known) -> None:
        """Exact totals, after records were left out: they count."""
        socket = self.socket(fact.conn, fact.made)
        self.take_on(socket, fact.role, fact.address)
        socket.bytes_in, socket.bytes_out = fact.bytes_in, fact.bytes_out
        if fact.ended == "closed":
            self.end(fact.conn)

    def dropped(self, fact: ev.Dropped) -> None:
        """Records were left out."""
        self.left_out += fact.count

    def unwatched_process(self, fact: ev.Unwatched) -> None:
        """A process that cannot be seen."""
        self.unwatched[fact.pid] = fact

    def unseen_bytes(self, fact: ev.Unseen) -> None:
        """What only the kernel counted, in all so far."""
        self.unseen[fact.conn] = (fact.bytes_in, fact.bytes_out)

    def retired(self, fact: ev.Retired) -> None:
        """The probe took itself off."""
        self.failure = fact.error

    def lines(self, name: str) -> Iterator[str]:
        """All of it. Without a name the program was not watched: then nobody knows that it made no socket."""
        yield from self.connections(name)
        if self.errors:
            each = [f"{exact(times)} × {error}" for error, times in self.errors.most_common()]
            yield f"calls that failed: {some(each)}"
        if self.open:
            ends = [named(socket) for socket in self.open.values()]
            yield f"never closed: {exact(len(ends))} · {some(ends)}"
        if self.let_go:
            each = [f"{exact(times)} × {what}" for what, times in self.let_go.most_common()]
            yield f"let go of without a close(): {exact(self.let_go.total())} · {some(each)}"
        if any(map(any, self.unseen.values())):
            into, out = (sum(column) for column in zip(*self.unseen.values(), strict=True))
            yield f"seen by the kernel only · bytes in: {exact(into)}, out: {exact(out)}"
        if self.left_out:
            yield f"left out: {exact(self.left_out)} records that came too fast; bytes are exact all the same"
        if self.unwatched:
            each = [f"pid {fact.pid} {fact.command} ({fact.why})" for fact in self.unwatched.values()]
            yield f"processes that were not watched: {exact(len(each))} · {some(each)}"
        if self.failure:
            yield f"the probe failed, and the program went on unseen: {self.failure}"

    def connections(self, name: str) -> Iterator[str]:
        """How many there were, and what they moved."""
        if not self.made:
            if name and not self.failure:
                yield f"{name} made no socket"
            return
        into = self.bytes_in + sum(socket.bytes_in for socket in self.open.values())
        out = self.bytes_out + sum(socket.bytes_out for socket in self.open.values())
        accepted, connected = self.roles["accepted"], self.roles["connected"]
        yield (
            f"{name or 'what it started'} · connections accepted: {exact(accepted)}, asked for: {exact(connected)} · "
            f"bytes in: {exact(into)}, out: {exact(out)}"
        )


def some(each: list[str]) -> str:
    """The first of them, and how many there are besides."""
    rest = len(each) - EXAMPLES
    return ", ".join(each[:EXAMPLES]) + (f" and {exact(rest)} more" if rest > 0 else "")


def named(socket: Socket) -> str:
    """What it was for, and where the program made it."""
    return f"{socket.role} {socket.address}".rstrip() + at_line(socket)


def at_line(socket: Socket) -> str:
    """Where the program made it, as the end of a name."""
    file, line = socket.made
    return f" at {os.path.basename(file)}:{line}" if file else ""


ROLES = {ev.Accepted: "accepted", ev.Connecting: "connected", ev.Listening: "listening"}

COUNTS: dict[type[Fact], Callable[[Account, Any], None]] = {
    ev.Opened: Account.opened,
    **dict.fromkeys((ev.Accepted, ev.Connecting, ev.Listening), Account.introduced),
    **dict.fromkeys((ev.Received, ev.UrgentReceived), Account.came_in),
    **dict.fromkeys((ev.Sent, ev.UrgentSent), Account.went_out),
    **dict.fromkeys((ev.Reset, ev.Failed), Account.failed),
    ev.Closed: Account.closed,
    ev.Known: Account.known,
    ev.Dropped: Account.dropped,
    ev.Unwatched: Account.unwatched_process,
    ev.Unseen: Account.unseen_bytes,
    ev.Retired: Account.retired,
}
