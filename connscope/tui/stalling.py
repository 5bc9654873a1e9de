"""A loop that does not come back to `select()`, as the top line says it: while it lasts, and after that."""

from connscope.events import Stalled
from connscope.text import end_of
from connscope.tui.look import Part
from connscope.tui.view import View
from connscope.units import SECOND, duration, exact

FRESH_NS = 5 * SECOND
"""So long after a stall it is still said where it was."""

PLACE = 32
"""Cells for that at most."""


def lasting(view: View) -> list[tuple[Stalled, int]]:
    """Those that go on at the moment that is shown, and for how long, the longest first."""
    loops = [loop for loop in view.ledger.loops.values() if not loop.ended] if view.alive else []
    # Of one that came back in time after all nobody says that it is over.
    told = [(loop.stall, max(loop.woke_at, loop.asleep_since)) for loop in loops if loop.stall is not None]
    going = [stall for stall, back in told if not stall.over and stall.at > back]
    passed = {id(stall): 0 if view.stepping.stands else max(0, view.now - stall.at) for stall in going}
    return sorted(((stall, stall.lasted + passed[id(stall)]) for stall in going), key=lambda each: -each[1])


def in_few_words(view: View) -> list[Part]:
    """The one that goes on, or that was over a moment ago; else how many there were, and how they are listed."""
    going = lasting(view)
    over = [loop.stall for loop in view.ledger.loops.values() if loop.stall is not None and loop.stall.over]
    fresh = [(stall, stall.lasted) for stall in over if 0 <= view.now - stall.at < FRESH_NS]
    for stall, lasted in going or sorted(fresh, key=lambda each: -each[0].at):
        place = end_of(view.shown(stall.place), PLACE)
        return [(f"▲ stalled {duration(lasted)}" + f" · {place}" * bool(place), "mark" if going else "warn")]
    many = view.ledger.stall_count
    return [(f"{exact(many)} stall{'s' * (many != 1)}: ", "warn"), ("S", "key")] if many else []
