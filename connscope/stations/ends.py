"""The two ends of a conversation at one moment, and what the two kernels between them have of one direction.

What a sender's kernel still has is what was written, less what was received and what waits at the receiver: the
sender's own count goes on until the peer acknowledges, and would have some bytes twice.
"""

from typing import NamedTuple

from connscope.connections import Connection
from connscope.events import UNKNOWN, KernelSampled
from connscope.picture import Picture
from connscope.states import RESETS

WRITE = 2
RESET = "CLOSE"
"""What TCP says of a socket that nobody has closed and that is no more: nothing comes to it."""


class End(NamedTuple):
    """One end, as it was at one moment. Without a connection it is elsewhere."""

    conn: Connection | None = None
    sample: KernelSampled | None = None
    """None where nobody has asked its kernel, and where it is over: then there is nothing to ask."""
    over: bool = False

    @property
    def is_known(self) -> bool:
        """Whether all its numbers are known."""
        return self.over or self.sample is not None

    @property
    def bytes_in(self) -> int:
        """Read by the program."""
        return getattr(self.sample or self.conn, "bytes_in", UNKNOWN)

    @property
    def bytes_out(self) -> int:
        """Written by the program."""
        return getattr(self.sample or self.conn, "bytes_out", UNKNOWN)

    @property
    def injected(self) -> int:
        """Put in by hand towards the peer."""
        return getattr(self.sample or self.conn, "injected", 0)

    @property
    def owes(self) -> int:
        """What the program has and is still to send; −1 where nobody can say.

        Of a program that does not send back all that it reads only what is in its `outb` is known: the rest it may have
        used up.
        """
        conn = self.conn
        if conn is None:
            return UNKNOWN
        if conn.returns:
            return max(0, self.bytes_in - self.bytes_out)
        return conn.lost if conn.over else getattr(self.sample or conn, "outb", UNKNOWN)

    @property
    def unread(self) -> int:
        """What waits in its kernel to be read; to be read by nobody, once it is over."""
        return 0 if self.over else getattr(self.sample, "unread", UNKNOWN)

    @property
    def unacked(self) -> int:
        """What its kernel counts as under way."""
        return getattr(self.sample, "unacked", UNKNOWN)

    @property
    def is_reset(self) -> bool:
        """Whether nothing more comes to it, though its program has not closed it yet."""
        return self.sample is not None and self.sample.state == RESET

    @property
    def was_reset(self) -> bool:
        """Whether somebody has reset it, here or there."""
        conn = self.conn
        if conn is None or conn.cut == "reset" or self.is_reset:
            return conn is not None
        return conn.error in RESETS and not conn.shut_by_hand

    @property
    def in_life(self) -> KernelSampled | None:
        """What its kernel said last before there was no connection any more: from then on both queues are empty."""
        kernel = self.conn.kernel if self.conn is not None else ()
        return next((sample for sample in reversed(kernel) if sample.state != RESET), None)

    @property
    def is_full(self) -> bool:
        """Whether its kernel took less than was offered, or keeps who waits to write waiting while it has bytes."""
        conn = self.conn
        if conn is None or self.is_reset:
            return False
        return conn.full or (conn.watch & WRITE > 0 and not conn.ready & WRITE and self.unacked > 0)

    def no_room_for(self, waiting: int) -> bool:
        """Whether its peer has said that it has less room than waits for it."""
        return self.sample is not None and self.sample.snd_wnd != UNKNOWN and waiting > self.sample.snd_wnd


Ends = tuple[End, End]
"""The server's and the client's."""


def both_of(picture: Picture, conn: Connection) -> tuple[Connection | None, Connection | None]:
    """The server's and the client's end, as far as they are here; neither for what is no conversation."""
    if conn.role == "accepted":
        return conn, picture.partner(conn)
    return (picture.partner(conn), conn) if conn.role == "connected" else (None, None)


def present(conn: Connection | None) -> End:
    """An end as it was when it was asked last, or as it ended."""
    if conn is None:
        return End()
    return End(conn, None if conn.over or not conn.kernel else conn.kernel[-1], conn.over)


def at_moment(conn: Connection | None, samples: dict[int, KernelSampled], at: int) -> End | None:
    """An end as it was then; None if nobody asked it at that moment, though others were asked before or after."""
    if conn is None or not conn.kernel:
        return End()
    if at in samples:
        return End(conn, samples[at])
    return End(conn, over=True) if conn.over and conn.closed_at <= at else None


class Way(NamedTuple):
    """What the two kernels have of one direction."""

    leaving: int
    """In the sender's,"""
    arrived: int
    """and in the receiver's."""
    lost: int = 0
    in_motion: bool = False
    """More has come than was written: these are numbers of two moments."""


def way(written: int, sender: End, receiver: End) -> Way:
    """One direction, in which so many bytes were written. What is on its way to an end that is over is lost."""
    if not sender.is_known or not receiver.is_known:
        return Way(sender.unacked, receiver.unread)
    leaving = written - receiver.bytes_in - receiver.unread
    in_motion, leaving = leaving < 0, max(leaving, 0)
    if receiver.over or receiver.is_reset:
        return Way(0, receiver.unread, leaving, in_motion)
    return Way(leaving, receiver.unread, 0, in_motion)


def said_by(client: End, server: End) -> int:
    """What the client wrote into the stream. An urgent byte counts apart, and where it stays in line is read there."""
    if client.conn is None or not client.conn.urgent or not server.is_known:
        return client.bytes_out
    come = server.bytes_in + server.unread
    return max(client.bytes_out, min(come, client.bytes_out + client.conn.urgent))
