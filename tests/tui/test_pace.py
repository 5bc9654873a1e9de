"""How often frames are drawn while the program could use the time."""

from connscope.tui.pace import AT_LEAST_SECONDS, SHARE, Pace


def test_a_frame_is_drawn_when_the_one_before_has_cost_no_more_than_its_share():
    pace = Pace()
    pace.drawn(now=10.0, cpu=1.0)
    assert not pace.allows(10.1, 1.0 + SHARE * 0.11)
    assert pace.allows(10.1, 1.0 + SHARE * 0.09)
    assert pace.allows(10.12, 1.0 + SHARE * 0.11)


def test_however_much_it_costs_a_frame_is_drawn_now_and_then():
    pace = Pace()
    pace.drawn(now=10.0, cpu=1.0)
    assert pace.allows(10.0 + AT_LEAST_SECONDS, 1.0 + AT_LEAST_SECONDS)
