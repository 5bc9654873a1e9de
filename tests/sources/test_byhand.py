"""Connections by hand in a session: call by call, beside the facts, against both servers and one that is not ours."""

import time
from collections.abc import Callable, Iterator

import pytest

from connscope import events as ev
from connscope.byhand.chunks import RECV, SEND
from connscope.byhand.conversation import OPEN, Conversation
from connscope.session import Session
from connscope.wishes import (
    Say,
)
from tests.clients.far_end import Address

PATIENCE_SECONDS = 10


@pytest.fixture(params=["echo", "tutorial"])
def session(request: pytest.FixtureRequest) -> Iterator[Session]:
    session = Session("127.0.0.1", 0, policy=request.param)
    session.start()
    yield session
    session.stop()


@pytest.fixture
def elsewhere() -> Iterator[Session]:
    """A session whose server has nothing to do with it."""
    session = Session("127.0.0.1", 0)
    session.start()
    yield session
    session.stop()


def until(session: Session, condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it does not come about"
        session.tick()


def opened(session: Session, address: Address | None = None, **options: bool) -> Conversation:
    """One that is connected."""
    host, port = address or (session.host, session.port)
    it = session.conversations[session.open_by_hand(host, port, **options)]
    until(session, lambda: it.state == OPEN and it.options)
    return it


def came(it: Conversation) -> bytes:
    return b"".join(chunk.data for chunk in it.chunks if chunk.kind == RECV)


def kinds(it: Conversation) -> list[tuple[str, int, int, int]]:
    return [(chunk.kind, chunk.number, chunk.start, chunk.size) for chunk in it.chunks]


def test_what_is_said_comes_back_and_each_call_is_a_chunk_with_its_fact(session: Session):
    it = opened(session)
    session.do(Say(it.number, b"hello"))
    until(session, lambda: came(it) == b"hello")
    session.do(Say(it.number, b", world"))
    until(session, lambda: came(it) == b"hello, world")
    assert kinds(it) == [(SEND, 1, 0, 5), (RECV, 1, 0, 5), (SEND, 2, 5, 7), (RECV, 2, 5, 7)]
    facts = [fact for _, fact in session.journal.since(0) if isinstance(fact, ev.Sent | ev.Received)]
    assert [(chunk.at, chunk.size, True) for chunk in it.chunks] == [
        (fact.at, fact.size, chunk.told)
        for chunk, fact in zip(it.chunks, [f for f in facts if f.conn == it.conn], strict=True)
    ]
