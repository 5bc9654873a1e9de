"""When something is drawn though nothing happens."""

import pytest

from connscope.tui.quiet import LINGER_SECONDS, SETTLED_SECONDS, Quiet

NEWS = 1000.25
"""When something happened last."""


def drawn(until: float, *, attended: float = 0.0) -> list[float]:
    """So long after the news it is drawn for ages, by who looks sixty-four times a second."""
    quiet = Quiet()
    quiet.stirred_at, quiet.attended_at = NEWS, NEWS + attended
    quiet.drawn_at = NEWS + LINGER_SECONDS
    found = []
    for tick in range(int(LINGER_SECONDS * 64) + 1, int(until * 64) + 1):
        now = NEWS + tick / 64
        if quiet.is_due(now, stands=False, live=True):
            quiet.drawn_at = now
            found.append(tick / 64)
    return found


def test_ages_are_drawn_by_the_second_at_first_then_by_five_and_then_by_the_quarter_minute() -> None:
    assert drawn(100) == [3, 4, 5, *range(10, 61, 5), 75, 90]


def test_who_does_something_sees_at_once_how_old_things_are_and_then_each_second() -> None:
    assert drawn(120, attended=77.5)[:3] == [3, 4, 5]
    quiet = Quiet()
    quiet.stirred_at, quiet.drawn_at = NEWS, NEWS + 75
    now = NEWS + 77.5
    assert not quiet.is_due(now, stands=False, live=True)
    quiet.attended_at = now
    assert quiet.is_due(now, stands=False, live=True)
    quiet.drawn_at = now
    assert quiet.ages_at(now) == NEWS + 78


def test_what_somebody_does_within_a_second_draws_no_age_anew() -> None:
    quiet = Quiet()
    quiet.stirred_at, quiet.drawn_at, quiet.attended_at = NEWS, NEWS + 75.1, NEWS + 75.9
    assert not quiet.is_due(NEWS + 75.9, stands=False, live=True)


@pytest.mark.parametrize("stands", [False, True])
def test_what_has_not_been_drawn_yet_is_due(stands: bool) -> None:
    quiet = Quiet()
    quiet.stirred_at, quiet.drawn_at = NEWS, NEWS - 1
    assert quiet.is_due(NEWS, stands=stands, live=True)


def test_of_a_program_that_stands_still_soon_nothing_is_drawn_but_in_the_past_ages_are() -> None:
    quiet = Quiet()
    quiet.stirred_at = quiet.drawn_at = NEWS
    soon, late = NEWS + SETTLED_SECONDS, NEWS + 60
    assert quiet.is_due(soon, stands=True, live=True)
    assert not quiet.is_due(late, stands=True, live=True)
    assert quiet.is_due(late, stands=True, live=False)
