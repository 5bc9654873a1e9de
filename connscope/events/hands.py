"""What a person did to the server's side of a connection, past the program's own calls, and what the kernel said."""

from connscope.events.fact import ConnId, Fact


class HandFact(Fact):
    """Something done to one connection by hand; the program's own calls are not among it."""

    conn: ConnId


class Injected(HandFact):
    """Bytes were put in towards the peer, between two sends of the program; how many the kernel took of those asked."""

    asked: int
    size: int
    error: str
    """Empty if it went well, as of all that follow."""
    head: bytes
    """The first of them, 64 at most."""
    total: int = 0
    """All that were put in so far, whatever was left out; 0: not known."""


class ReadingStopped(HandFact):
    """The selector does not tell the program that there is something to read, though it asks for that."""

    error: str


class ReadingResumed(HandFact):
    """The selector tells it again."""

    error: str


class EndedByHand(HandFact):
    """The connection was ended past the program: `half-close`, `close` (both are `shutdown`), or `reset`."""

    how: str
    error: str


class PipesSet(HandFact):
    """The kernel was asked for other buffers, and says how big they are now, in bytes as it counts them."""

    sndbuf: int
    rcvbuf: int
    error: str
