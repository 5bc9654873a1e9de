"""Calls on sockets in words: which call, how much, and what that means."""

from connscope import events as ev
from connscope.events import UNKNOWN
from connscope.units import amount, exact
from connscope.wording.said import Said, Words

WATCHED = ("nothing", "READ", "WRITE", "READ and WRITE")
LETTERS = ("··", "R·", "·W", "RW")
"""A mask of READ and WRITE, as rows and events show it."""

NO_ROOM = "no room: the kernel's send buffer is full"
AGAIN = {
    "recv": "nothing to read yet",
    "recv_into": "nothing to read yet",
    "send": NO_ROOM,
    "sendall": NO_ROOM,
    "accept": "nobody waits to come in",
}
"""What EAGAIN means, by the call that it came from."""

ERRORS = {
    "ECONNRESET": "reset without a goodbye",
    "EPIPE": "the connection takes no more bytes",
    "ECONNABORTED": "the peer was gone before its turn",
    "ECONNREFUSED": "nobody listens there",
    "ETIMEDOUT": "no answer in time",
    "EHOSTUNREACH": "no way leads to that host",
    "ENETUNREACH": "no way leads to that network",
    "EMFILE": "this process has no file descriptor left",
    "ENFILE": "the whole system has no file descriptor left",
    "EADDRINUSE": "somebody else has that address",
    "ENOTCONN": "it is not connected",
    "EBADF": "it is closed already",
    "EOPNOTSUPP": "this system, or this kind of selector, cannot do that",
    "ENOTSUP": "this system, or this kind of selector, cannot do that",
}

DIRECTIONS = ("reading", "writing", "both ways")


def outb_before(outb: int) -> str:
    """What the program owed before the call, where that can be known."""
    return f"outb {amount(outb) if outb else 0}" if outb != UNKNOWN else ""


def lost(outb: int) -> str:
    """What never went out, if anything did not."""
    return f" · {amount(outb)} in outb lost" if outb > 0 else ""


def received(fact: ev.Received) -> Said:
    """Bytes came in."""
    return fact.call, exact(fact.size), outb_before(fact.outb)


def finished(fact: ev.PeerFinished) -> Said:
    """The end of what the peer sends."""
    owed = f" · {amount(fact.outb)} still owed" if fact.outb > 0 else ""
    return "recv", "EOF", "the peer will send no more" + owed


def sent(fact: ev.Sent) -> Said:
    """Bytes went out. Who offers its whole outb is about to cut off what was taken."""
    size, outb = fact.size, fact.outb
    note = outb_before(outb)
    if 0 < outb <= fact.asked:
        note += f" → {amount(outb - size) if outb > size else 0}"
    how_much = exact(size) if size >= fact.asked else f"{short(size)} of {short(fact.asked)}"
    return fact.call, how_much, note


def short(size: int) -> str:
    """Bytes that are exact as long as that is short."""
    return str(size) if size < 1000 else amount(size)


def would_wait(fact: ev.WouldBlock) -> Said:
    """EAGAIN."""
    return fact.call, "EAGAIN", AGAIN.get(fact.call, "it would have to wait")


def failed(fact: ev.Reset) -> Said:
    """A call that raised."""
    return fact.call, fact.error, ERRORS.get(fact.error, "the call failed") + lost(fact.outb)


IN_USE = {"listening": "listening on", "accepted": "connected with", "connected": "connected to"}


def opened(fact: ev.Opened) -> Said:
    """A new socket, perhaps around a descriptor that was in use."""
    note = f"that was there: {IN_USE[fact.role]} {fact.address}" if fact.role in IN_USE else ""
    return "socket", f"fd {fact.fd}", note


def bound(fact: ev.Bound) -> Said:
    """An address of its own."""
    return "bind", "", fact.address


def listening(fact: ev.Listening) -> Said:
    """Ready for connections."""
    return "listen", "", f"{fact.address} · up to {exact(fact.backlog)} may wait"


def accepted(fact: ev.Accepted) -> Said:
    """Somebody came."""
    return "accept", f"fd {fact.fd}", f"from {fact.address}"


def connecting(fact: ev.Connecting) -> Said:
    """A connect is on its way."""
    later = " · how it goes is known later" if fact.error else ""
    return "connect", fact.error or "connected", f"to {fact.address}{later}"


def connected(_: ev.Connected) -> Said:
    """A connect has gone well."""
    return "connect", "connected", "SO_ERROR is 0: it went well"


def registered(fact: ev.Registered) -> Said:
    """A selector watches it."""
    return watch("register", fact)


def modified(fact: ev.Modified) -> Said:
    """A selector watches it for something else."""
    return watch("modify", fact)


def watch(call: str, fact: ev.Registered) -> Said:
    """What it is watched for."""
    unseen = " · its own calls are not seen" if fact.kind else ""
    owed = f" · outb {amount(fact.outb)}" if fact.outb > 0 else ""
    return call, LETTERS[fact.watch & 3], f"watched for {WATCHED[fact.watch & 3]}{owed}{unseen}"


def unregistered(_: ev.Unregistered) -> Said:
    """A selector forgot it."""
    return "unregister", LETTERS[0], "watched no more"


def peeked(fact: ev.Peeked) -> Said:
    """A look that took nothing."""
    return "recv", exact(fact.size), "looked at, and left in the kernel"


def outb_seen(fact: ev.OutbSeen) -> Said:
    """A look into the program's own buffer."""
    return "outb", exact(fact.size), "what waits in the program to be sent"


def urgent(fact: ev.UrgentReceived) -> Said:
    """Out-of-band data."""
    return (
        ("send" if type(fact) is ev.UrgentSent else "recv"),
        f"{exact(fact.size)} urgent",
        "out of band, counted apart",
    )


def half_closed(fact: ev.HalfClosed) -> Said:
    """One direction is shut."""
    return "shutdown", DIRECTIONS[fact.how] if 0 <= fact.how < 3 else str(fact.how), "the socket itself stays open"


def closed(fact: ev.Closed) -> Said:
    """The end of a socket."""
    how = "let go of without a close" if fact.lost else "closed"
    return "close", "", how + lost(fact.outb)


def blocking_set(fact: ev.BlockingSet) -> Said:
    """Whether calls wait."""
    return "setblocking", str(fact.blocking), "its calls wait" if fact.blocking else "its calls do not wait"


def option_set(fact: ev.OptionSet) -> Said:
    """An option by its numbers: their names differ from system to system."""
    return "setsockopt", exact(fact.value), f"level {fact.level}, option {fact.name}"


def secured(fact: ev.Secured) -> Said:
    """TLS."""
    return (
        "TLS",
        fact.protocol,
        "bytes are counted as the program reads and writes them" if fact.protocol else "both shake hands",
    )


WORDS: Words = {
    ev.Secured: secured,
    ev.Opened: opened,
    ev.Bound: bound,
    ev.Listening: listening,
    ev.Accepted: accepted,
    ev.Connecting: connecting,
    ev.Connected: connected,
    ev.Registered: registered,
    ev.Modified: modified,
    ev.Unregistered: unregistered,
    ev.Received: received,
    ev.PeerFinished: finished,
    ev.Peeked: peeked,
    ev.Sent: sent,
    ev.OutbSeen: outb_seen,
    ev.UrgentReceived: urgent,
    ev.UrgentSent: urgent,
    ev.WouldBlock: would_wait,
    ev.Reset: failed,
    ev.Failed: failed,
    ev.HalfClosed: half_closed,
    ev.Closed: closed,
    ev.BlockingSet: blocking_set,
    ev.OptionSet: option_set,
}
