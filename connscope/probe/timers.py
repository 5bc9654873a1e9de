"""What a loop of asyncio's is to call later: whoever stands at the gate for long makes it late."""

from __future__ import annotations

from os.path import basename
from time import monotonic
from types import FunctionType

from .foreign import part
from .places import lines_of
from .tasks import chain_of, function_in, is_future, is_task, named, task_name, tasks_after
from .transports import handles_of, owner_of
from .typed import Any, List, Tuple
from .whose import OWN, GuestPlaces

MOST = 3
LOOKED_AT = 64
"""The soonest are near the beginning of a heap, though not in order, and some of them may be cancelled."""


def timers_of(loop: Any, places: GuestPlaces) -> List[Tuple[float, str]]:
    """The soonest of what a loop is to call: in how many seconds, and what. Nothing if it is not asyncio's."""
    selector = loop.selector and loop.selector()
    scheduled = part(loop_with(selector), "_scheduled")
    soon = scheduled[:LOOKED_AT] if type(scheduled) is list else []
    found = [(part(each, "_when"), each) for each in soon if part(each, "_cancelled") is False]
    timely = sorted([each for each in found if type(each[0]) is float], key=lambda each: each[0])
    return [(when - monotonic(), described(timer, places)) for when, timer in timely[:MOST]]


def loop_with(selector: Any) -> Any:
    """The loop of asyncio's that has a selector: each of its handles knows it, and one is always registered."""
    known = part(selector, "_fd_to_key")
    for key in list(known.values()) if type(known) is dict else ():
        for handle in handles_of(key.data):
            loop = part(handle, "_loop")
            if loop is not None:
                return loop
    return None


def described(timer: Any, places: GuestPlaces) -> str:
    """The callback, or the task that sleeps until then, and its line."""
    callback, given = part(timer, "_callback"), part(timer, "_args")
    for each in (*(given if type(given) is tuple else ()), part(owner_of(timer), "_task")):
        for task in [each] if is_task(each) else tasks_after(each) if is_future(each) else ():
            steps = chain_of(task)
            own = [step for step in steps if places.kind_of(step.code) == OWN] or steps
            if own:
                return f"{task_name(task)} {own[0].function}(){at(own[0].code, own[0].offset)}"
    function = function_in(callback)
    return f"{named(callback)}()" + (at(function.__code__, 0) if type(function) is FunctionType else "")


def at(code: Any, offset: int) -> str:
    """File and line, as the end of a sentence."""
    lines = [line for start, line in lines_of(code) if start <= offset]
    return f" at {basename(code.co_filename)}:{lines[-1] if lines else code.co_firstlineno}"
