"""Going back: the ledger at a fact is what it was then, whatever was told, in whatever order somebody asks."""

from collections.abc import Iterable

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from connscope.events import Fact
from connscope.journal import Checkpoint, Journal
from connscope.ledger import Ledger
from connscope.pump import Pump
from tests.any_facts import ANY_FACT
from tests.facts_by_hand import everything
from tests.scenario import NAMES, scenario

CAPACITIES = (8, 400, 800, 200_000)
"""All is let go of again and again; there are checkpoints; there are strides between them; there is one checkpoint."""

MANY = settings(max_examples=20)
BATCHES = st.lists(st.lists(ANY_FACT, min_size=1, max_size=8), min_size=4, max_size=8).map(lambda told: told * 3)


class InTurn:
    """A source that hands out a batch each time."""

    name = "in turn"

    def __init__(self, batches: Iterable[list[Fact]]) -> None:
        self.batches = iter(batches)

    def drain(self) -> list[Fact]:
        return next(self.batches, [])

    def stop(self) -> None:
        """There is nothing to end."""


class Remembering(Journal):
    """One that still knows all that it was given."""

    def __init__(self, capacity: int) -> None:
        super().__init__(capacity)
        self.told: list[Fact] = []

    def add(self, facts: list[Fact], ledger: Ledger) -> None:
        self.told += facts
        super().add(facts, ledger)


def pumped(capacity: int, *sources: list[list[Fact]]) -> tuple[Remembering, Ledger]:
    """Journal and ledger, when all has been told."""
    pump = Pump(Ledger(), journal := Remembering(capacity))
    pump.sources += map(InTurn, sources)
    for _ in range(max(map(len, sources))):
        pump.tick()
    return journal, pump.ledger


def then(journal: Remembering) -> list[object]:
    """What the ledger was at each fact that can be reached, folded from the beginning."""
    moment, answers = Checkpoint(0, Ledger()), []
    for fact in journal.told:
        moment.go_on([fact])
        if moment.number > journal.first:
            answers.append(everything(moment.ledger.copy()))
    return answers


def assert_right(journal: Remembering, live: Ledger) -> None:
    """Forward, backward, to and fro, and from each checkpoint to the end."""
    expected = then(journal)
    numbers = range(journal.first, journal.end)
    to_and_fro = [number for pair in zip(numbers, reversed(numbers), strict=True) for number in pair]
    for order in (numbers, reversed(numbers), to_and_fro):
        for number in order:
            assert everything(journal.ledger_at(number)) == expected[number - journal.first]
    for checkpoint in journal.checkpoints:
        checkpoint.go_on(journal.facts[checkpoint.number - journal.first :])
        assert everything(checkpoint.ledger) == everything(live)


@MANY
@given(BATCHES, st.sampled_from(CAPACITIES))
def test_every_fact_that_is_still_there_can_be_gone_back_to(batches: list[list[Fact]], capacity: int):
    assert_right(*pumped(capacity, batches))


@MANY
@given(BATCHES, BATCHES, st.sampled_from(CAPACITIES))
def test_so_it_is_when_two_sources_tell_out_of_order(one: list[list[Fact]], other: list[list[Fact]], capacity: int):
    assert_right(*pumped(capacity, one, other))


@pytest.mark.parametrize("capacity", CAPACITIES)
@pytest.mark.parametrize("name", NAMES)
def test_every_fact_of_a_scenario_can_be_gone_back_to(name: str, capacity: int):
    assert_right(*pumped(capacity, [[fact] for fact in scenario(name)]))


@MANY
@given(BATCHES, st.sampled_from(CAPACITIES))
def test_the_last_so_many_are_always_there(batches: list[list[Fact]], capacity: int):
    journal, _ = pumped(capacity, batches)
    assert len(journal.facts) >= min(capacity, len(journal.told))
    assert journal.facts == journal.told[journal.first :]
