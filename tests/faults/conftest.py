"""Every abuse is tried on every server: a test that takes `server` runs once for each starter, and on a screen.

That screen shows some hundred connections more, which are at rest; ABUSE_AMONG=10000 makes them ten thousand.
"""

from collections.abc import Iterator
from contextlib import nullcontext

import pytest

from tests.faults.load import loaded
from tests.faults.on_a_screen import AMONG, connscope_on_a_screen
from tests.faults.under_test import STARTERS, Running, Starter, echo_in_process, unharmed


@pytest.fixture(scope="module")
def screen() -> Iterator[Running]:
    """One for all abuses, which it has behind it in the end; and whoever was at rest is answered as before."""
    with connscope_on_a_screen() as running, loaded(running.address, connections=AMONG) as bystanders:
        said = bystanders.rest().of_each
        yield running
        assert bystanders.again().of_each == [messages + 1 for messages in said]


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
