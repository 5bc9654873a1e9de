from math import inf

from hypothesis import given
from hypothesis import strategies as st

from connscope.clients.stopwatch import Stopwatch


def test_it_shows_the_time_less_what_it_stood_still() -> None:
    watch = Stopwatch()
    watch.stand(2.0)
    watch.run_on(7.0)
    assert [watch.shows(now) for now in (7.0, 9.0)] == [2.0, 4.0]


def test_while_it_stands_it_shows_the_same_and_will_never_show_more() -> None:
    watch = Stopwatch()
    watch.stand(2.0)
    assert [watch.shows(now) for now in (2.0, 50.0)] == [2.0, 2.0]
    assert watch.shows_at(3.0) == inf


def test_made_to_stand_twice_it_stands_since_the_first_time() -> None:
    watch = Stopwatch()
    for now in (2.0, 4.0):
        watch.stand(now)
    watch.run_on(7.0)
    assert watch.shows(7.0) == 2.0


def test_made_to_run_while_it_runs_it_goes_on_as_before() -> None:
    watch = Stopwatch()
    watch.run_on(7.0)
    assert (watch.shows(7.0), watch.shows_at(9.0)) == (7.0, 9.0)


@given(st.lists(st.integers(1, 99), max_size=9), st.integers(1, 99))
def test_when_it_shows_so_much_it_shows_so_much(lengths: list[int], more: int) -> None:
    watch, now = Stopwatch(), 0
    for turn, length in enumerate(lengths):
        (watch.run_on if turn % 2 else watch.stand)(now)
        now += length
    watch.run_on(now)
    assert watch.shows(watch.shows_at(watch.shows(now) + more)) == watch.shows(now) + more
