import socket
from collections.abc import Iterator

import pytest

from tests.clients.far_end import Address


@pytest.fixture
def silent() -> Iterator[Address]:
    """A server that lets the kernel accept, and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as lsock:
        yield lsock.getsockname()


@pytest.fixture
def nobody() -> Iterator[Address]:
    """A port that is taken, and where nobody listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        yield sock.getsockname()


@pytest.fixture(params=["echo", "asyncio"])
def server(request: pytest.FixtureRequest) -> str:
    """Ours, and one that we did not write."""
    return str(request.param)
