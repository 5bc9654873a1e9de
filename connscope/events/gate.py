"""The gate: when a thread was held, before which call or after which, why, and when it was let go."""

from connscope.events.fact import ConnId, Fact, Place


class GateFact(Fact):
    """Something that the gate did to a thread of a program."""

    program: str
    thread: int


class Held(GateFact):
    """The thread stands still: before a call, or just after one, before the program sees what came of it."""

    place: Place
    call: str
    after: bool
    conn: ConnId
    """What the call is on, or what is to be watched; 0 for `select()`, and for what has no id: a socket that is yet to
    be made, a file that is not seen."""
    loop: ConnId
    """The selector of `select()`, `register` and the like; 0 for a call on a socket."""
    asked: int
    """As of the call's own fact: bytes, a watch, nanoseconds; −1 where it cannot be known."""
    outb: int
    head: bytes
    """The first of what is to be sent, 64 bytes at most."""
    point: int
    """The number of the breakpoint that was hit; 0: it was asked to stop."""


class Released(GateFact):
    """The thread goes on."""


class DataSeen(Fact):
    """One attribute of what the program registered with a socket, as it was when the thread was held."""

    conn: ConnId
    name: str
    size: int
    """Bytes in a buffer; −1 for anything else."""
    text: str
    """Anything else as Python writes it, already visible; empty for a buffer."""
    head: bytes
    """The first of a buffer, 48 bytes at most."""


class Cleared(Fact):
    """Somebody took away the rows of what was over: of connections (`closed`), or of our own clients (`ended`)."""

    what: str


class Awaiting(Fact):
    """One step in the chain of who waits for a connection: the first is who awaits it, the last the task itself."""

    conn: ConnId
    place: Place
    """Where it awaits."""
    task: str
    function: str
    step: int
    """From 0."""
    steps: int
    """0: nobody waits for it any more."""
