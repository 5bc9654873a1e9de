"""What many connections leave behind is not searched for cycles, and is again when they are gone."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from connscope import events as ev
from connscope.session import Session
from connscope.tui.cycles import LONG_SECONDS, MANY, Cycles
from tests.facts_by_hand import fact


@pytest.fixture
def session() -> Iterator[Session]:
    yield Session("echo")
    gc.unfreeze()


class Behind:
    """What refers to itself."""

    itself: object = None


def left_behind() -> weakref.ref[Behind]:
    """One that nobody else has."""
    behind = Behind()
    behind.itself = behind
    return weakref.ref(behind)


def accept(session: Session, first: int, num_conns: int) -> None:
    """So many come, and a copy of the picture is made."""
    session.pump.fold([fact(ev.Accepted, conn=conn) for conn in range(first, first + num_conns)])
    session.journal.checkpoints.append(session.journal.checkpoints[-1].copy())
    session.journal.checkpoints[-1].number = first


def test_many_are_left_out_of_the_search_once_they_are_copied(session: Session):
    cycles, before = Cycles(session), gc.get_freeze_count()
    accept(session, 1, MANY + 1)
    cycles.look_after(0.0, quiet=False)
    frozen = gc.get_freeze_count()
    accept(session, MANY + 2, MANY)
    cycles.look_after(0.0, quiet=False)
    assert (frozen - before > MANY, gc.get_freeze_count() - frozen > MANY) == (True, True)


def test_a_few_are_not(session: Session):
    cycles, before = Cycles(session), gc.get_freeze_count()
    accept(session, 1, MANY // 2)
    cycles.look_after(0.0, quiet=False)
    assert gc.get_freeze_count() == before


def test_when_they_are_gone_and_all_is_quiet_everything_is_searched_once(session: Session):
    cycles = Cycles(session)
    accept(session, 1, MANY + 1)
    there = left_behind()
    cycles.look_after(0.0, quiet=True)
    session.ledger.connections.clear()
    cycles.look_after(0.1, quiet=False)
    gc.collect()
    assert there() is not None
    cycles.look_after(0.2, quiet=True)
    assert there() is None
    there = left_behind()
    gc.collect()
    assert there() is None


def test_what_was_left_out_from_the_start_is_left_out_afterwards(session: Session):
    from_the_start: list[object] = []
    gc.freeze()
    cycles = Cycles(session)
    accept(session, 1, MANY + 1)
    cycles.look_after(0.0, quiet=True)
    session.ledger.connections.clear()
    cycles.look_after(0.1, quiet=True)
    assert not any(each is from_the_start for each in gc.get_objects())


def test_those_that_are_over_are_not_many(session: Session):
    cycles, before = Cycles(session), gc.get_freeze_count()
    accept(session, 1, MANY + 1)
    session.pump.fold([fact(ev.Closed, conn=conn) for conn in range(1, MANY)])
    cycles.look_after(0.0, quiet=False)
    assert gc.get_freeze_count() == before


def test_what_the_screen_leaves_in_cycles_goes_in_the_end_however_many_are_there(session: Session):
    cycles = Cycles(session)
    accept(session, 1, MANY + 1)
    there = left_behind()
    cycles.look_after(1.0, quiet=False)
    accept(session, MANY + 2, 1)
    cycles.look_after(LONG_SECONDS, quiet=False)
    gc.collect()
    assert there() is not None
    accept(session, MANY + 3, 1)
    cycles.look_after(1.0 + LONG_SECONDS, quiet=False)
    assert there() is None
