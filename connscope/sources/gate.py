"""Wishes at the gate, done at a keeper; breakpoints as a person says them, made into those that a thread can be asked.

The one place that knows both the wishes and the probe's calls by their names.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from connscope import wishes
from connscope.probe import points
from connscope.probe import records as r
from connscope.probe.keeper import CALL, LOOP, SERVICE, Keeper
from connscope.sources.translate import CALLED, HERE, NAMES
from connscope.wishes import Breakpoint, GateWish

CALLS = {CALLED.get(call, NAMES[call]): call for call in points.EVERY - {r.ANSWER, r.CLOSE_SELECTOR}}
"""Those that a breakpoint may name; `close` is a socket's."""

POINTS: dict[str, Callable[[Breakpoint], points.Point]] = {
    "call": lambda it: points.AtCall(it.number, CALLS[it.call]),
    "conn": lambda it: points.OnConnection(it.number, it.conn),
    "line": lambda it: points.AtLine(it.number, (str(HERE / it.file), it.line)),
    "idle": lambda it: points.IdleLoop(it.number),
    "outb": lambda it: points.OutbAbove(it.number, it.size),
    **{kind: lambda it: points.Outcome(it.number, it.kind) for kind in points.OUTCOMES},
}
"""For each kind of breakpoint what a thread is asked."""


def set_breakpoints(keeper: Keeper, wish: wishes.SetBreakpoints) -> None:
    """These, and no others; those that are set already keep what they know."""
    before = keeper.points.points
    wanted = [POINTS[each.kind](each) for each in wish.points]
    keeper.set_points(points.Points([next(filter(each.same_as, before), each) for each in wanted]))


DOINGS: dict[type[GateWish], Callable[[Keeper, Any], None]] = {
    wishes.Hold: lambda keeper, _: keeper.hold(),
    wishes.StepCall: lambda keeper, _: keeper.step(CALL),
    wishes.StepLoop: lambda keeper, _: keeper.step(LOOP),
    wishes.StepService: lambda keeper, _: keeper.step(SERVICE),
    wishes.Go: lambda keeper, _: keeper.go(),
    wishes.Pace: lambda keeper, wish: keeper.pace(wish.rate, loops=wish.loops),
    wishes.SetBreakpoints: set_breakpoints,
}

GATE_WISHES = tuple(DOINGS)


def at_the_gate(keeper: Keeper, wish: GateWish) -> None:
    """Do it. KeyError for a breakpoint of no kind that there is, or at no call; ValueError for no pace."""
    DOINGS[type(wish)](keeper, wish)


def source_path(file: str) -> Path:
    """The file that a place names."""
    return HERE / file  # an absolute one stays as it is
