"""Every wish: what a person wants done to our own clients or at the gate, in the imperative, as a small typed struct.

A wish goes to a thread of this process as it is, and to another process as a line of JSON. It says nothing of whether
it came true: that is told by facts. This file knows neither who wishes nor who fulfils.
"""

from functools import cache
from typing import Union

import msgspec


class Wish(msgspec.Struct, tag_field="type", tag=True):
    """Something to be done."""


class LaunchClients(Wish):
    """Start so many connections; what is not said of them here is said of a client's plan, by the same names."""

    host: str
    port: int
    num_conns: int
    messages: tuple[bytes, ...]
    repeat: int = 1
    every: float = 0.0
    stay: bool = False
    small_pipes: bool = False
    deadline: float = 30.0
    behaviours: tuple[tuple[str, dict[str, float]], ...] = ()
    """How to behave: each by its name, with its own parameters by theirs; none is well-behaved."""
    echo: bool = True
    first: int = 1
    """The number of the first of these clients; the others follow."""


class ClientWish(Wish):
    """Something to be done to one client, by its number."""

    client: int


class EndClient(ClientWish):
    """Say nothing more, take what is on its way, and close."""


class FreezeClient(ClientWish):
    """Stop reading."""


class ThawClient(ClientWish):
    """Read again."""


class HandWish(ClientWish):
    """Something to be done to one of those that are by hand. ValueError, with what is wrong, for what cannot be."""


class Say(HandWish):
    """Send these bytes when all that was said before is gone; in pieces, at a pace, and again, if it is to be so."""

    data: bytes
    piece: int = 0
    """Bytes that are sent at once; 0: all of them."""
    every: float = 0.0
    """Seconds from one piece to the next, and from one time to the next."""
    times: int = 1


class HushClient(HandWish):
    """Say nothing of what was said and has not begun to go out."""


class HalfCloseClient(HandWish):
    """Shut down its sending when all that was said is gone, and say nothing more; it reads on."""


class ResetClient(HandWish):
    """Reset it, instead of closing it."""


class SetClientOption(HandWish):
    """Ask the kernel for another value of an option: NODELAY, SNDBUF, RCVBUF (bytes), LINGER (seconds, −1 is off)."""

    name: str
    value: int


class ReadClientOptions(HandWish):
    """Have the kernel say what its options are."""


class EndClients(Wish):
    """End all of them."""


class SuspendDeadlines(Wish):
    """Hold no server to the time: it is held itself. What is not back in time is not late until they count again."""


class ResumeDeadlines(Wish):
    """Deadlines count again from where they stood."""


class ConnectionWish(Wish):
    """Something to be done to the server's side of one connection, in the server's own thread and past its source."""

    conn: int


class Inject(ConnectionWish):
    """Put these bytes in towards the peer, between two sends of the program; what finds no room is not sent."""

    data: bytes


class StopReading(ConnectionWish):
    """Have the selector not tell that there is something to read, whatever the program asks it for."""


class ResumeReading(ConnectionWish):
    """Have it tell that again."""


class EndConnection(ConnectionWish):
    """End it: `half-close`, `close` (no descriptor is closed: both are `shutdown`), or `reset`."""

    how: str


class SetPipes(ConnectionWish):
    """Ask the kernel for buffers of these sizes, in bytes; 0: leave it as it is."""

    sndbuf: int = 0
    rcvbuf: int = 0


class GateWish(Wish):
    """Something to be done at the gate of one program."""


class Hold(GateWish):
    """Stop at the next call."""


class StepCall(GateWish):
    """Let one call through, then hold."""


class StepLoop(GateWish):
    """Go on to the next return of `select()`, then hold."""


class StepService(GateWish):
    """Go on until the connection that is served is done with, then hold."""


class Go(GateWish):
    """Run on, but for breakpoints."""


class Pace(GateWish):
    """Go on by itself, so many calls a second, or so many loops."""

    rate: float
    loops: bool = False


class Breakpoint(msgspec.Struct):
    """Where to stop."""

    number: int
    """By which a stop names it, from 1 on."""
    kind: str
    """`call`, `conn`, `line`: before such a call; `error`, `EAGAIN`, `short send`, `EOF`: after one that came out so;
    `idle`: at `select()`'s return when nothing had been called since it returned before; `outb`: before the first call
    that finds more than so many bytes there."""
    call: str = ""
    conn: int = 0
    name: str = ""
    """What that connection is called."""
    file: str = ""
    """As places name it."""
    line: int = 0
    size: int = 0


def same(one: Breakpoint, other: Breakpoint) -> bool:
    """Whether they stop at the same, whatever their numbers."""
    return msgspec.structs.replace(one, number=0) == msgspec.structs.replace(other, number=0)


class SetBreakpoints(GateWish):
    """Stop at these from now on, and at no others."""

    points: tuple[Breakpoint, ...]


FAMILIES = (ClientWish, HandWish, ConnectionWish, GateWish)
"""What wishes have in common; nobody wishes just that."""


def every_wish(family: type[Wish] = Wish) -> list[type[Wish]]:
    """All the kinds of wish that there are."""
    return [kind for near in family.__subclasses__() for kind in (near, *every_wish(near)) if kind not in FAMILIES]


@cache
def decoder() -> msgspec.json.Decoder[Wish]:
    """Reads one line; raises `msgspec.DecodeError` for anything else."""
    return msgspec.json.Decoder(Union[tuple(every_wish())])  # noqa: UP007 - made from a list, which `|` cannot do
