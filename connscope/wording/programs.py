"""The observed programs in words, and what the probe has to say of itself."""

from connscope import events as ev
from connscope.units import amount, duration, exact
from connscope.wording.calls import lost
from connscope.wording.said import Said, Words


def printed(fact: ev.Printed) -> Said:
    """What the program says itself."""
    return "print", "", fact.text


def sampled(fact: ev.CpuSampled) -> Said:
    """What the thread has cost."""
    return "cpu", duration(fact.cpu), "used by its thread so far"


def started(fact: ev.Started) -> Said:
    """A program begins."""
    where = f" at {fact.address}" if fact.address else ""
    return "start", f"pid {fact.pid}" if fact.pid else "", f"{fact.command or fact.program} runs{where}"


def ended(fact: ev.Ended) -> Said:
    """A program is over."""
    how = fact.signal or (f"code {fact.code}" if fact.code != ev.UNKNOWN else "died" if fact.error else "")
    came_to = "came to its end" if fact.code == 0 else "has ended" if how else "was told to stop"
    return "end", how, fact.error or f"{fact.program} {came_to}"


def dropped(fact: ev.Dropped) -> Said:
    """What nobody will read."""
    return "left out", exact(fact.count), "only counted; exact totals follow"


def known(fact: ev.Known) -> Said:
    """The exact totals of one connection."""
    state = fact.error or fact.ended or "open"
    return "totals", state, f"{exact(fact.bytes_in)} bytes in, {exact(fact.bytes_out)} out{lost_or_owed(fact)}"


def lost_or_owed(fact: ev.Known) -> str:
    """What its outb holds, or held when it closed."""
    return lost(fact.outb) if fact.ended == "closed" else f" · outb {amount(fact.outb)}" if fact.outb > 0 else ""


def retired(fact: ev.Retired) -> Said:
    """The probe has failed."""
    return "probe", "retired", f"the program runs on unseen: {fact.error}"


def unwatched(fact: ev.Unwatched) -> Said:
    """A process that nobody sees."""
    return "unwatched", f"pid {fact.pid}", f"{fact.command}: {fact.why}"


def unseen(fact: ev.Unseen) -> Said:
    """What only the kernel counted."""
    why = fact.why or "all was told of after all"
    return "unseen", "", f"{exact(fact.bytes_in)} bytes in, {exact(fact.bytes_out)} out by the kernel's count: {why}"


def waiting(fact: ev.Waiting) -> Said:
    """A call that has not come back, or has."""
    return ("wait", fact.call, f"{fact.program} waits in it") if fact.call else ("go on", "", "the call has come back")


WORDS: Words = {
    ev.Unwatched: unwatched,
    ev.Unseen: unseen,
    ev.Waiting: waiting,
    ev.Printed: printed,
    ev.CpuSampled: sampled,
    ev.Started: started,
    ev.Ended: ended,
    ev.Dropped: dropped,
    ev.Known: known,
    ev.Retired: retired,
}
