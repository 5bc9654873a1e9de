"""The pump: everything that sources tell reaches ledger and journal, once and in order."""

from collections.abc import Sequence

import hypothesis.strategies as st
import pytest
from hypothesis import given

from connscope import events as ev
from connscope.events import Fact
from connscope.journal import Journal
from connscope.ledger import Ledger
from connscope.pump import PIECE, Pump, merged
from tests.facts_by_hand import fact


class Told:
    """A source with so many batches to hand out."""

    name = "told"

    def __init__(self, *batches: Sequence[Fact]) -> None:
        self.batches = [list(batch) for batch in batches]

    def drain(self) -> list[Fact]:
        return self.batches.pop(0) if self.batches else []

    def stop(self) -> None:
        pass


def pump_of(*sources: Told) -> Pump:
    pump = Pump(Ledger(), Journal())
    pump.sources += sources
    return pump


def test_a_tick_answers_which_connections_changed():
    pump = pump_of(Told([fact(ev.Accepted, conn=3), fact(ev.Woke), fact(ev.Accepted, conn=5)]))
    assert (pump.tick(), pump.tick()) == ({3, 5}, set())


def test_so_many_are_folded_at_once_and_nothing_is_taken_before_the_rest_is():
    told, later = [fact(ev.Received, at=at, size=1) for at in range(1, 6)], fact(ev.Received, at=9, size=1)
    pump = pump_of(Told(told, [later]))
    so_far = []
    for _ in range(4):
        pump.tick(2)
        so_far.append((pump.ledger.connections[7].bytes_in, pump.is_behind))
    assert so_far == [(2, True), (4, True), (5, False), (6, False)]
    assert pump.journal.facts == [*told, later]


def test_when_the_time_is_over_the_rest_waits_for_the_next_tick(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("connscope.pump.SECONDS", 0.0)
    pump = pump_of(Told([fact(ev.Received, at=at, size=1) for at in range(2 * PIECE + 1)]))
    so_far = []
    for _ in range(3):
        pump.tick(10 * PIECE)
        so_far.append((pump.journal.end, pump.is_behind, pump.has_news))
    assert so_far == [(PIECE, True, True), (2 * PIECE, True, True), (2 * PIECE + 1, False, True)]


def test_whoever_wants_all_gets_what_waits_as_well():
    told, later = [fact(ev.Received, at=at, size=1) for at in range(1, 6)], fact(ev.Received, at=9, size=1)
    pump = pump_of(Told(told, [later]))
    pump.tick(2)
    pump.tick()
    assert (pump.journal.facts, pump.is_behind) == ([*told, later], False)


def test_ledger_and_journal_get_the_same_facts():
    told = [fact(ev.Accepted, at=1), fact(ev.Received, at=2, size=10)]
    pump = pump_of(Told(told))
    pump.tick()
    assert (pump.journal.facts, pump.ledger.connections[7].bytes_in) == (told, 10)


def test_the_facts_of_several_sources_come_by_time():
    one, other = [fact(ev.Sent, at=at) for at in (1, 4, 9)], [fact(ev.Received, at=at) for at in (2, 3, 10)]
    pump = pump_of(Told(one), Told(other))
    pump.tick()
    assert [each.at for each in pump.journal.facts] == [1, 2, 3, 4, 9, 10]


def test_an_exact_total_is_not_moved_before_what_it_counts():
    received = fact(ev.Received, at=9, size=10)
    exact = fact(ev.Known, at=8, role="accepted", bytes_in=10)
    pump = pump_of(Told([received, exact]), Told([fact(ev.Printed, at=5)]))
    pump.tick()
    assert pump.ledger.connections[7].bytes_in == 10


def test_within_a_batch_the_journal_has_places_to_start_from():
    pump = pump_of(Told([fact(ev.Received, at=at, size=1) for at in range(20_000)]))
    pump.tick()
    assert [checkpoint.number for checkpoint in pump.journal.checkpoints] == [0, 5250, 10_500, 15_750]


BATCHES = st.lists(st.lists(st.integers(0, 50).map(lambda at: fact(ev.Printed, at=at))), max_size=4)


@given(BATCHES)
def test_merging_keeps_every_fact_and_each_sources_order(batches: list[list[Fact]]):
    facts = merged(batches)
    assert len(facts) == sum(map(len, batches))
    for batch in batches:
        mine = {id(each) for each in batch}
        assert [each for each in facts if id(each) in mine] == batch
