"""How test clients behave: well, or badly in one way each, so that a server's fault is seen.

One small class for each, and its name in `BEHAVIOURS`. They act on their own connection only, and must know neither
the loop nor any server.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from math import inf
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .connection import Connection
    from .plans import Plan

PIECE = 64 * 1024
"""Much is said in messages of this size: a connection that is held up owes no more than one."""


@dataclass
class Behaviour:
    """Says its messages and reads what comes back."""

    # The others differ from it in a few of these. After each method the loop looks at `conn` again; an OSError raised
    # in one ends the connection, and its words are the outcome's.

    name = "well-behaved"
    rate = inf
    """Bytes a second that it reads at first: infinity is all that come, 0 is frozen."""
    thaw = inf
    """Seconds until it reads all that comes; infinity: by hand only."""

    def __post_init__(self) -> None:
        for name in parameters(type(self)):
            if not getattr(self, name) >= 0:
                raise ValueError(f"{name} is a number from 0 up, not {getattr(self, name)}")

    def amended(self, plan: Plan) -> Plan:
        """What is really said, and how."""
        return plan

    def act(self, conn: Connection, now: float) -> None:  # noqa: ARG002 - for those that act again
        """Its time to thaw has come, or what it has put into `conn.acts_at` since."""
        conn.rate = inf

    def shortfall(self, conn: Connection) -> str:
        """What to say of a server that closes before every byte is back."""
        return f"the server closed after {conn.talk.progress}"

    def depart(self, conn: Connection) -> None:
        """Told to end: take what is on its way for a moment. To close on it would reset the server's end."""
        conn.rate = inf

    def finish(self, conn: Connection) -> None:
        """All is said and back; after this it is closed."""


@dataclass
class SlowReader(Behaviour):
    """Reads only so many bytes a second, until it thaws."""

    name = "slow-reader"
    rate: float = 4096.0
    thaw: float = inf


@dataclass
class StopsReading(Behaviour):
    """Says what it has to say and reads nothing, until it thaws."""

    name = "stops-reading"
    rate = 0.0
    thaw: float = inf


class Silent(Behaviour):
    """Connects, says nothing, and stays."""

    name = "silent"

    def amended(self, plan: Plan) -> Plan:
        """Nothing, whatever the messages are."""
        return plan._replace(messages=(), stay=True)


class Resets(Behaviour):
    """Resets the connection, instead of closing it, when all is said and back."""

    name = "resets"

    def amended(self, plan: Plan) -> Plan:
        """An end has to come."""
        return plan._replace(repeat=plan.repeat or 1, stay=False)

    def finish(self, conn: Connection) -> None:
        """To linger for no time at all makes of `close` an RST."""
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@dataclass
class HalfCloses(Behaviour):
    """Sends a lot without reading, shuts down its writing, and only then reads."""

    name = "half-closes"
    rate = 0.0
    size: int = 4 << 20
    """Bytes at most: a server's kernel alone holds 2 MiB, and the server is to owe some itself."""
    thaw: float = 1.0
    """Seconds of standstill, because all is sent or the server takes no more, and as many from the shutdown on."""
    sent_before: int = field(default=-1, init=False)
    shut: bool = field(default=False, init=False)

    def amended(self, plan: Plan) -> Plan:
        """A lot."""
        return a_lot(plan, self.size)

    def act(self, conn: Connection, now: float) -> None:
        """Shut down writing at a standstill, and give the server time to hear of it before it has room to send."""
        if self.shut:
            conn.rate = inf
            return
        if conn.address and conn.talk.sent_total == self.sent_before:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.hush()
            self.shut = True
        self.sent_before, conn.acts_at = conn.talk.sent_total, now + self.thaw

    def shortfall(self, conn: Connection) -> str:
        """What the server owed is lost."""
        return f"{conn.talk.missing:,} bytes never came back"


@dataclass
class Floods(Behaviour):
    """Sends and never reads, as much as the server takes up to a bound, and stays."""

    name = "floods"
    rate = 0.0
    size: int = 64 << 20
    """Bytes at most."""

    def amended(self, plan: Plan) -> Plan:
        """A lot."""
        return a_lot(plan, self.size)

    def depart(self, conn: Connection) -> None:
        """It never reads, not even now."""
        raise ConnectionError(f"{conn.talk.missing:,} bytes never came back")


def a_lot(plan: Plan, size: int) -> Plan:
    """The plan's messages over and over, until they are so many bytes, said as fast as they are taken."""
    piece = repeated(plan.messages, min(size, PIECE))
    whole, rest = divmod(size, PIECE)
    messages = (*[piece] * whole, piece[:rest])
    # With small pipes what the server owes waits in its outb, and not in our kernel.
    return plan._replace(messages=messages, repeat=1, every=0.0, stay=False, small_pipes=True)


def repeated(messages: Sequence[bytes], size: int) -> bytes:
    """So many bytes of these messages, said over and over; zeros if there are none."""
    once = b"".join(messages) or bytes(1)
    return (once * (size // len(once) + 1))[:size]


def parameters(kind: type[Behaviour]) -> dict[str, Any]:
    """What can be set when one is made, each with what it is otherwise."""
    return {each.name: each.default for each in fields(kind) if each.init}


BEHAVIOURS: dict[str, type[Behaviour]] = {
    kind.name: kind for kind in (Behaviour, SlowReader, StopsReading, Silent, Resets, HalfCloses, Floods)
}
"""All there are; the docstring of each is the sentence that explains it."""
