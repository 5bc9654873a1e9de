"""A session serves, ends and serves anew, and an address that is taken for a while does not end it."""

import socket
from collections.abc import Iterator

import pytest

from connscope.session import Session


@pytest.fixture
def session() -> Iterator[Session]:
    session = Session("127.0.0.1", 0)
    session.start()
    yield session
    session.stop()


def test_it_serves_at_the_port_that_it_was_given(session: Session):
    with socket.create_connection((session.host, session.port)) as client:
        client.sendall(b"x")
        assert client.recv(1) == b"x"


def test_the_other_policy_serves_at_the_same_port_and_the_old_connections_are_counted(session: Session):
    port = session.port
    with socket.create_connection((session.host, port)) as client:
        client.sendall(b"x")
        assert client.recv(1) == b"x"
        assert session.swap() == 1
        assert client.recv(1) == b""
    assert (session.policy, session.port) == ("tutorial", port)


def test_while_somebody_else_has_the_port_a_restart_fails_and_afterwards_it_succeeds(session: Session):
    assert session.server is not None
    session.server.stop()
    with socket.create_server((session.host, session.port)):
        for _ in range(2):
            with pytest.raises(OSError, match="in use"):
                session.restart()
    session.restart()
    with socket.create_connection((session.host, session.port)) as client:
        client.sendall(b"x")
        assert client.recv(1) == b"x"
