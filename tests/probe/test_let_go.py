"""What nobody has any more is let go of once, though two threads find it at the same moment."""

import select
from collections.abc import Callable
from pathlib import Path
from typing import Any

from connscope.probe.polled import Pollers, PollLoop
from connscope.probe.ring import Ring
from connscope.probe.ringed import RingProbe
from connscope.probe.selects import Selects


def ended(loop: PollLoop, ends: list[PollLoop], then: Callable[[], None]) -> None:
    """When it ends another thread comes, and does the same as this one."""

    def end() -> None:
        ends.append(loop)
        then()

    loop.end = end  # type: ignore[method-assign]


def test_the_loops_of_threads_that_are_over(tmp_path: Path) -> None:
    selects = Selects(RingProbe(Ring(str(tmp_path), 16, 16)))
    loops = {-number: PollLoop(selects.probe, "select") for number in (1, 2)}
    ends: list[PollLoop] = []
    for loop in loops.values():
        ended(loop, ends, selects.let_go)
    selects.by_thread = dict(loops)
    selects.let_go()
    assert (ends, selects.by_thread) == (list(loops.values()), {})


def test_poll_objects(tmp_path: Path) -> None:
    pollers = Pollers(RingProbe(Ring(str(tmp_path), 16, 16)))
    objects: list[Any] = [select.poll(), select.poll()]
    loops = [pollers.begin(each) for each in objects]
    ends: list[PollLoop] = []
    for loop in loops:
        ended(loop, ends, pollers.let_go)
    objects.clear()
    pollers.let_go()
    assert (ends, pollers.by_id, pollers.kept) == (loops, {}, {})
