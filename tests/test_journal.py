"""The recent past: numbers are kept, and no more facts than there is room for."""

import tracemalloc
from collections.abc import Iterator
from itertools import pairwise

import pytest

from connscope import events as ev
from connscope.journal import Journal
from connscope.ledger import Ledger
from connscope.paged import Paged
from tests.facts_by_hand import fact, ledger_of

SECOND = 1_000_000_000


def facts(first: int, count: int) -> list[ev.Fact]:
    return [fact(ev.Printed, at=at, text=f"line {at}") for at in range(first, first + count)]


def journal_of(*batches: list[ev.Fact], capacity: int = 200_000) -> Journal:
    """One that was given these, as the pump does it."""
    journal, ledger = Journal(capacity), Ledger()
    for batch in batches:
        for each in batch:
            ledger.apply(each)
        journal.add(batch, ledger)
    return journal


def one_by_one(count: int) -> list[list[ev.Fact]]:
    return [facts(at, 1) for at in range(count)]


def test_each_fact_has_the_number_of_its_turn():
    journal = journal_of(facts(0, 3), facts(3, 2))
    assert [(number, each.at) for number, each in journal.since(0)] == [(at, at) for at in range(5)]


def test_a_number_keeps_its_fact_when_older_ones_are_let_go():
    journal = journal_of(*one_by_one(100), capacity=10)
    assert journal.first > 0
    assert all(journal[number].at == number for number in range(journal.first, journal.end))


def test_it_has_its_capacity_and_at_most_two_batches_more():
    journal, ledger, sizes = Journal(capacity=100), Ledger(), []
    for at in range(0, 1000, 7):
        journal.add(facts(at, 7), ledger)
        sizes.append(len(journal.facts))
    assert 100 <= min(sizes[15:]) <= max(sizes) <= 100 + 7 + 7


def test_of_very_many_connections_it_takes_fewer_checkpoints():
    few, many = ([fact(ev.Accepted, conn=each % conns) for each in range(2000)] for conns in (1, 100))
    apart = []
    for told in (few, many):
        journal = journal_of(*([each] for each in told), capacity=1000)
        apart.append({later.number - each.number for each, later in pairwise(journal.checkpoints)})
    assert apart == [{25 + 1}, {25 + 100}]


def test_since_begins_with_the_oldest_when_the_wanted_ones_are_gone():
    journal = journal_of(*one_by_one(50), capacity=10)
    assert [number for number, _ in journal.since(3)] == list(range(40, 50))


def test_since_the_end_there_is_nothing():
    journal = journal_of(facts(0, 3))
    assert list(journal.since(journal.end)) == []


@pytest.mark.parametrize("number", [39, 0, -1, 50])
def test_a_number_that_is_gone_or_has_not_come_is_an_error(number: int):
    journal = journal_of(*one_by_one(50), capacity=10)
    with pytest.raises(IndexError):
        journal[number]
    with pytest.raises(IndexError):
        journal.ledger_at(number)


def test_the_first_fact_of_a_moment_is_found_and_none_that_came_a_little_out_of_order_is_missed():
    journal = journal_of([fact(ev.Printed, at=second * SECOND) for second in (1, 2, 5, 4, 6, 7)])
    assert [journal.number_at(second * SECOND) for second in (0, 5, 6, 99)] == [0, 2, 4, 6]


def come_and_go(conn: int) -> Iterator[ev.Fact]:
    """A client of ours, and its connection, which is reset and never closed."""
    own = f"127.0.0.1:{conn}"
    yield fact(ev.ClientBegan, client=conn, own=own)
    yield fact(ev.Accepted, conn=conn, place=("app.py", 1), address=own)
    yield fact(ev.Reset, conn=conn, error="ECONNRESET")
    yield fact(ev.ClientEnded, client=conn, own=own)


def test_of_thousands_that_are_over_a_checkpoint_has_little_that_the_one_before_has_not():
    ledger = ledger_of(*(each for conn in range(1, 11_500) for each in come_and_go(conn)))
    kept = [each for each in vars(ledger).values() if isinstance(each, Paged)]
    assert [len(each) for each in kept] == [10_000] * 5
    copies = [ledger.copy()]
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for each in come_and_go(11_500):
        ledger.apply(each)
    copies.append(ledger.copy())
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert taken < 500_000  # 230,000 are of a thousand connections, each of which is copied by its reference


# What the ledger was.


def received(first: int, count: int) -> list[ev.Fact]:
    """A byte each."""
    return [fact(ev.Received, at=at, size=1) for at in range(first, first + count)]


def test_the_ledger_at_a_fact_has_been_told_that_fact_and_no_later_one():
    journal = journal_of(received(0, 100))
    assert [journal.ledger_at(number).bytes_in for number in (50, 0, 99)] == [51, 1, 100]


def test_a_step_forward_goes_on_from_the_last_answer():
    journal = journal_of(received(0, 100))
    assert journal.ledger_at(50) is journal.ledger_at(51)


def test_steps_back_start_from_what_was_left_a_stride_behind():
    journal, behind = journal_of(received(0, 1600)), []
    for number in (1599, 1598, 1100, 1099, 1098):
        assert journal.ledger_at(number).bytes_in == number + 1
        behind.append(journal.behind.number)
    assert behind == [1100, 1100, 1100, 1100, 599]


def test_an_answer_is_right_also_when_what_it_could_start_from_is_long_gone():
    journal, ledger = Journal(capacity=40), Ledger()
    told = received(0, 200)
    for number, each in enumerate(told):
        ledger.apply(each)
        journal.add([each], ledger)
        if number == 30:
            journal.ledger_at(20)
    assert journal.first > 30
    assert journal.ledger_at(170).bytes_in == 171


def test_a_journal_that_was_never_asked_takes_no_copy_for_answers():
    journal = journal_of(received(0, 100))
    assert (journal.asked.number, journal.behind.number) == (0, 0)
