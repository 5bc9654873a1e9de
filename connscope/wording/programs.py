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
    return "start", "", f"{fact.program} runs at {fact.address}" if fact.address else f"{fact.program} runs"


def ended(fact: ev.Ended) -> Said:
    """A program is over."""
    return "end", "died" if fact.error else "", fact.error or f"{fact.program} was told to stop"


def dropped(fact: ev.Dropped) -> Said:
    """What nobody will read."""
    return "left out", exact(fact.count), "nobody read them in time; exact totals follow"


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


WORDS: Words = {
    ev.Printed: printed,
    ev.CpuSampled: sampled,
    ev.Started: started,
    ev.Ended: ended,
    ev.Dropped: dropped,
    ev.Known: known,
    ev.Retired: retired,
}
