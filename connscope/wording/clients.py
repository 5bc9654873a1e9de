"""Our own clients in words."""

from connscope import events as ev
from connscope.events import UNKNOWN
from connscope.units import exact
from connscope.wording.said import Said, Words


def client_began(fact: ev.ClientBegan) -> Said:
    """One of our own is under way."""
    total = f"{exact(fact.msg_total)} bytes to say" if fact.msg_total != UNKNOWN else "until it is told to stop"
    return "launch", "", f"{fact.behaviour} · {total}"


def client_acted(fact: ev.ClientActed) -> Said:
    """A behaviour made itself felt."""
    return "behave", f"{exact(fact.times)} times" if fact.times != 1 else "once", fact.behaviour


def client_froze(_: ev.ClientFroze) -> Said:
    """It does not read."""
    return "freeze", "", "does not read"


def client_thawed(_: ev.ClientThawed) -> Said:
    """It reads again."""
    return "thaw", "", "reads again"


def client_ended(fact: ev.ClientEnded) -> Said:
    """What came of it."""
    if fact.error:
        return "outcome", "error", fact.error
    share = f"{exact(fact.recv_total)} of {exact(fact.msg_total)} bytes came back"
    if fact.note:
        return "outcome", "as meant", fact.note
    if fact.recv_total == fact.msg_total:
        return "outcome", "all back", share
    # By hand, or to a server that is no echo.
    return "outcome", "ended", f"{exact(fact.sent)} bytes said, {exact(fact.recv_total)} came"


WORDS: Words = {
    ev.ClientBegan: client_began,
    ev.ClientActed: client_acted,
    ev.ClientFroze: client_froze,
    ev.ClientThawed: client_thawed,
    ev.ClientEnded: client_ended,
}
