"""Every fact: something that happened, in the past tense, as a small typed struct.

Sources hand them out, the ledger folds them, the screen lists them as events, and `serve --json` prints one object for
each, its name as `"type"`, bytes in base64. Times are monotonic nanoseconds. This file knows no source and no reader.
"""

from functools import cache
from typing import Union

import msgspec

ConnId = int
Place = tuple[str, int]
"""File and line of a call in the program's source."""

NOWHERE: Place = ("", 0)
UNKNOWN = -1
"""A number that cannot be known, such as the length of `outb` where the program keeps none."""


class Fact(msgspec.Struct, tag_field="type", tag=True, gc=False):
    """Something that happened."""

    at: int
    """Monotonic nanoseconds; for a call, when it returned."""


class CallFact(Fact):
    """One call of the program on one socket."""

    conn: ConnId
    thread: int
    place: Place


class Opened(CallFact):
    """The program made a socket."""

    fd: int


class Bound(CallFact):
    """The socket has an address of its own."""

    address: str


class Listening(CallFact):
    """The socket takes connections."""

    address: str
    backlog: int


class Accepted(CallFact):
    """A connection came in: `conn` is the new one, `listener` what it came through, `address` the peer's."""

    fd: int
    address: str
    listener: ConnId


class Connecting(CallFact):
    """The program asked for a connection. Non-blocking, the answer is EINPROGRESS: it will be known later."""

    own: str
    """The socket's own address, as far as it has one yet."""
    address: str
    error: str
    """Empty when it was there at once."""


class Connected(CallFact):
    """The program asked how its connect went, and it went well. One that failed is `Reset`."""


class Registered(CallFact):
    """A selector watches the socket from now on."""

    watch: int
    """READ is 1, WRITE is 2."""
    loop: ConnId
    outb: int
    kind: str
    """What a file is whose calls are not seen: `pair`, `other`; empty for a socket that is."""


class Modified(Registered):
    """The selector watches it for something else from now on."""


class Unregistered(Registered):
    """The selector has forgotten it; `watch` is 0."""


class Received(CallFact):
    """Bytes were read."""

    call: str
    asked: int
    size: int
    outb: int
    """Bytes in the program's `outb` before the call."""
    head: bytes
    """The first of the bytes, 64 at most."""


class PeerFinished(CallFact):
    """An empty read: the peer will send no more."""

    outb: int


class Peeked(CallFact):
    """Bytes were looked at and left where they were."""

    size: int
    head: bytes


class Sent(CallFact):
    """The kernel took bytes, perhaps fewer than it was asked to."""

    call: str
    asked: int
    size: int
    outb: int
    head: bytes


class OutbSeen(Peeked):
    """What was in the program's `outb` when somebody looked: how much, and the first of it, 256 bytes at most."""


class UrgentReceived(Peeked):
    """Out-of-band data was read; it counts apart."""


class UrgentSent(UrgentReceived):
    """Out-of-band data was sent; it counts apart."""


class WouldBlock(CallFact):
    """EAGAIN: nothing to read, or no room to write, and the program did not wait."""

    call: str
    asked: int
    outb: int


class Reset(CallFact):
    """The connection is gone without a goodbye: a call on it failed with ECONNRESET, EPIPE or the like."""

    call: str
    error: str
    outb: int


class Failed(Reset):
    """A call failed for another reason."""


class HalfClosed(CallFact):
    """The program shut one direction down: 0 reading, 1 writing, 2 both."""

    how: int


class Closed(CallFact):
    """The socket is closed; `outb` is what the program still owed. Lost: it was let go of without a close."""

    outb: int
    lost: bool


class BlockingSet(CallFact):
    """`setblocking`: whether calls wait."""

    blocking: bool


class OptionSet(CallFact):
    """`setsockopt`, with the option's numbers."""

    level: int
    name: int
    value: int


class Woke(Fact):
    """`select()` returned. Loops and idle loops are totals up to this one."""

    loop: ConnId
    thread: int
    place: Place
    timeout: int
    """Nanoseconds; -1 for None."""
    slept: int
    loops: int
    idle: int
    ready: list[tuple[ConnId, int]]


class Idled(Fact):
    """A run of loops in which `select()` gave the same answer as before and the program called nothing."""

    loop: ConnId
    thread: int
    place: Place
    slept: int
    loops: int
    idle: int


class Asleep(Fact):
    """The thread has been in `select()` since then, and still was when somebody looked."""

    loop: ConnId
    timeout: int
    loops: int
    idle: int


class LoopEnded(Fact):
    """The selector is closed."""

    loop: ConnId


class Printed(Fact):
    """A line that the program wrote to its log, already made visible."""

    text: str


class CpuSampled(Fact):
    """CPU time of the observed thread since it started, in nanoseconds."""

    program: str
    cpu: int


class Started(Fact):
    """A program runs from now on, by its name and where it listens."""

    program: str
    address: str


class Ended(Fact):
    """The program's thread is over. Its error is a sentence; empty when it was told to stop."""

    program: str
    error: str


class Dropped(Fact):
    """Records that nobody read in time were left out; exact totals follow."""

    count: int
    bytes_in: int = 0
    """What was thereby not told of in all, but for sockets that the program connected itself."""
    bytes_out: int = 0


class Known(Fact):
    """What the probe's exact table says of one connection, told after records were left out."""

    conn: ConnId
    fd: int
    role: str
    own: str
    address: str
    watch: int
    ended: str
    error: str
    outb: int
    bytes_in: int
    bytes_out: int
    recvs: int
    sends: int
    shorts: int
    eagains: int


class Retired(Fact):
    """The probe failed and took itself off; the program runs on unseen."""

    error: str


def every_fact(family: type[Fact] = Fact) -> list[type[Fact]]:
    """All the kinds of fact that there are."""
    return [kind for near in family.__subclasses__() for kind in (near, *every_fact(near)) if kind is not CallFact]


@cache
def decoder() -> msgspec.json.Decoder[Fact]:
    """Reads one line of `serve --json`; raises `msgspec.DecodeError` for anything else."""
    return msgspec.json.Decoder(Union[tuple(every_fact())])  # noqa: UP007 - made from a list, which `|` cannot do
