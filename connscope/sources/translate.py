"""Records into facts: the one place that knows both the probe's layout and our words.

A record is a tuple as `probe/records.py` lays it out. Each kind of call has its maker in the table at the end. Its
fields are used by number, since this runs a hundred thousand times a second: seq 0, at 1, call 2, conn 3, thread 4,
place 5, asked 6, result 7, errno 8, took 9, outb 10, head 11.
"""

from collections.abc import Callable
from errno import EAGAIN, EALREADY, EINPROGRESS, EISCONN, errorcode
from pathlib import Path
from socket import AF_INET, AF_INET6, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET, SOCK_STREAM
from typing import Any, Protocol

from connscope import events as ev
from connscope.events import ConnId, Fact, Place
from connscope.probe import records as r
from connscope.probe.layout import ROLES
from connscope.states import RESETS
from connscope.text import visible

HERE = Path(__file__).parent.parent

AF_UNIX = 1
"""Windows has none by that name."""

Record = tuple[Any, ...]
Maker = Callable[[Record, Place], Fact]

NAMES = tuple(name.lower() for name in r.CALLS)
CALLED = {r.OPEN: "socket", r.SO_ERROR: "getsockopt", r.CLOSE_SELECTOR: "close"}
"""What a person reads in the source, where that is not the record's name."""
PRINTED_LIMIT = 200

FAMILIES = {int(AF_INET): "inet", int(AF_INET6): "inet6", AF_UNIX: "unix"}
KINDS = {int(SOCK_DGRAM): "dgram", int(SOCK_RAW): "raw", int(SOCK_SEQPACKET): "seqpacket"}


def error_name(errno: int) -> str:
    """`ECONNRESET` for 104; empty for 0."""
    return errorcode.get(errno, "no number" if errno == r.UNNUMBERED else f"error {errno}") if errno else ""


def shown_path(name: str) -> str:
    """A file as people know it: ours from the package on, anybody else's as it is."""
    path = Path(name)
    return str(path.relative_to(HERE)) if path.is_relative_to(HERE) else visible(name, 200)


def shown_place(place: Place) -> Place:
    """A place with its file as people know it."""
    return (shown_path(place[0]), place[1]) if place[0] else place


def family_name(asked: int) -> str:
    """`inet` for an IPv4 stream, `inet dgram` for what is no stream."""
    family, kind = asked & 0xFFFF, asked >> 16 & 0xFFFF
    name = FAMILIES.get(family, f"family {family}")
    return name if kind in (0, SOCK_STREAM) else f"{name} {KINDS.get(kind, f'kind {kind}')}"


def both_ends(head: bytes) -> tuple[str, str]:
    """Own and peer's address, of which the first may be missing."""
    own, between, address = head.rpartition(b" > ")
    return visible(own) if between else "", visible(address)


class Lines(Protocol):
    """Knows where in the source a place is."""

    def line(self, place: int) -> Place:
        """File and line."""


class Translator:
    """Makes facts of one probe's records, and counts the bytes that they tell of."""

    def __init__(self, places: Lines, program: str = "") -> None:
        self.places = places
        self.program = program
        """By which name it is told of as a whole."""
        self.known: dict[int, Place] = {}
        self.bytes_in = self.bytes_out = 0
        """Told of all sockets but those that the program connected itself."""
        self.connected: set[ConnId] = set()
        self.at_the_gate: dict[int, int] = {}
        """The number of the last record that told of a thread that it was held, or that it went on."""
        self.makers: dict[int, Maker] = {
            **MAKERS,
            **dict.fromkeys((r.RECV, r.RECV_INTO), self.received),
            **dict.fromkeys((r.SEND, r.SENDALL), self.sent),
            **dict.fromkeys((r.CONNECT, r.CONNECT_EX), self.connecting),
            r.OPEN: self.opened,
            r.HELD: self.held,
            r.RELEASED: self.released,
        }

    def fact(self, record: Record) -> Fact:
        """The fact that a record tells of."""
        place = self.known.get(record[5]) or self.place(record[5])
        if record[8] and record[2] not in ANSWERED:
            return failure(record, place)
        return self.makers[record[2]](record, place)

    def place(self, number: int) -> Place:
        """File and line of a call, the file as people know it."""
        found = self.known[number] = shown_place(self.places.line(number))
        return found

    def opened(self, x: Record, place: Place) -> Fact:
        """A socket, perhaps around a descriptor that was in use."""
        role, (own, address) = ROLES[x[9]], both_ends(x[11])
        if role == "connected":
            self.connected.add(x[3])
        what = (role, own, address) if x[9] else ()
        return ev.Opened(x[1], x[3], x[4], place, x[7], family_name(x[6]), *what)

    def received(self, x: Record, place: Place) -> Fact:
        """Bytes, or the end of them."""
        if not x[7] and x[6]:
            return ev.PeerFinished(x[1], x[3], x[4], place, x[10])
        if x[3] not in self.connected:
            self.bytes_in += x[7]
        return ev.Received(x[1], x[3], x[4], place, NAMES[x[2]], x[6], x[7], x[10], x[11])

    def sent(self, x: Record, place: Place) -> Fact:
        """Bytes that the kernel took."""
        if x[3] not in self.connected:
            self.bytes_out += x[7]
        return ev.Sent(x[1], x[3], x[4], place, NAMES[x[2]], x[6], x[7], x[10], x[11])

    def connecting(self, x: Record, place: Place) -> Fact:
        """A connect that has begun, was asked for again, or failed at once."""
        if x[8] == EISCONN:
            return ev.Connected(x[1], x[3], x[4], place)
        if x[8] not in UNDER_WAY:
            return failure(x, place)
        self.connected.add(x[3])
        return ev.Connecting(x[1], x[3], x[4], place, *both_ends(x[11]), error_name(x[8]))

    def held(self, x: Record, place: Place) -> Fact:
        """The thread stands still."""
        self.at_the_gate[x[4]] = x[0]
        call, after, point = x[7] & 0xFF, bool(x[7] >> 8 & 1), x[7] >> 16
        name = CALLED.get(call, NAMES[call])
        return ev.Held(x[1], self.program, x[4], place, name, after, x[3], x[9], x[6], x[10], x[11], point)

    def released(self, x: Record, _: Place) -> Fact:
        """It goes on."""
        self.at_the_gate[x[4]] = x[0]
        return ev.Released(x[1], self.program, x[4])


def data_seen(x: Record, _: Place) -> Fact:
    """One attribute of what the program registered."""
    name, _, start = x[11].partition(b"\0")
    text, head = (visible(start), b"") if x[7] == ev.UNKNOWN else ("", start)
    return ev.DataSeen(x[1], x[3], visible(name), x[7], text, head)


def awaiting(x: Record, place: Place) -> Fact:
    """One step of who waits for a connection."""
    task, _, function = x[11].partition(b"\0")
    return ev.Awaiting(x[1], x[3], place, visible(task), visible(function), x[6], x[7])


def failure(x: Record, place: Place) -> Fact:
    """A call that raised."""
    if x[8] == EAGAIN:
        asked = 0 if x[2] == r.ACCEPT else x[6]
        return ev.WouldBlock(x[1], x[3], x[4], place, NAMES[x[2]], asked, x[10])
    call = "connect" if x[2] == r.SO_ERROR else NAMES[x[2]]
    error = error_name(x[8])
    kind = ev.Reset if error in RESETS and x[2] != r.ACCEPT else ev.Failed
    return kind(x[1], x[3], x[4], place, call, error, x[10])


def paused(x: Record, _: Place) -> Fact:
    """Reading was stopped, or goes on."""
    return (ev.ReadingStopped if x[6] else ev.ReadingResumed)(x[1], x[3], error_name(x[8]))


def pipes_set(x: Record, _: Place) -> Fact:
    """Both sizes in one number; not known where the kernel did not say."""
    sndbuf, rcvbuf = (ev.UNKNOWN, ev.UNKNOWN) if x[8] else (x[7] >> 32, x[7] & 0xFFFFFFFF)
    return ev.PipesSet(x[1], x[3], sndbuf, rcvbuf, error_name(x[8]))


def watched(kind: type[ev.Registered]) -> Maker:
    """What a selector watches a socket for."""
    return lambda x, place: kind(x[1], x[3], x[4], place, x[7], x[6], x[10], visible(x[11]))


def woke(x: Record, place: Place) -> Fact:
    """What `select()` answered."""
    ready = [(each >> 2, each & 3) for each in x[11]]
    return ev.Woke(x[1], x[3], x[4], place, x[6], x[9], x[7], x[10], ready)


BY_HAND = frozenset({r.INJECT, r.PAUSE, r.CUT, r.PIPES})
ANSWERED = BY_HAND | {r.CONNECT, r.CONNECT_EX}
"""Calls whose error may be an answer, and deeds that are no calls of the program's."""

UNDER_WAY = frozenset({0, EINPROGRESS, EALREADY, EAGAIN})
"""What a connect answers that has not failed; Windows says EAGAIN."""

MAKERS: dict[int, Maker] = {
    r.SELECT: woke,
    r.IDLE: lambda x, place: ev.Idled(x[1], x[3], x[4], place, x[9], x[7], x[10]),
    r.REGISTER: watched(ev.Registered),
    r.MODIFY: watched(ev.Modified),
    r.UNREGISTER: watched(ev.Unregistered),
    r.CLOSE_SELECTOR: lambda x, _: ev.LoopEnded(x[1], x[3]),
    r.ACCEPT: lambda x, place: ev.Accepted(x[1], x[3], x[4], place, x[7], visible(x[11]), x[6]),
    r.SO_ERROR: lambda x, place: ev.Connected(x[1], x[3], x[4], place),
    r.BIND: lambda x, place: ev.Bound(x[1], x[3], x[4], place, visible(x[11])),
    r.LISTEN: lambda x, place: ev.Listening(x[1], x[3], x[4], place, visible(x[11]), x[6]),
    r.PEEK: lambda x, place: ev.Peeked(x[1], x[3], x[4], place, x[7], x[11]),
    r.OUTB: lambda x, place: ev.OutbSeen(x[1], x[3], x[4], place, x[7], x[11]),
    r.RECV_URGENT: lambda x, place: ev.UrgentReceived(x[1], x[3], x[4], place, x[7], x[11]),
    r.SEND_URGENT: lambda x, place: ev.UrgentSent(x[1], x[3], x[4], place, x[7], x[11]),
    r.SHUTDOWN: lambda x, place: ev.HalfClosed(x[1], x[3], x[4], place, x[6]),
    r.CLOSE: lambda x, place: ev.Closed(x[1], x[3], x[4], place, x[10], bool(x[6])),
    r.SETBLOCKING: lambda x, place: ev.BlockingSet(x[1], x[3], x[4], place, bool(x[6])),
    r.SETSOCKOPT: lambda x, place: ev.OptionSet(x[1], x[3], x[4], place, x[6] >> 32, x[6] & 0xFFFFFFFF, x[7]),
    r.INJECT: lambda x, _: ev.Injected(x[1], x[3], x[6], x[7], error_name(x[8]), x[11], x[9]),
    r.PAUSE: paused,
    r.CUT: lambda x, _: ev.EndedByHand(x[1], x[3], r.ENDINGS[x[6] % len(r.ENDINGS)], error_name(x[8])),
    r.PIPES: pipes_set,
    r.SECURE: lambda x, place: ev.Secured(x[1], x[3], x[4], place, visible(x[11])),
    r.AWAIT: awaiting,
    r.STALL: lambda x, place: ev.Stalled(x[1], x[3], x[4], place, x[7], bool(x[6]), visible(x[11])),
    r.DATA: data_seen,
    r.LOG: lambda x, _: ev.Printed(x[1], visible(x[11], PRINTED_LIMIT)),
}
"""A maker for each call of which a record tells; those of the calls that move bytes are the translator's own."""
