"""What is left of a socket once it is closed: nothing is given back twice, and nothing is written anywhere else."""

from operator import length_hint
from pathlib import Path

import pytest

from connscope.probe.ring import Ring
from connscope.probe.ringed import RingProbe
from connscope.probe.transfers import Transfers


@pytest.fixture
def probe(tmp_path: Path) -> RingProbe:
    return RingProbe(Ring(str(tmp_path), 16, 16))


def free(probe: RingProbe) -> list[int]:
    """How many rows and tallies there is room for."""
    return [len(set(each)) + length_hint(each.unused) for each in (probe.free_rows, probe.free_tallies)]


def test_a_socket_that_two_threads_close_gives_its_places_back_once(probe: RingProbe) -> None:
    before = free(probe)

    class Row(probe.row_class):  # type: ignore[name-defined,misc]
        __slots__ = ()

        def let_go(self) -> None:
            assert not probe.part(self)  # as another thread does in between

    probe.row_class = Row
    assert probe.part(probe.meet(100, "accepted"))
    assert free(probe) == before
    assert (len(probe.free_rows), len(probe.free_tallies)) == (1, 1)


def test_who_comes_back_from_a_call_after_the_close_writes_in_no_other_socket_s_row(probe: RingProbe) -> None:
    before = free(probe)
    row = probe.meet(100, "accepted")
    probe.part(row)
    row.thread = probe.threads[1]
    late, _ = Transfers(probe).tally(row)
    assert [(tally.at, tally.at == probe.no_tally) for tally in (row, late)] == [(probe.no_tally, True)] * 2
    assert (row.row_at, free(probe)) == (probe.no_row, before)


def test_a_descriptor_that_was_a_socket_s_is_nobody_s(probe: RingProbe) -> None:
    row = probe.meet(100, "accepted")
    probe.lose(row)
    assert 100 not in probe.by_fd
