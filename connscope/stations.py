"""Where the bytes of one connection are: seven stations, from what the client wrote to what it has read.

Numbers of the kernel's are those that somebody saw who looked in from outside (`KernelSampled`). What a sender's kernel
still has is what was written, less what was received and what waits at the receiver: the sender's own count goes on
until the peer acknowledges, and would have some bytes twice. It must not know how anything is drawn.
"""

from dataclasses import dataclass
from typing import NamedTuple

from connscope.connections import Connection
from connscope.events import UNKNOWN, KernelSampled
from connscope.picture import Picture
from connscope.states import OPEN
from connscope.units import duration

PLACES = ("client's kernel", "server's kernel", "outb", "server's kernel", "client's kernel")
"""What is between the client's two ends, in the order of the way."""

READ = 1
GONE = "CLOSE"
"""What TCP says of a socket to which nothing comes any more, because it was reset."""

Five = tuple[int, int, int, int, int]
NONE_FULL = (False, False, False, False, False)


@dataclass(frozen=True, slots=True)
class Stations:
    """Where the bytes of one connection are, at one moment."""

    at: int
    wrote: int
    """By the client, into its kernel; −1, as everywhere here, where it cannot be known."""
    injected: int
    """Put in by hand on the way back."""
    held: Five
    """In each of the `PLACES`."""
    read: int
    """By the client."""
    lost: int
    """Thrown away by a close or a reset, as far as it is known; exact when both ends are here and over."""
    full: tuple[bool, bool, bool, bool, bool]
    """Which of the places take no more; only of the present."""
    still: bool
    """All numbers are of one moment; else something is in flight between them."""
    both: bool
    """Both ends are here."""

    @property
    def produced(self) -> int:
        """All that was to come to the client: what the places hold, what it has read and what is lost add up to it."""
        return self.wrote + self.injected


class End(NamedTuple):
    """One end of it, at one moment."""

    bytes_in: int = UNKNOWN
    bytes_out: int = UNKNOWN
    unread: int = UNKNOWN
    unacked: int = UNKNOWN
    state: str = ""
    over: bool = False


class Way(NamedTuple):
    """What the two kernels have of one direction, and what is lost of it."""

    leaving: int
    """In the sender's,"""
    arrived: int
    """and in the receiver's."""
    lost: int = 0
    in_motion: bool = False
    """Less was written than has come: these are numbers of two moments."""


def stations(picture: Picture, conn: Connection) -> Stations | None:
    """Where the bytes are at present, whichever end is meant; None for what is no conversation."""
    server, client = ends(picture, conn)
    if server is None and client is None:
        return None
    samples = latest(server), latest(client)
    at = max(moment(end, sample) for end, sample in zip((server, client), samples, strict=True))
    return placed(at, (server, client), samples, full=True)


def history(picture: Picture, conn: Connection) -> list[Stations]:
    """Where they were at each moment that is kept, oldest first; the present is the last."""
    present, pair = stations(picture, conn), ends(picture, conn)
    if present is None:
        return []
    by_time: tuple[dict[int, KernelSampled], dict[int, KernelSampled]] = (by_moment(pair[0]), by_moment(pair[1]))
    before = sorted(at for at in by_time[0].keys() | by_time[1].keys() if at < present.at)
    return [*(placed(at, pair, (by_time[0].get(at), by_time[1].get(at))) for at in before), present]


def by_moment(end: Connection | None) -> dict[int, KernelSampled]:
    """The samples of one end, each under its moment."""
    return {sample.at: sample for sample in end.kernel} if end is not None else {}


def ends(picture: Picture, conn: Connection) -> tuple[Connection | None, Connection | None]:
    """The server's end and the client's, as far as they are here."""
    if conn.role == "accepted":
        return conn, picture.partner(conn)
    return (picture.partner(conn), conn) if conn.role == "connected" else (None, None)


def latest(end: Connection | None) -> KernelSampled | None:
    """What its kernel held when it was asked last."""
    return end.kernel[-1] if end is not None and end.kernel else None


def moment(end: Connection | None, sample: KernelSampled | None) -> int:
    """When what is known of an end was so."""
    if end is None:
        return 0
    return end.closed_at or (sample.at if sample is not None else end.last_at)


# One moment.


def placed(
    at: int,
    pair: tuple[Connection | None, Connection | None],
    samples: tuple[KernelSampled | None, KernelSampled | None],
    full: bool = False,
) -> Stations:
    """Everything at its place at that moment."""
    server, client = (seen(end, sample, at) for end, sample in zip(pair, samples, strict=True))
    injected = pair[0].injected if pair[0] is not None else 0
    there = way(client.bytes_out, client, server)
    back = way(server.bytes_out + injected if server.bytes_out >= 0 else UNKNOWN, server, client)
    between, dropped = owed(server)
    held = (there.leaving, there.arrived, between, back.leaving, back.arrived)
    lost = there.lost + dropped + back.lost + (remains(pair[0], samples[0]) if pair[1] is None else 0)
    return Stations(
        at,
        client.bytes_out,
        injected,
        held,
        client.bytes_in,
        lost,
        full_of(pair, samples, held) if full else NONE_FULL,
        not (there.in_motion or back.in_motion) and of_one_moment(pair, samples),
        None not in pair,
    )


def seen(end: Connection | None, sample: KernelSampled | None, at: int) -> End:
    """What is known of one end at that moment; of one that is over all is known."""
    if end is None:
        return End()
    if end.over and end.closed_at <= at:
        return End(end.bytes_in, end.bytes_out, 0, UNKNOWN, "", True)
    if sample is None:
        return End(end.bytes_in, end.bytes_out)
    return End(sample.bytes_in, sample.bytes_out, sample.unread, sample.unacked, sample.state)


def way(written: int, sender: End, receiver: End) -> Way:
    """One direction. Whatever was on its way to an end that is over will be read by nobody."""
    if UNKNOWN in (written, receiver.bytes_in):
        return Way(sender.unacked, receiver.unread)
    rest = written - receiver.bytes_in
    if receiver.over:
        return Way(0, 0, max(0, rest), rest < 0)
    if receiver.unread == UNKNOWN:
        return Way(UNKNOWN if rest else 0, UNKNOWN if rest else 0)
    leaving = max(0, rest - receiver.unread)
    if receiver.state == GONE:
        return Way(0, receiver.unread, leaving)
    return Way(leaving, receiver.unread, in_motion=rest < receiver.unread)


def owed(server: End) -> tuple[int, int]:
    """What the server has received and not sent, in its outb and in hand; and what of it is lost."""
    if server.bytes_in == UNKNOWN:
        return UNKNOWN, 0
    rest = max(0, server.bytes_in - server.bytes_out)
    return (0, rest) if server.over else (rest, 0)


def remains(server: Connection | None, sample: KernelSampled | None) -> int:
    """What a server that is over is known to have left unread, where the client is elsewhere."""
    if server is None or sample is None or not server.over:
        return 0
    return max(0, sample.unread - (server.bytes_in - sample.bytes_in))


def of_one_moment(
    pair: tuple[Connection | None, Connection | None], samples: tuple[KernelSampled | None, KernelSampled | None]
) -> bool:
    """Whether both ends were asked in one go, while nothing moved; for one that is over there is nothing to ask."""
    asked = [sample for end, sample in zip(pair, samples, strict=True) if end is not None and not end.over]
    known = [sample for sample in asked if sample is not None]
    return known == asked and all(sample.still for sample in known) and len({sample.at for sample in known}) < 2


def full_of(
    pair: tuple[Connection | None, Connection | None],
    samples: tuple[KernelSampled | None, KernelSampled | None],
    held: Five,
) -> tuple[bool, bool, bool, bool, bool]:
    """Which take no more: a queue that took less than was offered, a peer without room, a program that looks away."""
    (server, client), (of_server, of_client) = pair, samples
    return (
        client is not None and client.full,
        no_room(of_client, held[0]),
        server is not None and server.state is OPEN and not server.watch & READ and held[2] > 0,
        server is not None and server.full,
        no_room(of_server, held[3]),
    )


def no_room(sender: KernelSampled | None, waiting: int) -> bool:
    """Whether the peer has said that it has less room than there waits."""
    return sender is not None and sender.snd_wnd != UNKNOWN and waiting > sender.snd_wnd


def kernel_of(conn: Connection) -> int:
    """Bytes that this end's kernel has on the way out and the peer's has not acknowledged; −1 if nobody has asked."""
    return conn.kernel[-1].unacked if conn.kernel and not conn.over else UNKNOWN


# In words.


def cause(it: Stations, server: Connection, high_water: int) -> list[str]:
    """Which place is full and why, and whether anything is lost; empty while all flows."""
    why = stalled(it, server, high_water)
    if it.lost:
        return [*why, f"{it.lost:,} {'byte is' if it.lost == 1 else 'bytes are'} lost."]
    return [*why, "Nothing is lost."] if why else []


def stalled(it: Stations, server: Connection, high_water: int) -> list[str]:
    """Why something does not flow, from the far end of it back to the client; one sentence at most."""
    client_first, arriving, outb, leaving, client_last = it.full
    if not client_last and not leaving:
        return waits_for_server(server, client_first, arriving)
    if client_last:
        start = "The client does not read enough: its queue is full"
        start += ", so the server's send queue is" if leaving else ", and the server's kernel keeps the rest"
    else:
        start = "The server's send queue is full"
    if not leaving:
        return [f"{start}."]
    if outb:
        end = ", so the client's queue is full too" if client_first or arriving else ", so the client's queue fills"
        return [f"{start}, so outb stopped at its mark and READ is off{end}."]
    if server.paused:
        return [f"{start}; reading was stopped by hand, so outb does not grow."]
    return [f"{start}, so outb grows{' up to its mark' if high_water else ' without bound'}."]


def waits_for_server(server: Connection, sending: bool, arriving: bool) -> list[str]:
    """Why the way to the server is full."""
    if not arriving:
        return []
    why = "reading was stopped by hand" if server.paused else "it does not read"
    then = ", so the client's send queue is" if sending else ""
    return [f"The server's queue is full, for {why}{then}."]


def tcp(conn: Connection) -> list[tuple[str, str]]:
    """What TCP says of this end: label and value; empty if nobody has asked it."""
    if not conn.kernel:
        return []
    it = conn.kernel[-1]
    return [
        ("state", it.state or "n/a"),
        ("rtt", span(it.rtt)),
        ("cwnd", "n/a" if it.cwnd == UNKNOWN else f"{it.cwnd:,} segments"),
        ("peer's window", "n/a" if it.snd_wnd == UNKNOWN else f"{it.snd_wnd:,}"),
        ("retransmits", "n/a" if it.retransmits == UNKNOWN else f"{it.retransmits:,}"),
        ("held up by receiver", span(it.rwnd_limited)),
        ("held up by send buffer", span(it.sndbuf_limited)),
    ]


def span(microseconds: int) -> str:
    """As long as that, or n/a."""
    return "n/a" if microseconds == UNKNOWN else duration(microseconds * 1000)
