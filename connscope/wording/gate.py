"""The gate in words: where a program stands still, and what it was found with."""

from connscope import events as ev
from connscope.places import shown_place
from connscope.units import exact
from connscope.wording.said import Said, Words


def held(fact: ev.Held) -> Said:
    """It stands still."""
    why = f"breakpoint {fact.point}" if fact.point else "asked to stop"
    return "held", f"{'after' if fact.after else 'before'} {fact.call}", f"{fact.program} stands still: {why}"


def released(fact: ev.Released) -> Said:
    """It goes on."""
    return "go on", "", f"{fact.program} goes on"


def data_seen(fact: ev.DataSeen) -> Said:
    """An attribute of the program's own."""
    size = f"{exact(fact.size)} bytes" if fact.size >= 0 else ""
    return "key.data", fact.name[:15], size or fact.text


def cleared(fact: ev.Cleared) -> Said:
    """Somebody tidied up."""
    return "clear", fact.what, "rows of what was over were taken away"


def awaiting(fact: ev.Awaiting) -> Said:
    """Who waits for a connection."""
    if not fact.steps:
        return "await", "", "nobody waits for it any more"
    return (
        "await",
        f"{fact.step + 1} of {fact.steps}",
        f"{fact.task} in {fact.function} · {shown_place(fact.place)}",
    )


WORDS: Words = {
    ev.Awaiting: awaiting,
    ev.Held: held,
    ev.Released: released,
    ev.DataSeen: data_seen,
    ev.Cleared: cleared,
}
