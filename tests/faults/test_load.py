"""The load that all abuse is measured beside: it says so when its server has gone, and waits and spins for nobody."""

import socket
from collections.abc import Callable

import pytest

from tests.faults.load import Load, loaded

PATIENCE_SECONDS = 5


@pytest.mark.parametrize("ask", [Load.so_far, Load.rest, Load.again])
@pytest.mark.parametrize("gone", [1, 2])
def test_it_ends_when_its_server_has_gone_and_whoever_asks_it_is_told(ask: Callable[[Load], object], gone: int):
    with socket.create_server(("127.0.0.1", 0)) as server, loaded(server.getsockname(), connections=2) as load:
        ends = [server.accept()[0] for _ in range(2)]
        for end in ends[:gone]:
            end.close()
        load.process.wait(PATIENCE_SECONDS)
        with pytest.raises(ConnectionError):
            ask(load)
        for end in ends:
            end.close()
