"""What is kept of a connection, a loop and a program: plain records, filled by the ledger and read by all others.

Dataclasses with slots, unlike facts: setting an attribute takes 5 ns, of a `msgspec.Struct` 25; folding sets a dozen.
No field is ever changed in place, lists neither: copies of a ledger share records, and copies of a record its fields.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from connscope.events import (
    NOWHERE,
    UNKNOWN,
    Awaiting,
    ConnId,
    DataSeen,
    Held,
    KernelSampled,
    Place,
    Stalled,
    Waiting,
    process_of,
)
from connscope.states import OPENED, State, is_over

BUCKET_NS = 1_000_000_000
BUCKETS = 8
"""The sparkline: bytes in and out in each of the last eight seconds."""

SAMPLES = 300
"""At ten a second the last half minute of what the kernel held."""

NOTES = 16
"""Strange things that are noted on one connection at most."""

Made = tuple[Place, str]
"""Where in the source a socket was made, and by which call: `socket` or `accept`."""

NOT_TOLD: Made = (NOWHERE, "")


class Tally(NamedTuple):
    """What became of all that was made at one place."""

    made: int
    closed: int
    first_at: int
    lost: int = 0
    """Let go of without a close: Python has closed them."""


class Stalls(NamedTuple):
    """How often one task or callback kept its loop from `select()` at one place."""

    what: str
    """Without its number where several tasks have done it."""
    place: Place
    times: int
    longest: int
    total: int
    """Both in nanoseconds."""
    last_at: int
    """When the last one was over."""


@dataclass(slots=True)
class Connection:
    """One end of one conversation, as far as the facts tell."""

    id: ConnId
    fd: int = UNKNOWN
    role: str = "opened"
    """`opened`, `listening`, `accepted`, `connected`; `pair` or `other` for a file whose calls are not seen."""
    name: str = ""
    """What one of our own clients is called; empty for anybody else's."""
    address: str = ""
    """Of the peer; of a listening socket its own."""
    own: str = ""
    """The own address of one that we connected: by it both ends find each other. Of an accepted one, the listener's."""
    state: State = OPENED
    waits: bool | None = None
    """Whether its calls wait for what they ask for; None: what says so may have been left out."""
    loop: ConnId = 0
    watch: int = 0
    ready: int = 0
    outb: int = UNKNOWN
    echoes: bool = False
    """What was in `outb` when it was last read is just what was owed: the program puts there what it receives."""
    bytes_in: int = 0
    bytes_out: int = 0
    recvs: int = 0
    sends: int = 0
    shorts: int = 0
    eagains: int = 0
    accepts: int = 0
    urgent: int = 0
    full: bool = False
    """The kernel took less than it was offered, or offers no room, and has not taken all of anything since."""
    error: str = ""
    """What went wrong with it last; once it is over, why it is."""
    lost: int = 0
    """Bytes that the program still owed when it was over."""
    last_call: str = ""
    last_size: int = UNKNOWN
    last_error: str = ""
    place: Place = NOWHERE
    receives_at: Place = NOWHERE
    sends_at: Place = NOWHERE
    """Where its bytes were received and sent last: calls that were left out count there."""
    made: Place = NOWHERE
    """Where in the source the program made it, or accepted it."""
    origin: Made = NOT_TOLD
    """Under what it is counted: of what a library accepted, where the program made what listens."""
    freed: bool = False
    """The program has closed it. What was reset is over, and holds its descriptor until then."""
    family: str = ""
    """`inet`, `inet6`, `unix` …; empty where that is not told."""
    secured: str | None = None
    """The protocol, if it is TLS; empty while both shake hands."""
    unseen: tuple[int, int] = (0, 0)
    """Bytes in and out that the kernel counted and no call told of."""
    awaits: tuple[Awaiting, ...] = ()
    """Who waited for it when somebody looked, the first the nearest."""
    opened_at: int = 0
    peer_done_at: int = 0
    """When the peer's end was read; 0: it was not."""
    last_at: int = 0
    closed_at: int = 0
    head_in: bytes = b""
    head_out: bytes = b""
    outb_start: bytes = b""
    """The first of what was in `outb` when somebody looked last,"""
    outb_seen_at: tuple[int, int] = (0, 0)
    """and how much had been received and sent by then."""
    paused: bool = False
    """Somebody has stopped its reading past the program, which is watched for READ all the same."""
    cut: str = ""
    """How somebody has ended it past the program: `half-close`, `close`, `reset`."""
    injected: int = 0
    """Bytes that somebody put in towards the peer; they are not among those sent."""
    kernel: tuple[KernelSampled, ...] = ()
    """What the kernel held of it, the latest last, `SAMPLES` at most."""
    data: dict[str, DataSeen] = field(default_factory=dict)
    """The attributes of what the program registered with it, by their names, as they were when it was held there."""
    bucket: int = 0
    """The second, since the clock began, in which something moved last."""
    second_ends: int = 0
    history: tuple[int, ...] = (0,) * (BUCKETS - 1)
    """Bytes in and out in each of the seconds before that one,"""
    moved: int = 0
    """and in that one so far."""
    notes: list[str] = field(default_factory=list)
    edition: object = field(default=None, repr=False, compare=False)
    """Whose it is: see `kept`."""

    @property
    def owed(self) -> int:
        """Bytes received and not yet sent back."""
        return self.bytes_in - self.bytes_out

    @property
    def returns(self) -> bool:
        """Whether it owes all that it has read and not sent: so does a server of ours, and whatever was seen to."""
        return not process_of(self.id) or (self.echoes and max(self.bytes_out, self.outb) > 0)

    @property
    def shut_by_hand(self) -> bool:
        """Whether a send was refused because somebody had shut its writing: the peer has no part in that."""
        return self.cut in ("half-close", "close") and self.error == "EPIPE"

    @property
    def over(self) -> bool:
        """Whether it is closed or reset."""
        return is_over(self.state)


@dataclass(slots=True)
class Loop:
    """One selector and the thread that sleeps in it."""

    id: ConnId
    loops: int = 0
    idle: int = 0
    asleep_since: int = 0
    timeout: int = UNKNOWN
    slept: int = 0
    """Nanoseconds in the last `select()`, or in all of the last run of idle loops."""
    woke_at: int = 0
    ready: list[tuple[ConnId, int]] = field(default_factory=list)
    """What `select()` answered last. While it sleeps nobody is ready."""
    place: Place = NOWHERE
    stall: Stalled | None = None
    """The last time that it did not come back to `select()` for long,"""
    stalls: int = 0
    """and how often that was."""
    ended: bool = False
    edition: object = field(default=None, repr=False, compare=False)


@dataclass(slots=True)
class Program:
    """One observed program."""

    name: str
    address: str = ""
    started_at: int = 0
    ended_at: int = 0
    error: str = ""
    pid: int = 0
    parent: int = 0
    command: str = ""
    code: int = UNKNOWN
    signal: str = ""
    waiting: dict[int, Waiting] = field(default_factory=dict)
    """By their numbers the threads that are in a call that waits."""
    cpu: int = 0
    cpu_at: int = 0
    """When `cpu` was read."""
    standing: dict[int, Held] = field(default_factory=dict)
    """By their numbers the threads that stand still, the one that came first is the first."""
    edition: object = field(default=None, repr=False, compare=False)

    @property
    def held(self) -> Held | None:
        """Where it stands still, while it does."""
        return next(iter(self.standing.values()), None)

    @property
    def running(self) -> bool:
        """Whether its thread is alive."""
        return not self.ended_at


@dataclass(slots=True)
class Client:
    """One of our own test clients; what its calls did is told of its connection."""

    id: int
    own: str = ""
    address: str = ""
    behaviour: str = ""
    acted: dict[str, int] = field(default_factory=dict)
    """How often each of its behaviours has made itself felt."""
    msg_total: int = 0
    """Bytes that it means to say; -1: it has no end."""
    began_at: int = 0
    frozen: bool = False
    """It does not read at present."""
    ended_at: int = 0
    sent: int = 0
    recv_total: int = 0
    """Both exact when it has ended, and 0 until then."""
    error: str = ""
    note: str = ""
    """How it was meant to end, where that is not with all its bytes back."""
    edition: object = field(default=None, repr=False, compare=False)


def note(conn: Connection, sentence: str) -> None:
    """Say that something came that cannot come here; each sentence once."""
    if sentence not in conn.notes and len(conn.notes) < NOTES:
        conn.notes = [*conn.notes, sentence]


def turn(conn: Connection, at: int) -> None:
    """Begin to count into the second of this moment, when the one before has ended."""
    bucket = at // BUCKET_NS
    if bucket == conn.bucket + 1:  # as it is with all that are busy
        conn.history, conn.moved = (*conn.history[1:], conn.moved), 0
    else:
        *before, conn.moved = history(conn, at)
        conn.history = tuple(before)
    conn.bucket = bucket
    conn.second_ends = (bucket + 1) * BUCKET_NS


def history(conn: Connection, now: int) -> list[int]:
    """Bytes moved in each of the last eight seconds, the latest last, at the moment being shown."""
    steps = max(0, min(now // BUCKET_NS - conn.bucket, BUCKETS))
    return [*conn.history, conn.moved][steps:] + [0] * steps
