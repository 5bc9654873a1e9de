"""The loop in words: what `select()` answered, and how long that took."""

from connscope import events as ev
from connscope.events import UNKNOWN
from connscope.places import shown_place
from connscope.units import count, duration
from connscope.wording.said import Said, Words


def woke(fact: ev.Woke) -> Said:
    """An answer of `select()`."""
    return "select", f"{len(fact.ready)} ready", f"slept {duration(fact.slept)}" if fact.slept else "did not sleep"


def idled(fact: ev.Idled) -> Said:
    """A run of answers that changed nothing."""
    share = f"{count(fact.idle)} of {count(fact.loops)} loops idle so far"
    return "select", "same again", f"{share} · slept {duration(fact.slept)}"


def asleep(fact: ev.Asleep) -> Said:
    """A `select()` that has not returned."""
    until = "until something is" if fact.timeout == UNKNOWN else f"for {duration(fact.timeout)} at most"
    return "select", "waiting", f"nothing is ready: it sleeps {until}"


def loop_ended(_: ev.LoopEnded) -> Said:
    """The end of a selector."""
    return "close", "", "the selector is closed"


def stalled(fact: ev.Stalled) -> Said:
    """Nobody is served."""
    where = f" · {shown_place(fact.place)}" if fact.place != ev.NOWHERE else ""
    return "stall", duration(fact.lasted), f"{fact.what or 'the loop'} kept everybody waiting{where}"


WORDS: Words = {
    ev.Stalled: stalled,
    ev.Woke: woke,
    ev.Idled: idled,
    ev.Asleep: asleep,
    ev.LoopEnded: loop_ended,
}
