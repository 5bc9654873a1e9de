"""Connections by where in the source they were made: how many of them are open, for how long, and who forgot them.

A reading of the ledger at one moment; it knows no screen, no clock, and not how a file is shown.
"""

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from connscope.connections import Connection, Made, Tally
from connscope.events import ConnId, Place
from connscope.picture import Picture
from connscope.states import RESET
from connscope.units import SECOND, age, exact

MANY = 10
LONG_NS = 30 * SECOND
"""So many, the oldest of them open for so long, and none was ever closed: that is no coincidence."""

QUIET_NS = 60 * SECOND
"""On a quiet one nothing has been called for so long."""

LATE_NS = 5 * SECOND
"""So long after the peer's end a program has had its time to close."""

CLOSE_WAIT = "CLOSE-WAIT"
"""The peer has finished, as the kernel calls it."""

NOTHING_LEFT = {"socket": "opened", "accept": "accepted"}
"""What they were that one call made, where none is left to be asked."""


class Origin(Struct, frozen=True):
    """All that was made by one call at one place."""

    place: Place
    call: str
    """`socket` or `accept`."""
    open: int
    closed: int
    lost: int
    """Let go of without a close. All three are exact, since the program began."""
    oldest_at: int
    """When the oldest that is open was made; 0 if none is known."""
    quiet: int
    bytes_in: int
    bytes_out: int
    """By those that are open."""
    role: str
    """What most of them are: `listening`, `accepted`, `connected`, `opened`."""
    family: str
    """Empty where all that is known is `inet`."""
    peer_done: int
    """Those whose peer has finished, and that are open,"""
    peer_done_at: int
    """and when the first of those peers did."""
    reset: int
    """Those that were reset, and that nobody has closed."""
    members: tuple[ConnId, ...]
    """Those that are open, the oldest first; not those that are no longer kept."""

    @property
    def made(self) -> Made:
        """What it is found by."""
        return self.place, self.call

    @property
    def never_closes(self) -> bool:
        """Whether several are open, and none was ever closed. Who listens does so to the end."""
        return self.open > 1 and not self.closed and self.role != "listening"


def origins(picture: Picture, now: int) -> list[Origin]:
    """Of all places in the source, what smells first, then what was never closed, then the most, then the oldest."""
    members: dict[Made, list[Connection]] = {made: [] for made in picture.origins}
    for conn in picture.connections.values():
        if conn.origin in members and not conn.freed:
            members[conn.origin].append(conn)
    found = [origin(made, tally, members[made], now) for made, tally in picture.origins.items()]
    return sorted(found, key=lambda each: (smell(each, now), -each.open, each.oldest_at, each.made))


def origin(made: Made, tally: Tally, conns: list[Connection], now: int) -> Origin:
    """One of them, with those of its connections that are open."""
    conns.sort(key=lambda conn: conn.opened_at)
    role, _ = Counter(conn.role for conn in conns).most_common(1)[0] if conns else (NOTHING_LEFT[made[1]], 0)
    families = sorted({conn.family for conn in conns} - {""})
    done = [at for at in map(done_at, conns) if at and now - at >= LATE_NS]
    return Origin(
        *made,
        open=tally.made - tally.closed - tally.lost,
        closed=tally.closed,
        lost=tally.lost,
        oldest_at=conns[0].opened_at if conns else 0,
        quiet=sum(now - max(conn.last_at, conn.opened_at) >= QUIET_NS for conn in conns),
        bytes_in=sum(conn.bytes_in for conn in conns),
        bytes_out=sum(conn.bytes_out for conn in conns),
        role=role,
        family=", ".join(families) if families != ["inet"] else "",
        peer_done=len(done),
        peer_done_at=min(done, default=0),
        reset=sum(conn.state is RESET for conn in conns),
        members=tuple(conn.id for conn in conns),
    )


def done_at(conn: Connection) -> int:
    """When its peer finished: the program has read that, or its kernel was seen to know; 0: neither."""
    if conn.peer_done_at or not conn.kernel or conn.kernel[-1].state != CLOSE_WAIT:
        return conn.peer_done_at
    return next(sample.at for sample in conn.kernel if sample.state == CLOSE_WAIT)


def leaks(picture: Picture, now: int) -> bool:
    """Whether something smells; asked at every beat, so that it looks at no connection."""
    return any(is_leak(each.made - each.lost, each.closed, each.first_at, now) for each in picture.origins.values())


def is_leak(opened: int, closed: int, oldest_at: int, now: int) -> bool:
    """Whether nobody closes what is opened there."""
    return opened >= MANY and not closed and 0 < oldest_at <= now - LONG_NS


def smell(it: Origin, now: int) -> int:
    """The less, the more does it smell: nobody closes them, something else is wrong, they are only never closed."""
    if it.never_closes and is_leak(it.open, it.closed, it.oldest_at, now):
        return 0
    return 1 if it.peer_done or it.reset or it.lost else 2 if it.never_closes else 3


def findings(it: Origin, now: int) -> Iterator[str]:
    """What is wrong with them, in sentences."""
    if it.never_closes and is_leak(it.open, it.closed, it.oldest_at, now):
        yield f"opened {exact(it.open)}, closed none: nobody closes these"
    if it.peer_done == 1:
        yield f"the peer finished {since(it.peer_done_at, now)}, and it is still open"
    elif it.peer_done:
        first = since(it.peer_done_at, now)
        yield f"the peers of {exact(it.peer_done)} finished, the first {first}, and they are still open"
    if it.reset:
        which = "one was reset and is" if it.reset == 1 else f"{exact(it.reset)} were reset and are"
        yield f"{which} still not closed: each holds a descriptor"
    if it.lost:
        which = "one was" if it.lost == 1 else f"{exact(it.lost)} were"
        yield f"{which} let go of without a close: Python did what the program forgot"


def since(at: int, now: int) -> str:
    """How long ago, in words."""
    return "just now" if now - at < SECOND else f"{age(now - at)} ago"


def summary(it: Origin, shown: str, now: int, are: str = "open") -> str:
    """All in one line, its place as it is shown: `214 open · app/db.py:41 · oldest 3 h · 0 closed`.

    Of a program that has ended they are `left open`.
    """
    oldest = [f"oldest {age(now - it.oldest_at)}"] if it.oldest_at else []
    let_go = [f"{exact(it.lost)} let go"] if it.lost else []
    return " · ".join([f"{exact(it.open)} {are}", shown, *oldest, f"{exact(it.closed)} closed", *let_go])
