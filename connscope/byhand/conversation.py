"""What was said on one connection by hand and what came, call by call, as two streams of bytes.

It is filled by whoever hears of the calls, and is bounded: the last calls are here, and of the last bytes the content.
"""

from collections import deque
from dataclasses import dataclass, field

from connscope.byhand.chunks import END, HALF_CLOSE, RECV, SEND, Chunk
from connscope.byhand.echo import Echo
from connscope.byhand.expecting import Expectation, Expecting, Verdict
from connscope.clients.stopwatch import Stopwatch
from connscope.events import ConnId

MOST_CHUNKS = 10_000
"""Then the oldest calls go,"""
SPARE_CHUNKS = 1_000
"""so many at once."""
MOST_BYTES = 1 << 20
"""Of which the content is kept, each way."""

CONNECTING, OPEN, PEER_DONE, HALF_CLOSED = "connecting", "open", "peer done", "half-closed"
CLOSING, OVER = "closing", "over"
"""Closing: its close lingers."""


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
    ended_at: int = 0
    complaint: str = ""
    """What the kernel said of the option that was to be set last, if that failed."""
    frozen: bool = False
    finishing: bool = False
    """Whether we say no more when all that was said is gone."""
    options: dict[str, int] = field(default_factory=dict)
    said: int = 0
    """Bytes said in all, whether they are gone or not: so many come before what is said next."""
    unsent: int = 0
    """Bytes said that the kernel has not taken; once it is over, bytes that were never sent."""
    chunks: list[Chunk] = field(default_factory=list)
    """Of both directions, oldest first."""
    sent: int = 0
    received: int = 0
    sends: int = 0
    recvs: int = 0
    echo: Echo = field(default_factory=Echo)
    expecting: Expecting | None = None
    """What is expected at present, or was last,"""
    last_said: int = 0
    """and how many bytes were said in all with the last of what was said beside it."""
    stopwatch: Stopwatch = field(default_factory=Stopwatch, repr=False, compare=False)
    """The time that counts for it."""
    lengths: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})
    """How much content is kept of what went out, and of what came in,"""
    full: dict[bool, deque[Chunk]] = field(default_factory=lambda: {True: deque(), False: deque()})
    """and in which chunks."""

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.state == OVER

    # What is expected of it.

    def expect(self, expectation: Expectation, now: int, saying: int = 0) -> None:
        """From now on; to be called before so many bytes are said, with the last of which its time begins."""
        start = self.said if expectation.kind == "echo" else self.received
        self.expecting, self.last_said = Expecting(expectation, start, now, self.stopwatch), self.said + saying
        if not saying:
            self.expecting.begin(now)
        if self.over:
            self.expecting.ended(self.error, now)
        elif self.state == PEER_DONE and expectation.kind != "nothing":
            self.expecting.came(Chunk(0, now, False, self.received, 0, b"", END))

    def look_whether_all_left(self, at: int) -> None:
        """What is expected is waited for from then on; so it is if what is left to say was taken back."""
        if self.expecting is not None and self.sent >= min(self.said, self.last_said):
            self.expecting.begin(at)

    def judged(self, now: int) -> Verdict | None:
        """What came of it, if all that was told until now is in here; None as long as that is open, or nothing is."""
        return self.expecting.judged(now) if self.expecting is not None else None

    @property
    def verdict(self) -> Verdict | None:
        """The same, as it was judged last."""
        return self.expecting.verdict if self.expecting is not None else None

    # What is told of it.

    def arrived(self, own: str, options: dict[str, int]) -> None:
        """It is connected."""
        self.own, self.state, self.options = own, OPEN, options

    def moved(self, at: int, outgoing: bool, data: bytes, size: int, *, calls: int = 1, told: bool = False) -> None:
        """A `send` or `recv` carried bytes, or several did."""
        echo = False
        if outgoing:
            number, start, kind = self.sends + 1, self.sent, SEND
            self.echo.said(data, size)
            self.sends, self.sent, self.unsent = self.sends + calls, self.sent + size, max(0, self.unsent - size)
            self.look_whether_all_left(at)
        else:
            number, start, kind = self.recvs + 1, self.received, RECV
            self.recvs, self.received = self.recvs + calls, self.received + size
            echo = self.echo.came(data, size)
        self.add(Chunk(number, at, outgoing, start, size, data, kind, calls, told, echo))

    def peer_done(self, at: int, *, told: bool = False) -> None:
        """The peer has said its last."""
        self.state = PEER_DONE
        self.add(Chunk(0, at, False, self.received, 0, b"", END, told=told))

    def shut(self, at: int, *, told: bool = False) -> None:
        """We have."""
        self.state = HALF_CLOSED
        self.add(Chunk(0, at, True, self.sent, 0, b"", HALF_CLOSE, told=told))

    def ended(self, at: int, error: str) -> None:
        """It is over."""
        self.state, self.ended_at, self.error, self.frozen = OVER, at, error, False
        self.echo.give_up()
        if self.expecting is not None:
            self.expecting.ended(error, at)

    def add(self, chunk: Chunk) -> None:
        """The latest call; what is too old, or too much, goes."""
        self.chunks.append(chunk)
        if self.expecting is not None:
            self.expecting.came(chunk)
        if chunk.data:
            self.full[chunk.outgoing].append(chunk)
            self.lengths[chunk.outgoing] += len(chunk.data)
            while self.lengths[chunk.outgoing] > MOST_BYTES and len(self.full[chunk.outgoing]) > 1:
                oldest = self.full[chunk.outgoing].popleft()
                self.lengths[chunk.outgoing] -= len(oldest.data)
                oldest.data = b""
        if len(self.chunks) >= MOST_CHUNKS + SPARE_CHUNKS:
            del self.chunks[:SPARE_CHUNKS]
