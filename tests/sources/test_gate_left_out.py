"""Whatever records are left out, the picture says who is held, and says so no longer once it has gone on."""

import threading
import time
from collections.abc import Iterator

import pytest

from connscope import events as ev
from connscope.probe.core import Probe
from connscope.probe.records import HELD
from connscope.sources.thread import ThreadSource
from connscope.wishes import Go, Hold, StepCall
from tests.sources.draining import PATIENCE_SECONDS, Watched

FEW = 6


class Program(Watched):
    """A program whose records have next to no room, held before its first call. After many calls it waits."""

    def __init__(self) -> None:
        super().__init__(ThreadSource("program", Probe(capacity=FEW)))
        self.called, self.enough = threading.Event(), threading.Event()
        self.source.do(Hold())
        self.source.run(self.live)

    def live(self) -> None:
        with self.source.new_socket() as sock:
            for _ in range(10 * FEW):
                sock.setblocking(False)
            self.called.set()
            self.enough.wait()

    def until_standing(self, after: int = 0) -> int:
        """Wait until it stands still, anew, and look at nothing meanwhile. Answers where, for the next time."""
        patience = time.monotonic() + PATIENCE_SECONDS
        told = self.source.probe.gate.told
        while not any(record[0] > after and record[2] == HELD for record in list(told.values())):
            assert time.monotonic() < patience, "it does not come about"
            self.enough.wait(0.001)
        return max(record[0] for record in told.values())


@pytest.fixture
def program() -> Iterator[Program]:
    program = Program()
    yield program
    program.enough.set()
    program.source.stop()


def test_who_goes_on_is_held_no_more_though_that_was_left_out(program: Program):
    program.until(lambda: program.program.held)
    program.source.do(Go())
    program.called.wait()
    program.look()
    assert program.program.held is None
    (held,), (released,) = program.told(ev.Held), program.told(ev.Released)
    assert held.at < released.at < min(fact.at for fact in program.told(ev.BlockingSet))
    program.look()
    assert len(program.told(ev.Released)) == 1


def test_who_is_held_is_held_though_that_was_left_out(program: Program):
    program.until(lambda: program.program.held)
    before = program.until_standing()
    program.source.do(StepCall())
    program.until_standing(before)
    program.source.probe.channel.clear()
    program.look()
    assert [fact.call for fact in program.told(ev.Held)] == ["socket", "setblocking"]
    assert program.program.held is program.told(ev.Held)[1]


def test_of_all_that_was_left_out_only_where_it_stands_now_is_told_and_once(program: Program):
    before = 0
    for _ in range(5):
        before = program.until_standing(before)
        program.source.do(StepCall())
    program.until_standing(before)
    program.source.probe.channel.clear()
    program.look()
    program.look()
    assert [type(fact) for fact in program.facts if isinstance(fact, ev.GateFact)] == [ev.Held]
