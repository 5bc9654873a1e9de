"""The seven stations of one connection at one moment: at present, and at each that is remembered."""

from msgspec import Struct

from connscope.connections import Connection
from connscope.events import UNKNOWN, KernelSampled
from connscope.picture import Picture
from connscope.states import OPEN
from connscope.stations.ends import End, Ends, at_moment, both_of, present, said_by, way

PLACES = ("client's kernel", "server's kernel", "outb", "server's kernel", "client's kernel")
"""What lies between the client's two ends, in the order of the way."""

READ = 1

Flags = tuple[bool, bool, bool, bool, bool]
NONE_FULL: Flags = (False, False, False, False, False)


class Stations(Struct, frozen=True):
    """Where the bytes of one connection are, at one moment.

    Where all is known, and of one moment, what was written and put in is what the places hold, was read, or is lost.
    """

    at: int
    wrote: int
    """By the client, into its kernel; −1, as everywhere here, where it cannot be known."""
    injected: int
    """Put in by hand on the way back."""
    held: tuple[int, int, int, int, int]
    """In each of the `PLACES`."""
    read: int
    """By the client."""
    lost: int
    """Thrown away by a close or a reset, as far as it is known; exact when both ends are here and over."""
    full: Flags
    """Which of the places take no more; told of the present only."""
    still: bool
    """All numbers are of one moment; else something is in flight between them."""
    both: bool
    """Both ends are here, and all is known."""


def stations(picture: Picture, conn: Connection) -> Stations | None:
    """Where the bytes are at present, whichever end is meant; None for what is no conversation."""
    server, client = both_of(picture, conn)
    if server is None and client is None:
        return None
    ends = present(server), present(client)
    return placed(max(moment(end) for end in ends), ends, with_full=True)


def history(picture: Picture, conn: Connection) -> list[Stations]:
    """Where they were at each moment that is kept, oldest first; the present is the last."""
    latest, pair = stations(picture, conn), both_of(picture, conn)
    if latest is None:
        return []
    server, client = ({sample.at: sample for sample in end.kernel} if end is not None else {} for end in pair)
    moments = sorted(at for at in server.keys() | client.keys() if at < latest.at)
    before = (then(at, pair, (server, client)) for at in moments)
    return [*(it for it in before if it is not None), latest]


def then(
    at: int,
    pair: tuple[Connection | None, Connection | None],
    samples: tuple[dict[int, KernelSampled], dict[int, KernelSampled]],
) -> Stations | None:
    """Where they were at that moment, if both ends were asked then."""
    server, client = (at_moment(end, its, at) for end, its in zip(pair, samples, strict=True))
    return placed(at, (server, client)) if server is not None and client is not None else None


def moment(end: End) -> int:
    """When what is known of an end was so."""
    if end.conn is None:
        return 0
    return end.conn.closed_at if end.over else end.sample.at if end.sample is not None else end.conn.last_at


def placed(at: int, ends: Ends, with_full: bool = False) -> Stations:
    """Everything at its place."""
    server, client = ends
    wrote = said_by(client, server)
    there, back = way(wrote, client, server), way(server.bytes_out + server.injected, server, client)
    between = server.owes
    held = (there.leaving, there.arrived, 0 if server.over else between, back.leaving, back.arrived)
    return Stations(
        at,
        wrote,
        server.injected,
        held,
        client.bytes_in,
        there.lost + back.lost + (max(0, between) if server.over else 0) + left_behind(server, client),
        full_of(ends, held) if with_full else NONE_FULL,
        not (there.in_motion or back.in_motion) and of_one_moment(ends),
        server.is_known and client.is_known,
    )


def left_behind(server: End, client: End) -> int:
    """What a server is known to have thrown away with its two queues, where of the client nothing is known.

    A reset takes both, and so does a close that leaves something unread. Of what is on its way out as much may still
    arrive as the client has said to have room for.
    """
    conn, last = server.conn, server.in_life
    if conn is None or last is None or client.is_known or not (server.over or server.is_reset):
        return 0
    unread = max(0, last.unread - (server.bytes_in - last.bytes_in) - max(0, server.unread))
    if last.snd_wnd == UNKNOWN or not (unread or server.was_reset):
        return unread
    return unread + max(0, last.unacked - last.snd_wnd)


def of_one_moment(ends: Ends) -> bool:
    """Whether the ends were asked in one go, while nothing moved; the one that is left, after the other was over."""
    samples = [end.sample for end in ends if end.sample is not None]
    over_at = max(end.conn.closed_at if end.conn is not None and end.over else 0 for end in ends)
    return all(sample.still and sample.at >= over_at for sample in samples) and len({each.at for each in samples}) < 2


def full_of(ends: Ends, held: tuple[int, int, int, int, int]) -> Flags:
    """Which take no more: a queue that took less than was offered, a peer without room, a program that looks away."""
    server, client = ends
    return (
        client.is_full,
        client.no_room_for(held[0]),
        server.conn is not None and server.conn.state is OPEN and not server.conn.watch & READ and held[2] > 0,
        server.is_full,
        server.no_room_for(held[3]),
    )
