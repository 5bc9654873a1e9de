"""A thread that stands at the gate, or sleeps: its loop is not late, and a call that is held is on that socket."""

import sys
from pathlib import Path
from threading import get_ident

from connscope.probe import layout as l
from connscope.probe.looped import RingLoop
from connscope.probe.records import SEND
from connscope.probe.ring import Ring
from connscope.probe.ringed import RingProbe
from connscope.probe.stalls import LATE_NS, Stalls
from connscope.probe.standing import Standing
from connscope.probe.whose import GuestPlaces


def test_a_loop_is_not_late_while_its_thread_stands_and_that_time_does_not_count(tmp_path: Path) -> None:
    probe = RingProbe(Ring(str(tmp_path), records=16, room=16))
    standing = Standing(probe)
    loop = RingLoop(probe, "EpollSelector")
    probe.loops.append(loop)
    seen: list[object] = []

    def awake_in_the_file() -> int:
        return int(l.LOOP.unpack_from(probe.ring.memory, loop.at)[8])

    def stop(*_: object) -> None:
        seen.extend([awake_in_the_file(), loop.standing, standing.at[get_ident()]])

    probe.gate.stop = stop
    loop.answered([], loop.sleeps(0))
    awake = loop.awake_since
    row = probe.meet(1_000_000, "connected")
    probe.stop(SEND, row, 10, b"")
    assert seen == [0, True, row]
    assert loop.awake_since == awake_in_the_file() > awake
    assert (loop.standing, standing.at) == (False, {})


def test_a_loop_is_not_late_while_it_sleeps_whoever_asks_for_whatever(tmp_path: Path) -> None:
    probe = RingProbe(Ring(str(tmp_path), records=16, room=16))
    stalls = Stalls(probe, GuestPlaces(probe.ring.name))
    loop = RingLoop(probe, "EpollSelector")
    probe.loops.append(loop)
    told: list[int] = []
    stalls.tell = lambda *_: told.append(loop.asleep_since)  # type: ignore[method-assign]
    for _ in range(2):
        loop.answered([], loop.sleeps(0))
    loop.awake_since -= 2 * LATE_NS
    stalls.asked(0, sys._getframe())
    loop.sleeps(None)
    stalls.asked(0, sys._getframe())
    assert told == [0]
    assert probe.failure == ""
