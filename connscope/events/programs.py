"""The observed programs as a whole, and how well they can be observed."""

from connscope.events.fact import ConnId, Fact


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
    injected: int = 0
    paused: bool = False
    cut: str = ""
    urgent: int = 0


class Retired(Fact):
    """The probe failed and took itself off; the program runs on unseen."""

    error: str
