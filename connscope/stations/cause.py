"""Why bytes do not flow, and whether any are lost: in sentences."""

from connscope.connections import Connection
from connscope.events import UNKNOWN
from connscope.stations.ends import End
from connscope.stations.places import Stations
from connscope.units import SECOND, exact

SPAN_NS = 3 * SECOND
"""So long it takes to say that something grows: a slow sender has moments in which it does not."""


def cause(it: Stations, server: Connection | None, high_water: int) -> list[str]:
    """Which place is full and why, and whether anything is lost; empty while all flows.

    `server` is the server's end, None where that is elsewhere; `high_water` how much the policy lets `outb` grow, 0 if
    it sets no bound.
    """
    if server is None:
        why = to_a_server_elsewhere(it)
    else:
        why = on_the_way_back(it, server, high_water) or on_the_way_there(it, server)
    if it.lost:
        lost = f"{exact(it.lost)} {'byte is' if it.lost == 1 else 'bytes are'} lost."
        return [*why, lost if it.both else f"At least {lost}"]
    # An end elsewhere may have lost what it took, or what was on its way to it.
    return [*why, "Nothing is lost."] if why and it.both else why


def on_the_way_back(it: Stations, server: Connection, high_water: int) -> list[str]:
    """From the far end of it to where the client feels it."""
    leaving, last = it.full[3:]
    if not leaving:
        return (
            ["The client does not read enough: its queue is full, and the server's kernel keeps the rest."]
            if last
            else []
        )
    change = growth(server) if it.held[2] != UNKNOWN else None
    if change is not None and change < 0 and not (last or it.full[2]):
        return ["The client reads: what the server's send queue had no room for leaves outb."]
    if last:
        start = "The client does not read enough: its queue is full, so the server's send queue is"
    else:
        start = "The server's send queue is full"
    if it.held[2] == UNKNOWN:  # nobody knows what it keeps, and whether it waits for room
        return [f"{start} too." if last else f"{start}."]
    return [f"{start}, {outb(it, server, high_water, change is not None and change <= 0)}."]


def outb(it: Stations, server: Connection, high_water: int, rests: bool) -> str:
    """What that comes to in `outb`, and before it."""
    if it.full[2]:
        stopped = "so outb stopped at its mark and READ is off"
        if it.full[0]:
            return f"{stopped}, so the client's send queue is full too"
        queue = "client's send queue" if it.both else "server's queue"
        fills = f", so the {queue} fills" if max(it.held[:2]) > 0 else ""
        return f"{stopped}{fills}"
    if server.paused:
        return "but outb does not grow, for reading was stopped by hand"
    if rests:
        return "so outb keeps what it owes" if high_water else "so outb, which has no bound, keeps what it owes"
    return "so outb grows up to its mark" if high_water else "so outb grows without bound"


def growth(server: Connection) -> int | None:
    """By how much what it owes has grown over a few seconds; None if nobody has looked twice."""
    last = server.kernel[-1:]
    lately = [each for each in server.kernel if each.at >= last[0].at - SPAN_NS]
    looks = [End(server, each).owes for each in (*lately[:1], *last)]
    return looks[1] - looks[0] if len(lately) > 1 else None


def on_the_way_there(it: Stations, server: Connection) -> list[str]:
    """What the client cannot get rid of, and why."""
    if not it.full[1]:
        return []
    start = "Reading was stopped by hand" if server.paused else "The server does not read"
    then = ", so the client's send queue is" if it.full[0] else ", and the client's kernel keeps the rest"
    return [f"{start}: the server's queue is full{then}."]


def to_a_server_elsewhere(it: Stations) -> list[str]:
    """What the client cannot get rid of. Why, nobody here can know: only how much room the other side says it has."""
    queue, beyond, *_ = it.full
    if beyond:
        then = ": the client's send queue is full" if queue else ", and the client's kernel keeps the rest"
        return [f"The other side takes no more{then}."]
    return ["The client's send queue is full."] if queue else []
