"""At two hundred points on the way through each server every byte is at its station, as clients and kernel know."""

import pytest

from tests.sources.walks import walk


@pytest.mark.parametrize("policy", ["echo", "tutorial"])
def test_at_each_point_at_which_nothing_moves_the_stations_say_what_clients_and_kernel_know(policy: str):
    figures = walk(policy, points=200, stride=7)
    assert figures.points >= 200
    assert min(figures.filled()) > 0
    assert figures.bytes_back > 1000
    assert (figures.put_in > 0, figures.left_out > 0) == (True, True)
