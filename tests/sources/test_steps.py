"""Two hundred steps through each server under a mixed load, and nothing is ever missing or too much."""

import pytest

from tests.sources.steps import walk


@pytest.mark.parametrize("seed", [1, 2])
def test_each_step_through_echo_shows_one_call_and_at_each_stop_no_byte_is_missing(seed: int):
    figures = walk("echo", steps=200, clients=5, seed=seed)
    assert sum(figures.calls.values()) == 200
    assert {"accept", "setblocking", "register", "select", "recv_into", "send", "unregister", "close"} < set(
        figures.calls
    )
    assert figures.bytes_out > 1000
    assert sorted(figures.endings) == ["", "ECONNRESET"]


@pytest.mark.parametrize("seed", [1, 2])
def test_each_step_through_the_tutorial_shows_one_call_and_at_each_stop_no_byte_is_missing(seed: int):
    figures = walk("tutorial", steps=200, clients=5, seed=seed)
    assert sum(figures.calls.values()) == 200
    assert {"accept", "setblocking", "register", "select", "recv", "send", "unregister", "close"} < set(figures.calls)
    assert figures.endings == [""]
    assert figures.bytes_out > 1000
