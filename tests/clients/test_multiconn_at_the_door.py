"""Not all come at once: whom a server's backlog has no room for would try again only after a second, or after many."""

import selectors
from typing import Any

import pytest

from connscope.clients import multiconn
from connscope.clients.multiconn import MultiConn
from connscope.clients.plans import Began
from tests.clients.far_end import Address
from tests.clients.servers import good

AT_THE_DOOR = 8


class Passing(selectors.DefaultSelector):
    """Time passes only while somebody is willing to wait, and then half a second."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.now += 0.5 if timeout else 0.0
        return super().select(0)


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multiconn, "AT_THE_DOOR", AT_THE_DOOR)


def test_those_that_are_not_answered_keep_others_waiting_for_a_second(silent: Address) -> None:
    sel, began = Passing(), []

    def tell(news: Any) -> None:
        if isinstance(news, Began):
            began.append(sel.now)

    client = MultiConn(sel=sel, clock=lambda: sel.now, log=lambda _: None, tell=tell)
    client.start_connections(*silent, 2 * AT_THE_DOOR + 1, messages=[b"hello"], deadline=10.0)
    assert [outcome.ok for outcome in client.run()] == [False] * len(began)
    assert began == [0.0] * AT_THE_DOOR + [1.0] * AT_THE_DOOR + [2.0]


def test_whoever_is_answered_makes_room_at_once() -> None:
    with good() as (address, _):
        client = MultiConn(clock=lambda: 0.0, log=lambda _: None)
        client.start_connections(*address, 10 * AT_THE_DOOR, messages=[b"hello"])
        assert [outcome.ok for outcome in client.run()] == [True] * 10 * AT_THE_DOOR
