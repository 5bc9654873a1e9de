"""Every abuse is tried on every server: a test that takes `server` runs once for each starter."""

from collections.abc import Iterator

import pytest

from tests.faults.under_test import STARTERS, Running, echo_in_process, unharmed


@pytest.fixture(params=STARTERS, ids=lambda start: start.__name__)
def server(request: pytest.FixtureRequest) -> Iterator[Running]:
    with unharmed(request.param) as running:
        yield running


@pytest.fixture
def server_process() -> Iterator[Running]:
    """For abuse of the process itself: its limits, its signals."""
    with unharmed(echo_in_process) as running:
        yield running
