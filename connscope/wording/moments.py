"""A held moment in words: the call that is about to be made, what it is good for, and what the last one came to.

As a reader of the source would write it: `recv(1,024)`, `→ 22 B`. Names of connections are the screen's business.
"""

from collections.abc import Callable
from typing import Any

from connscope import events as ev
from connscope.connections import Connection
from connscope.events import UNKNOWN, Fact, Held
from connscope.places import shown_place
from connscope.units import amount, duration, exact
from connscope.wording import said
from connscope.wording.calls import WATCHED

BYTES = frozenset({"recv", "recv_into", "send", "sendall"})
WATCHES = frozenset({"register", "modify"})

GOOD_FOR = {
    "select": "asks who is ready; sleeps if nobody is",
    "accept": "takes in who has knocked",
    "recv": "takes what has come, up to that",
    "recv_into": "takes what has come, up to that",
    "send": "the kernel takes what it has room for",
    "sendall": "the kernel takes all, in the end",
    "register": "from now on select() tells of it",
    "modify": "from now on select() tells of something else",
    "unregister": "select() tells of it no more",
    "close": "gives the descriptor back",
    "setblocking": "whether its calls wait",
    "shutdown": "ends one direction, and keeps the other",
    "connect": "asks for a connection",
    "connect_ex": "asks for a connection; the answer comes later",
    "getsockopt": "asks how the connect went",
    "listen": "lets clients knock",
    "bind": "gives it an address",
    "socket": "makes a socket",
    "setsockopt": "sets an option",
}
"""What each call is for, in a few words."""


def good_for(held: Held, conn: Connection | None) -> str:
    """What the call about to be made is for; of one that moves bytes also what the kernel has, if that is known."""
    usual = GOOD_FOR.get(held.call, "")
    last = conn.kernel[-1] if conn is not None and conn.kernel else None
    if conn is None or last is None or (last.bytes_in, last.bytes_out) != (conn.bytes_in, conn.bytes_out):
        return usual  # what it had before a call that has been made since
    if held.call.startswith("recv") and last.unread > 0:
        return f"{amount(last.unread)} have come; it takes what fits"
    if held.call.startswith("send") and last.unacked > 0:
        return f"{usual}; {amount(last.unacked)} wait there"
    return usual


def seconds(nanoseconds: int) -> str:
    """A timeout of `select()` as its source has it."""
    if nanoseconds == UNKNOWN:
        return "None"
    given = nanoseconds / 1e9
    return f"{given:.3g}" if given < 999.5 else f"{given:,.0f}"


def argument(call: str, asked: int) -> str:
    """What the call is given, as far as that is worth a word."""
    if call == "select":
        return seconds(asked)
    if asked == UNKNOWN:
        return "…" if call in BYTES else ""
    if call in BYTES:
        return exact(asked) if call.startswith("recv") else amount(asked)
    if call in WATCHES:
        return WATCHED[asked & 3].replace(" and ", " | ")
    return str(bool(asked)) if call == "setblocking" else ""


def written(held: Held) -> str:
    """The call as it stands in the source, with what it is given in place of names."""
    return f"{held.call}({'' if held.after else argument(held.call, held.asked)})"


def passed(held: Held) -> str:
    """What goes into it, for the end of its line; empty where that says nothing."""
    if held.call.startswith("send"):
        return amount(held.asked) if held.asked != UNKNOWN else ""
    if held.call.startswith("recv"):
        return f"{exact(held.asked)} at most" if held.asked != UNKNOWN else ""
    return "" if held.call == "select" and held.asked == UNKNOWN else argument(held.call, held.asked)


def asked_for(fact: Any) -> str:
    """What a call that has been made was given."""
    if isinstance(fact, ev.Woke):
        return seconds(fact.timeout)
    if isinstance(fact, ev.Received | ev.Sent | ev.WouldBlock):
        return argument(fact.call, fact.asked)
    if isinstance(fact, ev.BlockingSet):
        return str(fact.blocking)
    if isinstance(fact, ev.Registered | ev.Modified):
        return argument("modify", fact.watch) if fact.watch else ""
    return ""


Came = Callable[[Any], str]
CAME: dict[type[Fact], Came] = {
    ev.Received: lambda fact: amount(fact.size),
    ev.PeerFinished: lambda _: 'b"": the peer will send no more',
    ev.Sent: lambda fact: amount(fact.size) + (f" of {amount(fact.asked)}" if fact.size < fact.asked else ""),
    ev.WouldBlock: lambda _: "EAGAIN",
    ev.Reset: lambda fact: fact.error,
    ev.Failed: lambda fact: fact.error,
    ev.Accepted: lambda fact: f"fd {fact.fd}",
    ev.Woke: lambda fact: f"{exact(len(fact.ready))} ready" if fact.ready else "nobody is ready",
    ev.Idled: lambda fact: f"the same again and again, up to loop {exact(fact.loops)}",
    ev.Connecting: lambda fact: fact.error or "connected",
    ev.Connected: lambda _: "connected",
    ev.Opened: lambda fact: f"fd {fact.fd}",
}


def made(fact: Fact) -> tuple[str, str]:
    """A call that has been made, and what came of it; the latter may be empty."""
    call, _, _ = said(fact)
    came = CAME.get(type(fact), lambda _: "")
    return f"{call}({asked_for(fact)})", came(fact)


def why(point: Any, hits: int) -> str:
    """Why a breakpoint stopped it, as a sentence's end: which, and how often that has been."""
    times = "the first time" if hits == 1 else f"{exact(hits)} times so far"
    return f"breakpoint {point.number}: {stops_at(point)} · {times}"


KINDS: dict[str, Callable[[Any], str]] = {
    "call": lambda it: f"every {it.call}()",
    "conn": lambda it: f"any call on {it.name}",
    "line": lambda it: shown_place((it.file, it.line)),
    "error": lambda _: "a call that failed",
    "EAGAIN": lambda _: "a call that would have to wait: EAGAIN",
    "short send": lambda _: "a send that took only a part",
    "EOF": lambda _: "an empty read: the peer is done",
    "idle": lambda _: "a loop that called nothing",
    "outb": lambda it: f"outb above {exact(it.size)} bytes",
}
"""Each kind of breakpoint in words."""


def stops_at(point: Any) -> str:
    """What it stops at."""
    return KINDS[point.kind](point)


def slept(nanoseconds: int) -> str:
    """How long `select()` took."""
    return f"slept {duration(nanoseconds)}"
