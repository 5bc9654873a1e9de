"""Quantities as the screen shows them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connscope.units import age, amount, count, duration, exact

US, MS, S = 1_000, 1_000_000, 1_000_000_000
MINUTE, HOUR, DAY = 60 * S, 3_600 * S, 86_400 * S


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (0, "0 B"),
        (44, "44 B"),
        (999, "999 B"),
        (1_000, "1.0 K"),
        (1_024, "1.0 K"),
        (4_301, "4.2 K"),
        (10_188, "9.9 K"),
        (10_189, "10 K"),
        (72_704, "71 K"),
        (262_144, "256 K"),
        (1_023_487, "999 K"),
        (1_023_488, "1.0 M"),
        (2_621_440, "2.5 M"),
        (9_856_614, "9.4 M"),
        (35_022_438, "33.4 M"),
        (104_805_171, "99.9 M"),
        (104_805_172, "100 M"),
        (1_288_490_189, "1.2 G"),
        (2**64, "16.0 E"),
    ],
)
def test_an_amount_of_bytes_is_rounded_to_what_a_column_holds(n, text):
    assert amount(n) == text


def size_of(text: str) -> float:
    number, unit = text.split()
    return float(number) * 1024 ** " KMGTPE".index(unit.replace("B", " "))


@given(st.integers(0, 2**63), st.integers(0, 2**20))
def test_an_amount_never_falls_while_bytes_grow_and_never_needs_a_seventh_cell(n, more):
    assert size_of(amount(n)) <= size_of(amount(n + more))
    assert len(amount(n)) <= 6


@given(st.integers(1_000, 2**63))
def test_an_amount_is_within_six_percent_of_the_truth(n):
    assert size_of(amount(n)) == pytest.approx(n, rel=0.06)


def test_an_exact_number_has_separators():
    assert [exact(n) for n in (0, 22, 4_096, 1_234_567)] == ["0", "22", "4,096", "1,234,567"]


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (0, "0"),
        (999, "999"),
        (999.6, "1.0k"),
        (1_000, "1.0k"),
        (5_100, "5.1k"),
        (11_200, "11.2k"),
        (99_949, "99.9k"),
        (99_950, "100k"),
        (168_000, "168k"),
        (999_500, "1.0M"),
        (1_500_000, "1.5M"),
    ],
)
def test_a_count_is_rounded_in_thousands(n, text):
    assert count(n) == text


@pytest.mark.parametrize(
    ("ns", "text"),
    [
        (-5 * S, "now"),
        (0, "now"),
        (S - 1, "now"),
        (S, "1 s"),
        (MINUTE - 1, "59 s"),
        (3 * MINUTE, "3 m"),
        (HOUR - 1, "59 m"),
        (2 * HOUR, "2 h"),
        (DAY - 1, "23 h"),
        (5 * DAY, "5 d"),
    ],
)
def test_an_age_counts_only_units_that_have_passed(ns, text):
    assert age(ns) == text


@pytest.mark.parametrize(
    ("ns", "text"),
    [
        (0, "0 µs"),
        (80 * US, "80 µs"),
        (99_499, "99 µs"),
        (99_500, "0.1 ms"),
        (300 * US, "0.3 ms"),
        (9_949_999, "9.9 ms"),
        (9_950_000, "10 ms"),
        (12 * MS, "12 ms"),
        (999_499_999, "999 ms"),
        (999_500_000, "1.0 s"),
        (1_500 * MS, "1.5 s"),
        (59_949_999_999, "59.9 s"),
        (59_950_000_000, "1 m 00 s"),
        (125 * S, "2 m 05 s"),
        (HOUR - S // 2 - 1, "59 m 59 s"),
        (HOUR - S // 2, "1 h 00 m"),
        (26 * HOUR + 7 * MINUTE, "26 h 07 m"),
    ],
)
def test_a_duration_is_rounded_without_ever_showing_sixty_seconds(ns, text):
    assert duration(ns) == text
