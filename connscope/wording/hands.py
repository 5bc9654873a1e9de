"""What a person did to the server's side of a connection in words, and what the kernel held."""

from connscope import events as ev
from connscope.events import UNKNOWN
from connscope.units import amount, exact
from connscope.wording.calls import ERRORS
from connscope.wording.said import Said, Words

ENDINGS = {
    "half-close": "writing is shut down: the peer reads an end, and the next send fails with EPIPE",
    "close": "both directions are shut down: the program reads an end, and closes it",
    "reset": "it is gone without a goodbye: the program's next call fails with ECONNRESET",
}
"""What each way to end it comes to."""


def outcome(error: str, done: str) -> str:
    """What was done, or why it was not."""
    return f"by hand · not done: {ERRORS.get(error, error)}" if error else f"by hand · {done}"


def injected(fact: ev.Injected) -> Said:
    """Bytes of somebody else's, towards the peer."""
    how_much = exact(fact.size) if fact.size >= fact.asked else f"{amount(fact.size)} of {amount(fact.asked)}"
    what = "put in between two sends" if fact.size else "nothing was put in"
    short = "" if fact.size >= fact.asked else ": the kernel takes no more"
    return "inject", how_much, outcome(fact.error, what + short)


def reading_stopped(fact: ev.ReadingStopped) -> Said:
    """The program is not told."""
    return "stop read", "", outcome(fact.error, "select() does not tell that there is something to read")


def reading_resumed(fact: ev.ReadingResumed) -> Said:
    """It is told again."""
    return "go on read", "", outcome(fact.error, "select() tells again that there is something to read")


def ended_by_hand(fact: ev.EndedByHand) -> Said:
    """The connection was ended."""
    return fact.how, "", outcome(fact.error, ENDINGS.get(fact.how, "it was ended"))


def pipes_set(fact: ev.PipesSet) -> Said:
    """Other buffers."""
    return (
        "buffers",
        "",
        outcome(fact.error, f"the kernel holds up to {exact(fact.sndbuf)} out, {exact(fact.rcvbuf)} in"),
    )


def kernel_sampled(fact: ev.KernelSampled) -> Said:
    """What waits there."""
    unread = f"{exact(fact.unread)} not read" if fact.unread != UNKNOWN else ""
    unacked = f"{exact(fact.unacked)} not acknowledged" if fact.unacked != UNKNOWN else ""
    return "kernel", fact.state, " · ".join(filter(None, (unread, unacked)))


WORDS: Words = {
    ev.Injected: injected,
    ev.ReadingStopped: reading_stopped,
    ev.ReadingResumed: reading_resumed,
    ev.EndedByHand: ended_by_hand,
    ev.PipesSet: pipes_set,
    ev.KernelSampled: kernel_sampled,
}
