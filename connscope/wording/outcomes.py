"""What came of a call as one sentence without its full stop, for somebody who had guessed.

It knows no connection but by what a fact says of it and by the name that it is told, and not what was guessed.
"""

from collections.abc import Callable
from typing import Any

from connscope import events as ev
from connscope.events import ConnId, Fact
from connscope.units import duration, exact
from connscope.wording.calls import AGAIN, ERRORS, WATCHED

READ, WRITE = 1, 2

SLEPT_NS = 20_000_000
"""A `select()` that took so long has slept; one that answers at once takes up to 8 ms beside a screen at work."""

NAMED = 3
"""How many sockets are named; of more, only how many they are."""

NameOf = Callable[[ConnId], str]


def slept(fact: ev.Woke) -> bool:
    """Whether nobody was ready when it was called; with a timeout of 0 it does not sleep, however slow the machine."""
    return fact.timeout != 0 and fact.slept >= SLEPT_NS


def bytes_of(size: int) -> str:
    """So many bytes, with the word."""
    return f"{exact(size)} byte{'s' * (size != 1)}"


def some(names: list[str]) -> str:
    """The first few, and how many more."""
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {exact(more)} more" if more > 0 else "")


def woke(fact: ev.Woke, call: str, name_of: NameOf) -> str:
    """Who was ready: who can be read first, and of them the oldest, which is who listens."""
    ready = sorted(fact.ready, key=lambda each: (not each[1] & READ, each[0]))
    who = some([f"{name_of(conn)} to {WATCHED[mask & 3]}" for conn, mask in ready]) or "nobody"
    return f"{call} {f'slept {duration(fact.slept)}, then ' if slept(fact) else ''}answered {who}"


def finished(_: Fact, call: str, __: NameOf) -> str:
    """The end, as the program sees it."""
    nothing = "0" if call == "recv_into" else 'b""'
    return f"{call} returned {nothing}: the peer will send no more"


def peeked(fact: ev.Peeked, call: str, name_of: NameOf) -> str:
    """Bytes that will be read once more, or the end."""
    return f"{call} looked at {bytes_of(fact.size)} and took none" if fact.size else finished(fact, call, name_of)


def sent(fact: ev.Sent, call: str, _: NameOf) -> str:
    """All of them, or what there was room for."""
    if fact.size < fact.asked:
        return f"{call} took {exact(fact.size)} of {exact(fact.asked)}: the kernel had room for no more"
    return f"{call} took {'all ' * (fact.asked > 1)}{bytes_of(fact.size)}"


def connecting(fact: ev.Connecting, call: str, _: NameOf) -> str:
    """Done, or under way."""
    return f"{call} answered {fact.error}: how it goes is known later" if fact.error else f"{call} was done at once"


def failed(fact: ev.Reset, call: str, _: NameOf) -> str:
    """An error, and what it means if that is known."""
    meaning = ERRORS.get(fact.error)
    return f"{call} failed: {fact.error}" + (f", {meaning}" if meaning else "")


OUTCOMES: dict[type[Fact], Callable[[Any, str, NameOf], str]] = {
    ev.Woke: woke,
    ev.Asleep: lambda _, call, __: f"{call} sleeps: nobody is ready",
    ev.Idled: lambda _, call, __: f"{call} answered the same as before",
    ev.Received: lambda fact, call, _: f"{call} returned {bytes_of(fact.size)}",
    ev.Peeked: peeked,
    ev.UrgentReceived: lambda fact, call, _: f"{call} returned {bytes_of(fact.size)} out of band",
    ev.PeerFinished: finished,
    ev.Sent: sent,
    ev.UrgentSent: lambda fact, call, _: f"{call} took {bytes_of(fact.size)} out of band",
    ev.WouldBlock: lambda _, call, __: f"{call} raised BlockingIOError ({AGAIN.get(call, 'it would have to wait')})",
    ev.Accepted: lambda fact, call, _: f"{call} returned a connection from {fact.address}, fd {fact.fd}",
    ev.Connecting: connecting,
    ev.Connected: lambda _, call, __: f"{call} answered that it is connected already",
    ev.Reset: failed,
    ev.Failed: failed,
}
"""For each kind of fact that tells what came of a call: the sentence, by the fact, the call's name, and names."""
