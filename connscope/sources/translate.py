"""Records into facts: the one place that knows both the probe's layout and our words.

A record is a tuple as `probe/records.py` lays it out. Each kind of call has its translator in the table at the end.
"""

from collections.abc import Callable
from errno import EAGAIN, EINPROGRESS, errorcode
from pathlib import Path
from typing import Any

from connscope import events as ev
from connscope.events import Fact, Place
from connscope.probe import records as r
from connscope.probe.places import Places
from connscope.text import visible

HERE = Path(__file__).parent.parent

Record = tuple[Any, ...]
Maker = Callable[[Record, Place], Fact]

RESETS = frozenset({"ECONNRESET", "EPIPE", "ECONNABORTED", "ECONNREFUSED", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH"})
"""Errors after which a connection is no more."""

NAMES = tuple(name.lower() for name in r.CALLS)
PRINTED_LIMIT = 200


def error_name(errno: int) -> str:
    """`ECONNRESET` for 104; empty for 0."""
    return errorcode.get(errno, f"error {errno}") if errno else ""


def shown_path(name: str) -> str:
    """A file as people know it: ours from the package on, anybody else's as it is."""
    path = Path(name)
    return str(path.relative_to(HERE)) if path.is_relative_to(HERE) else visible(name, 200)


class Translator:
    """Makes facts of one probe's records."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.known: dict[int, Place] = {}

    def place(self, number: int) -> Place:
        """File and line of a call, the file as people know it."""
        found = self.known.get(number)
        if found is None:
            name, line = self.places.line(number)
            found = self.known[number] = (shown_path(name), line)
        return found

    def fact(self, record: Record) -> Fact:
        """The fact that a record tells of."""
        place = self.known.get(record[5]) or self.place(record[5])
        if record[8] and record[2] not in EXPECTED:
            return failure(record, place)
        return MAKERS[record[2]](record, place)


# The fields of a record: seq 0, at 1, call 2, conn 3, thread 4, place 5, asked 6, result 7, errno 8, took 9, outb 10,
# head 11. They are used by number below, since this runs a hundred thousand times a second.


def failure(x: Record, place: Place) -> Fact:
    """A call that raised."""
    call = "connect" if x[2] == r.SO_ERROR else NAMES[x[2]]
    if x[8] == EAGAIN:
        return ev.WouldBlock(x[1], x[3], x[4], place, call, x[6], x[10])
    error = error_name(x[8])
    kind = ev.Reset if error in RESETS and x[2] != r.ACCEPT else ev.Failed
    return kind(x[1], x[3], x[4], place, call, error, x[10])


def received(x: Record, place: Place) -> Fact:
    """Bytes, or the end of them."""
    if not x[7] and x[6]:
        return ev.PeerFinished(x[1], x[3], x[4], place, x[10])
    return ev.Received(x[1], x[3], x[4], place, NAMES[x[2]], x[6], x[7], x[10], x[11])


def sent(x: Record, place: Place) -> Fact:
    """Bytes that the kernel took."""
    return ev.Sent(x[1], x[3], x[4], place, NAMES[x[2]], x[6], x[7], x[10], x[11])


def connecting(x: Record, place: Place) -> Fact:
    """A connect that has begun, or failed at once."""
    if x[8] not in (0, EINPROGRESS, EAGAIN):
        return failure(x, place)
    own, _, address = x[11].decode().partition(" > ")
    return ev.Connecting(x[1], x[3], x[4], place, visible(own), visible(address), error_name(x[8]))


def watched(kind: type[ev.Registered]) -> Maker:
    """What a selector watches a socket for."""
    return lambda x, place: kind(x[1], x[3], x[4], place, x[7], x[6], x[10], x[11].decode())


def woke(x: Record, place: Place) -> Fact:
    """What `select()` answered."""
    ready = [(each >> 2, each & 3) for each in x[11]]
    return ev.Woke(x[1], x[3], x[4], place, x[6], x[9], x[7], x[10], ready)


def address_of(x: Record) -> str:
    """The address in a record's head."""
    return visible(x[11])


EXPECTED = frozenset({r.CONNECT, r.CONNECT_EX})
"""Calls whose error is an answer."""

MAKERS: dict[int, Maker] = {
    r.SELECT: woke,
    r.IDLE: lambda x, place: ev.Idled(x[1], x[3], x[4], place, x[9], x[7], x[10]),
    r.REGISTER: watched(ev.Registered),
    r.MODIFY: watched(ev.Modified),
    r.UNREGISTER: watched(ev.Unregistered),
    r.CLOSE_SELECTOR: lambda x, _: ev.LoopEnded(x[1], x[3]),
    r.OPEN: lambda x, place: ev.Opened(x[1], x[3], x[4], place, x[7]),
    r.ACCEPT: lambda x, place: ev.Accepted(x[1], x[3], x[4], place, x[7], address_of(x), x[6]),
    r.CONNECT: connecting,
    r.CONNECT_EX: connecting,
    r.SO_ERROR: lambda x, place: ev.Connected(x[1], x[3], x[4], place),
    r.BIND: lambda x, place: ev.Bound(x[1], x[3], x[4], place, address_of(x)),
    r.LISTEN: lambda x, place: ev.Listening(x[1], x[3], x[4], place, address_of(x), x[6]),
    r.RECV: received,
    r.RECV_INTO: received,
    r.PEEK: lambda x, place: ev.Peeked(x[1], x[3], x[4], place, x[7], x[11]),
    r.RECV_URGENT: lambda x, place: ev.UrgentReceived(x[1], x[3], x[4], place, x[7], x[11]),
    r.SEND: sent,
    r.SENDALL: sent,
    r.SEND_URGENT: lambda x, place: ev.UrgentSent(x[1], x[3], x[4], place, x[7], x[11]),
    r.SHUTDOWN: lambda x, place: ev.HalfClosed(x[1], x[3], x[4], place, x[6]),
    r.CLOSE: lambda x, place: ev.Closed(x[1], x[3], x[4], place, x[10], bool(x[6])),
    r.SETBLOCKING: lambda x, place: ev.BlockingSet(x[1], x[3], x[4], place, bool(x[6])),
    r.SETSOCKOPT: lambda x, place: ev.OptionSet(x[1], x[3], x[4], place, x[6] >> 32, x[6] & 0xFFFFFFFF, x[7]),
    r.LOG: lambda x, _: ev.Printed(x[1], visible(x[11], PRINTED_LIMIT)),
}
