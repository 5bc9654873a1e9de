"""What is kept of a connection, a loop and a program: plain records, filled by the ledger and read by everybody else."""

import msgspec

from connscope.events import NOWHERE, UNKNOWN, ConnId, Place
from connscope.states import OPENED, State, is_over

BUCKET_NS = 1_000_000_000
BUCKETS = 8
"""The sparkline: bytes in and out in each of the last eight seconds."""


class Connection(msgspec.Struct, gc=False):
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
    """The own address of one that we connected: by it both ends find each other."""
    state: State = OPENED
    loop: ConnId = 0
    watch: int = 0
    ready: int = 0
    outb: int = UNKNOWN
    bytes_in: int = 0
    bytes_out: int = 0
    recvs: int = 0
    sends: int = 0
    shorts: int = 0
    eagains: int = 0
    accepts: int = 0
    urgent: int = 0
    full: bool = False
    """The kernel took less than it was offered, and has not taken all of anything since."""
    error: str = ""
    lost: int = 0
    """Bytes that the program still owed when it closed."""
    last_call: str = ""
    last_size: int = UNKNOWN
    last_error: str = ""
    place: Place = NOWHERE
    opened_at: int = 0
    last_at: int = 0
    closed_at: int = 0
    head_in: bytes = b""
    head_out: bytes = b""
    bucket: int = 0
    history: list[int] = msgspec.field(default_factory=lambda: [0] * BUCKETS)
    notes: list[str] = msgspec.field(default_factory=list)

    @property
    def owed(self) -> int:
        """Bytes received and not yet sent back."""
        return self.bytes_in - self.bytes_out

    @property
    def over(self) -> bool:
        """Whether it is closed or reset."""
        return is_over(self.state)


class Loop(msgspec.Struct, gc=False):
    """One selector and the thread that sleeps in it."""

    id: ConnId
    loops: int = 0
    idle: int = 0
    asleep_since: int = 0
    timeout: int = UNKNOWN
    slept: int = 0
    woke_at: int = 0
    ready: list[tuple[ConnId, int]] = msgspec.field(default_factory=list)
    ended: bool = False


class Program(msgspec.Struct, gc=False):
    """One observed program."""

    name: str
    address: str = ""
    started_at: int = 0
    ended_at: int = 0
    error: str = ""
    cpu: int = 0
    cpu_at: int = 0

    @property
    def running(self) -> bool:
        """Whether its thread is alive."""
        return not self.ended_at


def note(conn: Connection, sentence: str) -> None:
    """Say that something came that cannot come here; each sentence once, sixteen at most."""
    if sentence not in conn.notes and len(conn.notes) < 16:
        conn.notes.append(sentence)


def moved(conn: Connection, at: int, size: int) -> None:
    """Count bytes into the second in which they moved."""
    bucket = at // BUCKET_NS
    steps = min(bucket - conn.bucket, BUCKETS)
    if steps > 0:
        conn.history = conn.history[steps:] + [0] * steps
        conn.bucket = bucket
    conn.history[-1] += size


def history(conn: Connection, now: int) -> list[int]:
    """Bytes moved in each of the last eight seconds, the latest last, at the moment being shown."""
    steps = max(0, min(now // BUCKET_NS - conn.bucket, BUCKETS))
    return conn.history[steps:] + [0] * steps
