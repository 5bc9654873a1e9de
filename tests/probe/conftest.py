"""A probe for each test, and both ends of a connection that it sees."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from connscope.probe.accelerated import PYTHON_ONLY, in_c
from connscope.probe.attach import probed_selector, probed_socket
from connscope.probe.core import Probe
from connscope.probe.keeper import NOBODY, Keeper
from tests.probe.witness import accepted, records


@pytest.fixture(params=["in C", "in Python"])
def either(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What of the probe can be in C, and the same in Python."""
    if request.param == "in Python":
        monkeypatch.setenv(PYTHON_ONLY, "1")
    elif not in_c():
        pytest.skip("not built: there is no compiler")
    return request.param


@pytest.fixture
def probe() -> Iterator[Probe]:
    """A probe that must not have failed by the end of the test."""
    probe = Probe()
    yield probe
    assert not probe.failure


@pytest.fixture
def new_socket(probe: Probe) -> type[socket.socket]:
    """A socket class that the probe sees."""
    return probed_socket(probe)


@pytest.fixture
def keeper(probe: Probe) -> Iterator[Keeper]:
    """One who holds nobody so far, never the thread of the test, and nobody at all after it."""
    keeper = Keeper(probe, only=NOBODY)
    yield keeper
    keeper.retire()


@pytest.fixture
def sel(probe: Probe) -> Iterator:
    """A selector that the probe sees."""
    with probed_selector(probe)() as selector:
        yield selector


@pytest.fixture
def closing() -> Iterator[ExitStack]:
    """Closes what it is given when the test is over."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def ends(probe: Probe, new_socket: type[socket.socket], closing: ExitStack) -> tuple[socket.socket, socket.socket]:
    """A probed connection and its plain peer; nothing of how they came about waits in the channel."""
    conn, peer = accepted(new_socket)
    closing.enter_context(peer)
    closing.enter_context(conn)
    records(probe)
    return conn, peer
