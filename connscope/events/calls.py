"""One call of the observed program on one socket, and what came of it."""

from connscope.events.fact import ConnId, Fact, Place


class CallFact(Fact):
    """One call of the program on one socket."""

    conn: ConnId
    thread: int
    place: Place


class Opened(CallFact):
    """The program made a socket."""

    fd: int
    family: str = ""
    """`inet`, `inet6`, `unix`; with ` dgram` or the like where it is no stream."""
    role: str = ""
    """What it is already, if it was made around a descriptor that was in use: `listening`, `accepted`, `connected`,"""
    own: str = ""
    """and where its ends are."""
    address: str = ""


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


class Secured(CallFact):
    """From now on the connection is TLS, and bytes are counted as the program reads and writes them."""

    protocol: str
    """Such as `TLSv1.3`; empty as long as both are still shaking hands."""
