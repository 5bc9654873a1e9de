"""What was said on one connection by hand and what came, call by call, as two streams of bytes.

It is filled by whoever hears of the calls, and is bounded: the last calls are here, and of the last bytes the content.
"""

from collections import deque
from dataclasses import dataclass, field

from connscope.events import ConnId

MOST_CHUNKS = 10_000
"""Then the oldest calls go,"""
SPARE_CHUNKS = 1_000
"""so many at once."""
MOST_BYTES = 1 << 20
"""Of which the content is kept, each way."""

CONNECTING, OPEN, PEER_DONE, HALF_CLOSED, OVER = "connecting", "open", "peer done", "half-closed", "over"
SEND, RECV, END, HALF_CLOSE = "send", "recv", "end", "half-close"


@dataclass
class Chunk:
    """One call: what it carried and where in its stream that stands, or the end of a stream."""

    number: int
    """Which `send`, or which `recv`, from 1 on; 0 for an end."""
    at: int
    """Monotonic nanoseconds, when the call returned: the same as of the fact that tells of it, if there is one."""
    outgoing: bool
    start: int
    """How many bytes of its stream came before it."""
    size: int
    data: bytes
    """Empty when it was let go of."""
    kind: str
    """`send`, `recv`; `end`: the peer says no more; `half-close`: we say no more."""
    calls: int = 1
    """For how many calls it stands: more than one where there was no time to hear of each."""
    told: bool = False
    """Whether there is a fact that tells of this very call, with the same `at`."""

    @property
    def end(self) -> int:
        """Where the next one starts."""
        return self.start + self.size


@dataclass
class Conversation:
    """One connection by hand, from its beginning on."""

    number: int
    """Of the client."""
    address: str
    """Where it was to go."""
    conn: ConnId = 0
    """Its socket, as facts name it; 0 before there is one."""
    own: str = ""
    state: str = CONNECTING
    error: str = ""
    """Why it is over; empty if we ended it, or both sides had said their last."""
    complaint: str = ""
    """What the kernel said of the option that was to be set last, if that failed."""
    frozen: bool = False
    finishing: bool = False
    """Whether we say no more when all that was said is gone."""
    options: dict[str, int] = field(default_factory=dict)
    unsent: int = 0
    """Bytes said that the kernel has not taken; once it is over, bytes that were never sent."""
    chunks: list[Chunk] = field(default_factory=list)
    """Of both directions, oldest first."""
    sent: int = 0
    received: int = 0
    sends: int = 0
    recvs: int = 0
    lengths: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})
    """How much content is kept of what went out, and of what came in,"""
    full: dict[bool, deque[Chunk]] = field(default_factory=lambda: {True: deque(), False: deque()})
    """and in which chunks."""

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.state == OVER

    def arrived(self, own: str) -> None:
        """It is connected."""
        self.own, self.state = own, OPEN

    def moved(self, at: int, outgoing: bool, data: bytes, size: int, *, calls: int = 1, told: bool = False) -> None:
        """A `send` or `recv` carried bytes, or several did."""
        if outgoing:
            number, start, kind = self.sends + 1, self.sent, SEND
            self.sends, self.sent, self.unsent = self.sends + calls, self.sent + size, max(0, self.unsent - size)
        else:
            number, start, kind = self.recvs + 1, self.received, RECV
            self.recvs, self.received = self.recvs + calls, self.received + size
        self.add(Chunk(number, at, outgoing, start, size, data, kind, calls, told))

    def peer_done(self, at: int, *, told: bool = False) -> None:
        """The peer has said its last."""
        self.state = PEER_DONE
        self.add(Chunk(0, at, False, self.received, 0, b"", END, told=told))

    def shut(self, at: int, *, told: bool = False) -> None:
        """We have."""
        self.state = HALF_CLOSED
        self.add(Chunk(0, at, True, self.sent, 0, b"", HALF_CLOSE, told=told))

    def ended(self, error: str) -> None:
        """It is over."""
        self.state, self.error, self.frozen = OVER, error, False

    def add(self, chunk: Chunk) -> None:
        """The latest call; what is too old, or too much, goes."""
        self.chunks.append(chunk)
        if chunk.data:
            self.full[chunk.outgoing].append(chunk)
            self.lengths[chunk.outgoing] += len(chunk.data)
            while self.lengths[chunk.outgoing] > MOST_BYTES and len(self.full[chunk.outgoing]) > 1:
                oldest = self.full[chunk.outgoing].popleft()
                self.lengths[chunk.outgoing] -= len(oldest.data)
                oldest.data = b""
        if len(self.chunks) >= MOST_CHUNKS + SPARE_CHUNKS:
            del self.chunks[:SPARE_CHUNKS]
