"""Every abuse is tried on every server: a test that takes `server` runs once for each starter, and on a screen."""

from collections.abc import Iterator
from contextlib import nullcontext

import pytest

from tests.faults.on_a_screen import connscope_on_a_screen
from tests.faults.under_test import STARTERS, Running, Starter, echo_in_process, unharmed


@pytest.fixture(scope="module")
def screen() -> Iterator[Running]:
    """One for all abuses, which it has behind it in the end."""
    with connscope_on_a_screen() as running:
        yield running


def starter(request: pytest.FixtureRequest) -> Starter:
    """How the server that the test is for is begun; the one on a screen runs already."""
    start: Starter = request.param
    return start if start is not connscope_on_a_screen else lambda: nullcontext(request.getfixturevalue("screen"))


@pytest.fixture(params=[*STARTERS, connscope_on_a_screen], ids=lambda start: start.__name__)
def server(request: pytest.FixtureRequest) -> Iterator[Running]:
    with unharmed(starter(request)) as running:
        yield running


@pytest.fixture(params=[echo_in_process, connscope_on_a_screen], ids=lambda start: start.__name__)
def server_process(request: pytest.FixtureRequest) -> Iterator[Running]:
    """For abuse of the process itself: its limits, its signals."""
    with unharmed(starter(request)) as running:
        yield running
