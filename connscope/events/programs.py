"""The observed programs as a whole, and how well they can be observed."""

from connscope.events.fact import NOWHERE, UNKNOWN, ConnId, Fact, Place


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
    pid: int = 0
    """Its process, if that is not this one; and the process that it was started by, if that is watched too."""
    parent: int = 0
    command: str = ""
    """As it would be typed."""


class Ended(Fact):
    """The program is over. Its error is a sentence; empty when it was told to stop, or came to its end."""

    program: str
    error: str
    code: int = UNKNOWN
    """The exit code of a process; −1 where that is not known, as of one that a signal ended."""
    signal: str = ""
    """Such as `SIGKILL`."""


class Dropped(Fact):
    """Calls were only counted, or their records not read in time; exact totals follow."""

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
    injected: int = 0
    paused: bool = False
    cut: str = ""
    urgent: int = 0
    made: Place = NOWHERE
    """Where in the source it was made, and when; 0: that is not known."""
    made_at: int = 0
    family: str = ""
    """`inet`, `inet6`, `unix`; empty where it is not known, as of all that live in this process."""


class Retired(Fact):
    """The probe failed and took itself off; the program runs on unseen."""

    error: str


class Unwatched(Fact):
    """A process that a watched program started, and that cannot be seen: what it does with sockets stays unknown."""

    program: str
    """By whom it was started."""
    pid: int
    command: str
    why: str


class Unseen(Fact):
    """What the kernel counted on one connection, in all so far, and no call told of."""

    program: str
    conn: ConnId
    """0: on sockets of which no call has ever told."""
    bytes_in: int
    bytes_out: int
    why: str
    """Empty if all was told of after all."""


class Waiting(Fact):
    """A thread has been in one call for a while, which waits; told again with no call when it came back."""

    program: str
    thread: int
    call: str
    conn: ConnId
