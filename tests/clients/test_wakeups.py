from math import inf

from connscope.clients.wakeups import LONGEST_SLEEP, Timetable


def test_they_come_up_in_order_and_once() -> None:
    table = Timetable()
    for connid, when in ((1, 3.0), (2, 1.0), (3, 2.0), (4, inf)):
        table.put(connid, when)
    assert [table.due(now) for now in (0.0, 2.0, 9.0, 9.0)] == [[], [2, 3], [1], []]


def test_a_new_time_takes_the_place_of_the_old_one() -> None:
    table = Timetable()
    for when in (5.0, 1.0, 7.0):
        table.put(1, when)
    assert (table.patience(0.0), table.due(6.0), table.due(7.0)) == (7.0, [], [1])


def test_one_that_is_removed_does_not_come_up_nor_wake_anybody() -> None:
    table = Timetable()
    table.put(1, 1.0)
    table.put(2, 2.0)
    table.remove(1)
    table.put(2, inf)
    assert (table.patience(0.0), table.due(9.0)) == (None, [])


def test_times_that_change_for_ever_take_no_more_room() -> None:
    table = Timetable()
    for trip in range(10_000):
        table.put(1, 1e9 - trip)
        table.put(2, 1e9 + trip)
    assert len(table._entries) < 100
    assert table.due(2e9) == [1, 2]


def test_no_sleep_is_longer_than_the_system_can_count() -> None:
    table = Timetable()
    table.put(1, 1e12)
    assert table.patience(0.0) == LONGEST_SLEEP
