"""The recent past: numbers are kept, and no more facts than there is room for."""

import pytest

from connscope import events as ev
from connscope.journal import SLACK, Journal
from tests.facts_by_hand import fact

SECOND = 1_000_000_000


def facts(first: int, count: int) -> list[ev.Fact]:
    return [fact(ev.Printed, at=at, text=f"line {at}") for at in range(first, first + count)]


def test_each_fact_has_the_number_of_its_turn():
    journal = Journal()
    journal.add(facts(0, 3))
    journal.add(facts(3, 2))
    assert [(number, each.at) for number, each in journal.since(0)] == [(at, at) for at in range(5)]


def test_a_number_keeps_its_fact_when_older_ones_are_let_go():
    journal = Journal(capacity=10)
    for at in range(100):
        journal.add(facts(at, 1))
    assert journal.first > 0
    assert all(journal[number].at == number for number in range(journal.first, journal.end))


def test_it_never_has_more_than_its_capacity_and_some_slack():
    journal, sizes = Journal(capacity=10), []
    for at in range(0, 1000, 7):
        journal.add(facts(at, 7))
        sizes.append(len(journal.facts))
    assert max(sizes) <= 2 * journal.capacity


def test_a_batch_greater_than_the_capacity_leaves_its_last_facts():
    journal = Journal(capacity=10)
    journal.add(facts(0, 50))
    assert (journal.first, journal.end, journal[49].at) == (40, 50, 49)


def test_the_slack_is_small_beside_the_capacity():
    assert Journal().capacity / 10 >= SLACK


def test_since_begins_with_the_oldest_when_the_wanted_ones_are_gone():
    journal = Journal(capacity=10)
    journal.add(facts(0, 50))
    assert [number for number, _ in journal.since(3)] == list(range(40, 50))


def test_since_the_end_there_is_nothing():
    journal = Journal()
    journal.add(facts(0, 3))
    assert list(journal.since(journal.end)) == []


@pytest.mark.parametrize("number", [39, 0, -1, 50])
def test_a_number_that_is_gone_or_has_not_come_is_an_error(number: int):
    journal = Journal(capacity=10)
    journal.add(facts(0, 50))
    with pytest.raises(IndexError):
        journal[number]


def test_the_first_fact_of_a_moment_is_found_and_none_that_came_a_little_out_of_order_is_missed():
    journal = Journal()
    journal.add([fact(ev.Printed, at=second * SECOND) for second in (1, 2, 5, 4, 6, 7)])
    assert [journal.number_at(second * SECOND) for second in (0, 5, 6, 99)] == [0, 2, 4, 6]
